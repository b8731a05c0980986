package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
	"unsafe"

	"respun/internal/jsontext"
	"respun/shingle"
)

const bom = "\ufeff"

// readText delivers the whole input as one document, exactly as it is.
func (u *run) readText(in *source) error {
	raw, err := slurp(in.Reader, in.size, u.o.MaxDocument)
	if err != nil {
		return err
	}
	text, replaced := validUTF8(raw)
	if in.utf16 { // unpaired surrogates were replaced on the way
		replaced = strings.Count(text, "\ufffd")
	}
	if replaced > 0 {
		s := replacedNotice(in.name, replaced)
		if !in.utf16 {
			s.Detail += "; a text of another encoding is to be converted first, as by iconv -f WINDOWS-1252 -t UTF-8"
		}
		if err := u.tell(s); err != nil {
			return err
		}
	}
	d := shingle.Document{Name: in.name, Text: text}
	if in.file != nil {
		d.Again = fileAgain(in.file.Name())
	}
	return u.emit(d)
}

func replacedNotice(name string, n int) *Skip {
	return &Skip{Doc: name, Reason: ReplacedUTF8, Detail: fmt.Sprintf("%d bytes are not valid text and were read as U+FFFD", n)}
}

// tellReplaced tells of the bytes that were replaced in the n-th record of an input.
func (u *run) tellReplaced(name, unit string, n, replaced int) error {
	if replaced == 0 {
		return nil
	}
	s := replacedNotice(name, replaced)
	s.Detail = fmt.Sprintf("%s %d: %s", unit, n, s.Detail)
	return u.tell(s)
}

// slurp reads all of r, at most limit bytes; more is errLarge. hint is the
// expected size in bytes, 0 if unknown.
func slurp(r *bufio.Reader, hint, limit int64) (string, error) {
	var b strings.Builder
	b.Grow(int(min(hint, limit)))
	for {
		_, err := r.Peek(1)
		chunk, _ := r.Peek(r.Buffered())
		if int64(b.Len()+len(chunk)) > limit {
			return "", fmt.Errorf("%w: %d bytes", errLarge, limit)
		}
		b.Write(chunk)
		r.Discard(len(chunk))
		if errors.Is(err, io.EOF) && len(chunk) == 0 {
			return b.String(), nil
		}
		if err != nil && len(chunk) == 0 {
			return "", err
		}
	}
}

// validUTF8 replaces every byte that is not part of valid UTF-8 by U+FFFD and
// counts them. One character per byte keeps the damage countable; runs folded
// into one, as strings.ToValidUTF8 does, would hide how much is lost.
func validUTF8(s string) (string, int) {
	if utf8.ValidString(s) {
		return s, 0
	}
	b, replaced := jsontext.ReplaceInvalid(unsafe.Slice(unsafe.StringData(s), len(s)))
	return unsafe.String(unsafe.SliceData(b), len(b)), replaced // not copied: a text may have megabytes
}
