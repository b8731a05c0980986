package corpus

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Sizes in bytes: of a buffer, of the beginning by which a format is told, and of that
// by which a compression is. More is not waited for where a pipe has a chosen format: its
// writer may wait for what becomes of the first document.
const (
	bufferSize = 256 << 10
	sniffSize  = 4 << 10
	magicSize  = 6
)

// buffers are reused from input to input: a folder may hold millions of files.
type buffers struct{ raw, plain *bufio.Reader }

// source is one input, decompressed and, where it begins with a UTF-16 byte
// order mark, decoded.
type source struct {
	*bufio.Reader
	name  string   // of the input in records
	size  int64    // expected bytes, 0 if unknown
	head  []byte   // its beginning, not yet consumed
	file  *os.File // the file itself where nothing lies between it and Reader
	utf16 bool     // was decoded from UTF-16
	close func()
}

// readers read one input each. An error ends the input, not the run, unless it
// is the context's or errStop.
var readers = map[string]func(*run, *source) error{
	Text:     (*run).readText,
	Markdown: (*run).readText,
	JSONL:    (*run).readJSONL,
	JSON:     (*run).readJSON,
	HTML:     (*run).readHTML,
	CSV:      (*run).readCSV,
	TSV:      (*run).readTSV,
	WARC:     (*run).readWARC,
	Parquet:  (*run).readParquet,
	Office:   (*run).readOffice,
}

// input reads one input and counts it as opened where it was readable.
func (u *run) input(name string, r io.Reader, size int64) error {
	u.docs, u.lost, u.told = 0, 0, Told{}
	err := u.dispatch(name, r, size)
	if !errors.Is(err, errStop) && u.ctx.Err() == nil {
		if rest := u.tellRest(name); rest != nil {
			return rest
		}
	}
	err = u.lose(name, err)
	if u.docs > 0 || err == nil && u.lost == 0 {
		u.opened++
	}
	return err
}

func (u *run) dispatch(name string, r io.Reader, size int64) error {
	in, err := u.open(name, r, size)
	if err != nil {
		return err
	}
	defer in.close()
	if isCheckpoint(in) {
		return u.tell(&Skip{Doc: name, Reason: Checkpoint, Detail: "what a scan keeps to go on from, which is not read"})
	}
	format, err := u.format(in)
	if err != nil {
		return err
	}
	if len(in.head) == 0 && !u.o.KeepEmpty && slices.Contains([]string{Text, Markdown, HTML}, format) {
		return u.tell(&Skip{Doc: name, Reason: Empty, Detail: "there is nothing in it, and so no document"})
	}
	return readers[format](u, in)
}

// open puts the decoders before an input that its first bytes ask for.
func (u *run) open(name string, r io.Reader, size int64) (*source, error) {
	_, live := r.(*interruptible)
	in := &source{name: name, size: size, close: func() {}}
	in.file, _ = r.(*os.File)
	counted := &counter{ctx: u.ctx, r: r}
	in.Reader = reuse(&u.buffers.raw, counted)
	sniff := sniffSize
	if live && u.o.Format != "" {
		sniff = magicSize
	}
	if err := in.peek(sniff); err != nil {
		return nil, err
	}
	if c := compressionOf(in.head); c != nil {
		plain, closer, err := c.open(in.Reader)
		if err != nil {
			return nil, err
		}
		limited := &ratioReader{r: plain, in: counted, ratio: u.o.MaxRatio}
		in.Reader, in.size, in.file, in.close = reuse(&u.buffers.plain, limited), 0, nil, closer
		if err := in.peek(sniff); err != nil {
			closer()
			return nil, err
		}
	}
	if e, ok := utf16Of(in.head); ok {
		in.Reader = bufio.NewReaderSize(transform.NewReader(in.Reader, unicode.UTF16(e, unicode.IgnoreBOM).NewDecoder()), bufferSize)
		in.size, in.file, in.utf16 = 0, nil, true
		if err := in.peek(sniff); err != nil {
			in.close()
			return nil, err
		}
	}
	return in, nil
}

// peek looks at so many bytes of the beginning, or at all there is. A pipe is read until
// it has given them: what its writer flushed first may be a bracket alone.
func (in *source) peek(size int) error {
	var err error
	in.head, err = in.Peek(size)
	if len(in.head) == 0 && err != io.EOF {
		return err
	}
	return nil
}

func reuse(b **bufio.Reader, r io.Reader) *bufio.Reader {
	if *b == nil {
		*b = bufio.NewReaderSize(r, bufferSize)
	}
	(*b).Reset(r)
	return *b
}

func utf16Of(head []byte) (unicode.Endianness, bool) {
	if len(head) < 2 {
		return unicode.BigEndian, false
	}
	switch {
	case head[0] == 0xfe && head[1] == 0xff:
		return unicode.BigEndian, true
	case head[0] == 0xff && head[1] == 0xfe:
		return unicode.LittleEndian, true
	}
	return unicode.BigEndian, false
}

// counter counts what is read and stops when the context ends.
type counter struct {
	ctx context.Context
	r   io.Reader
	n   int64
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
