package corpus

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// headers maps lower-case names to values; the first of a name that says anything counts.
type headers map[string]string

func (h headers) add(name string, value []byte) {
	if h[name] == "" && len(value) > 0 {
		h[name] = string(value)
	}
}

// readHeaders reads up to the empty line. Lines that begin with white space go
// on with the value before.
func readHeaders(l *lines) (headers, error) {
	h, size := headers{}, 0
	last, value := "", []byte(nil) // the header at hand, which may go on
	for {
		line, err := l.next()
		if errors.Is(err, errLarge) {
			return nil, fmt.Errorf("%w: header of more than %d bytes", errRecord, maxHeader)
		}
		if err != nil {
			return nil, unexpected(err)
		}
		text, _ := validUTF8(string(bytes.TrimSuffix(line, []byte("\r"))))
		if text == "" {
			h.add(last, value)
			return h, nil
		}
		if size += len(text); size > maxHeader {
			return nil, fmt.Errorf("%w: header of more than %d bytes", errRecord, maxHeader)
		}
		name, first, named := strings.Cut(text, ":")
		switch {
		case (text[0] == ' ' || text[0] == '\t') && last != "":
			value = append(append(value, ' '), strings.TrimSpace(text)...)
		case named:
			h.add(last, value)
			last, value = strings.ToLower(strings.TrimSpace(name)), append(value[:0], strings.TrimSpace(first)...)
		}
	}
}

// response is a body with what is needed to read it.
type response struct {
	status      int
	contentType string
	body        []byte
	flaw        error // the body ends in the middle
}

// readResponse takes an HTTP response apart: status, header, body without
// chunks and content coding. Archives hold bodies whose header still tells of
// chunks or coding that a crawler has undone, so a body that does not begin as
// announced is taken as it is.
func readResponse(block []byte) (response, error) {
	src := bufio.NewReader(bytes.NewReader(block))
	l := &lines{r: src, max: maxHeader}
	first, err := l.next()
	if err != nil {
		return response{}, fmt.Errorf("%w: no status line", errRecord)
	}
	fields := strings.Fields(string(first))
	if len(fields) < 2 {
		return response{}, fmt.Errorf("%w: no status", errRecord)
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil {
		return response{}, fmt.Errorf("%w: no status", errRecord)
	}
	h, err := readHeaders(l)
	if err != nil {
		return response{}, fmt.Errorf("%w: HTTP header without end", errRecord)
	}
	body, err := io.ReadAll(src)
	if err != nil {
		return response{}, err
	}
	r := response{status: status, contentType: h["content-type"], body: body}
	if strings.Contains(strings.ToLower(h["transfer-encoding"]), "chunked") {
		r.undo(func(b io.Reader) (io.Reader, error) { return httputil.NewChunkedReader(b), nil })
	}
	codings := strings.Split(h["content-encoding"], ",")
	if len(codings) > maxCodings {
		return response{}, fmt.Errorf("%w: a body coded %d times over", errRecord, len(codings))
	}
	slices.Reverse(codings) // the last one was put on last
	for _, c := range codings {
		if open := contentCodings[strings.ToLower(strings.TrimSpace(c))]; open != nil {
			r.undo(open)
		}
	}
	if len(r.body) > MaxPage {
		return response{}, fmt.Errorf("%w: a page of more than %d bytes", errLarge, MaxPage)
	}
	return r, nil
}

// maxCodings is how many codings a body may have: servers use one, and a record of 44 kB,
// compressed, with 1,800 of them took 5 seconds.
const maxCodings = 5

// contentCodings opens the codings that servers use.
var contentCodings = map[string]func(io.Reader) (io.Reader, error){
	"gzip":    func(b io.Reader) (io.Reader, error) { return gzip.NewReader(b) },
	"x-gzip":  func(b io.Reader) (io.Reader, error) { return gzip.NewReader(b) },
	"br":      func(b io.Reader) (io.Reader, error) { return brotli.NewReader(b), nil },
	"deflate": openDeflate,
	"zstd": func(b io.Reader) (io.Reader, error) {
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
		return z, err
	},
}

// openDeflate reads what the standard calls deflate (zlib), and what many
// servers send for it (the bare stream).
func openDeflate(b io.Reader) (io.Reader, error) {
	r := bufio.NewReader(b)
	if head, err := r.Peek(2); err == nil && head[0]&15 == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(r)
	}
	return flate.NewReader(r), nil
}

// undo replaces the body by what the reader makes of it, at most a byte more
// than a page may have. Nothing decoded: the body was not coded. An end in the
// middle keeps what came before.
func (r *response) undo(open func(io.Reader) (io.Reader, error)) {
	z, err := open(bytes.NewReader(r.body))
	if err != nil {
		return
	}
	plain, err := io.ReadAll(io.LimitReader(z, MaxPage+1))
	if err != nil && len(plain) == 0 {
		return
	}
	if err != nil {
		r.flaw = errors.New("the body ends in the middle")
	}
	r.body = plain
}
