package evalset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine bounds a JSON line in bytes. The longest match of a scan quotes two
// whole documents; a line above this is a broken file, and told as such.
const maxLine = 256 << 20

// eachLine calls f with every line that is not blank, and names the line in
// the error f returns. what names the file's role ("gold", "run").
func eachLine(r io.Reader, what string, f func(line []byte) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	n := 0
	for s.Scan() {
		n++
		line := bytes.TrimSpace(s.Bytes())
		if len(line) == 0 {
			continue
		}
		if err := f(line); err != nil {
			return fmt.Errorf("%s, line %d: %w", what, n, err)
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%s, line %d: longer than %d MiB", what, n+1, maxLine>>20)
	}
	if s.Err() != nil {
		return fmt.Errorf("%s, line %d: %w", what, n+1, s.Err())
	}
	return nil
}

// errRun is a run where labels should be: the two are easily given the wrong way round.
var errRun = errors.New("this is a run of respun, which comes after the labels")

// eachRecord decodes every line into a fresh T.
func eachRecord[T any](r io.Reader, what string, f func(T) error) error {
	return eachLine(r, what, func(line []byte) error {
		var v T
		err := json.Unmarshal(line, &v)
		if err == nil {
			err = f(v)
		}
		if err != nil && bytes.HasPrefix(line, []byte(`{"type":"begin",`)) {
			return errRun
		}
		return err
	})
}

// writeLines writes each record as a JSON line, text unescaped.
func writeLines[T any](w io.Writer, records []T) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for _, r := range records {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return buf.Flush()
}
