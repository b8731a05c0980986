package filter

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync/atomic"
)

// Reading is a goroutine of its own, so that the lines that have come can be told
// from those that have not: a chunk is what one read brought, up to its last
// newline, and chunks wait while a batch is judged.

const (
	chunkSize   = 64 << 10 // what a pipe holds
	chunksAhead = 64
	bytesAhead  = 8 << 20 // from which nothing more is read ahead, nor added to what is judged together
)

// chunk is some complete lines, with their newlines; only the last line of an
// input may have none.
type chunk struct {
	data  []byte
	lines [][]byte
	long  int64 // bytes of the one line this is the beginning of, where it is longer than allowed
	err   error // ends the input after these lines
}

// within returns a line, or where it is longer than allowed its beginning and
// what is wrong with it.
func (x *chunk) within(raw []byte, most int) (line []byte, bad string) {
	size := int64(len(bytes.TrimSuffix(raw, []byte("\n"))))
	if x.long > 0 {
		size = x.long
	}
	if size <= int64(most) {
		return raw, ""
	}
	bad = fmt.Sprintf("a line of %d bytes, more than %d: cut", size, most)
	if len(raw) <= keptOfLong+1 {
		return raw, bad
	}
	return append(append([]byte(nil), raw[:keptOfLong]...), raw[len(bytes.TrimSuffix(raw, []byte("\n"))):]...), bad
}

type chunkReader struct {
	r       io.Reader
	maxLine int
	ready   chan *chunk
	free    chan *chunk
	rest    []byte        // of a line that is not complete
	ahead   atomic.Int64  // bytes that are ready
	taken   chan struct{} // some of them were taken
}

func startReader(ctx context.Context, r io.Reader, maxLine int) *chunkReader {
	c := &chunkReader{
		r: r, maxLine: maxLine, ready: make(chan *chunk, chunksAhead), free: make(chan *chunk, chunksAhead),
		taken: make(chan struct{}, 1),
	}
	go c.run(ctx)
	return c
}

// next waits for a chunk and returns it with what else is there, until there are
// batch lines, or many bytes. The error comes after the lines that came before it.
func (c *chunkReader) next(ctx context.Context, batch int) (chunks []*chunk, err error) {
	lines, size := 0, 0
	take := func(x *chunk) {
		chunks = append(chunks, x)
		lines, size, err = lines+len(x.lines), size+len(x.data), x.err
		c.ahead.Add(-int64(len(x.data)))
		select {
		case c.taken <- struct{}{}:
		default:
		}
	}
	select {
	case x := <-c.ready:
		take(x)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	for lines < batch && size < bytesAhead && err == nil {
		select {
		case x := <-c.ready:
			take(x)
		default:
			return chunks, nil
		}
	}
	return chunks, err
}

// room waits until there is room for what is read next; false at the end of ctx.
func (c *chunkReader) room(ctx context.Context) bool {
	for c.ahead.Load() >= bytesAhead {
		select {
		case <-c.taken:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// recycle gives the memory of chunks back to the reader.
func (c *chunkReader) recycle(chunks []*chunk) {
	for _, x := range chunks {
		if cap(x.data) > 16*chunkSize {
			continue // one giant must not be paid for until the end
		}
		select {
		case c.free <- x:
		default:
		}
	}
}

func (c *chunkReader) run(ctx context.Context) {
	for c.room(ctx) {
		x := c.read()
		c.ahead.Add(int64(len(x.data)))
		select {
		case c.ready <- x:
			// Whoever judges goes first: with one processor this goroutine would be in
			// its next read, and hold the processor, before anybody saw the lines.
			runtime.Gosched()
		case <-ctx.Done():
			return
		}
		if x.err != nil {
			return
		}
	}
}

// read reads until there is a complete line, or the input ends.
func (c *chunkReader) read() *chunk {
	x := &chunk{data: make([]byte, 0, chunkSize)}
	select {
	case old := <-c.free:
		x = &chunk{data: old.data[:0], lines: old.lines[:0]}
	default:
	}
	x.data = append(x.data, c.rest...)
	c.rest = c.rest[:0]
	if last := bytes.LastIndexByte(x.data, '\n'); last >= 0 { // behind a line that was too long
		c.rest = append(c.rest, x.data[last+1:]...)
		return x.split(last + 1)
	}
	for {
		from := len(x.data)
		if from == cap(x.data) {
			grown := make([]byte, from, max(min(2*from, c.maxLine), from)+chunkSize)
			copy(grown, x.data)
			x.data = grown
		}
		n, err := c.r.Read(x.data[from:cap(x.data)])
		x.data = x.data[:from+n]
		last := bytes.LastIndexByte(x.data[from:], '\n')
		switch {
		case err != nil:
			x.err = err
			return x.split(len(x.data))
		case last >= 0:
			c.rest = append(c.rest, x.data[from+last+1:]...)
			return x.split(from + last + 1)
		case len(x.data) > c.maxLine:
			return c.long(x)
		}
	}
}

// split cuts the first bytes of a chunk into lines.
func (x *chunk) split(end int) *chunk {
	x.data = x.data[:end]
	for rest := x.data; len(rest) > 0; {
		n := bytes.IndexByte(rest, '\n') + 1
		if n == 0 {
			n = len(rest)
		}
		x.lines = append(x.lines, rest[:n])
		rest = rest[n:]
	}
	return x
}

// keptOfLong is how much of a line that is too long goes on, in bytes.
const keptOfLong = 1000

// long passes over the rest of a line that is too long and keeps its beginning.
func (c *chunkReader) long(x *chunk) *chunk {
	x.long = int64(len(x.data))
	begin := append([]byte(nil), x.data[:min(keptOfLong, len(x.data))]...)
	x.data = nil
	part := make([]byte, chunkSize)
	for {
		n, err := c.r.Read(part)
		at := bytes.IndexByte(part[:n], '\n')
		if at >= 0 {
			x.long += int64(at)
			c.rest = append(c.rest, part[at+1:n]...)
			begin = append(begin, '\n')
		} else {
			x.long += int64(n)
		}
		if err != nil {
			x.err = err
		}
		if at >= 0 || err != nil {
			x.lines = [][]byte{begin}
			return x
		}
	}
}
