package corpus

import (
	"context"
	"io"
	"io/fs"
	"os"
)

// interruptible is an input whose reads may block for ever (a pipe, a terminal)
// and end with the context all the same. A read that is still blocked then is
// left behind with its goroutine: the system offers no way to take it back.
type interruptible struct {
	ctx  context.Context
	r    io.Reader
	buf  []byte
	rest []byte
	err  error
}

func (u *run) interruptible(r io.Reader) *interruptible { return newInterruptible(u.ctx, r) }

func newInterruptible(ctx context.Context, r io.Reader) *interruptible {
	return &interruptible{ctx: ctx, r: r, buf: make([]byte, bufferSize)}
}

// Open opens a file that is no input of a Reader (a list, labels), or standard input for
// "-". Neither it nor what it returns waits for a pipe longer than the context lasts.
func Open(ctx context.Context, name string, stdin io.Reader) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(newInterruptible(ctx, stdin)), nil
	}
	f, err := openFile(ctx, name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return f, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{newInterruptible(ctx, f), f}, nil
}

func (s *interruptible) Read(p []byte) (int, error) {
	if len(s.rest) == 0 && s.err == nil {
		s.fill()
	}
	if len(s.rest) == 0 {
		return 0, s.err
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *interruptible) fill() {
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := s.r.Read(s.buf)
		done <- result{n, err}
	}()
	select {
	case got := <-done:
		s.rest, s.err = s.buf[:got.n], got.err
	case <-s.ctx.Done():
		s.err = s.ctx.Err()
	}
}

// openFile opens a path. A named pipe opens when somebody writes to it: it is waited for
// until the run is over.
func openFile(ctx context.Context, p string) (*os.File, error) {
	if info, err := os.Stat(p); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return os.Open(p)
	}
	return Await(ctx, func() (*os.File, error) { return os.Open(p) })
}

// Await waits for an open that may last, as that of a named pipe does until somebody is at
// its other end, but no longer than the context lasts.
func Await(ctx context.Context, open func() (*os.File, error)) (*os.File, error) {
	type result struct {
		f   *os.File
		err error
	}
	done := make(chan result)
	go func() {
		f, err := open()
		select {
		case done <- result{f, err}:
		case <-ctx.Done():
			_ = f.Close() // nobody waits for it any more; nil is none
		}
	}()
	select {
	case r := <-done:
		return r.f, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
