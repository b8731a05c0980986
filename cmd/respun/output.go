package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"respun/internal/corpus"
)

// output is standard output: it keeps the first error of writing.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // whose path is no help
	}
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("standard output: %w", err)
	}
	return n, err
}

// sameFile tells whether two are one file on a disk: a device may be both.
func sameFile(a, b *os.File) bool {
	if a == nil || b == nil {
		return false
	}
	x, err := a.Stat()
	if err != nil || !x.Mode().IsRegular() {
		return false
	}
	y, err := b.Stat()
	return err == nil && os.SameFile(x, y)
}

// target is where a report goes. Exactly one of commit and abort is called.
type target interface {
	io.Writer
	commit() error // the report is complete
	abort()        // it is not: leave nothing, or no half line
}

// openTarget opens the file of that name, or standard output for "" and "-".
// Pipes and devices are written to as they are; a named pipe opens when somebody reads
// from it, which is waited for no longer than the context lasts.
func openTarget(ctx context.Context, name string, stdout io.Writer) (target, error) {
	if name == "" || name == "-" {
		return &lines{to: stdout}, nil
	}
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		return nil, outputError(name, errors.New("is a folder; name a file"))
	}
	if err == nil && !info.Mode().IsRegular() {
		f, err := corpus.Await(ctx, func() (*os.File, error) { return os.OpenFile(name, os.O_WRONLY, 0) })
		if err != nil {
			return nil, err
		}
		return &lines{to: f, close: f.Close}, nil
	}
	return newReplacement(name)
}

// writeOut has fill write, through a buffer, to the file of that name or to standard
// output: all of it, or nothing.
func writeOut(ctx context.Context, name string, stdout io.Writer, fill func(*bufio.Writer) error) error {
	to, err := openTarget(ctx, name, stdout)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(to)
	if err = fill(out); err == nil {
		err = out.Flush()
	}
	if err != nil {
		to.abort()
		return err
	}
	return to.commit()
}

// replacement is a file that takes a name only when it is complete. It is made
// beside the file it replaces, since a rename does not leave its disk.
type replacement struct {
	file *os.File
	name string
}

// newReplacement makes an empty file for a name: hidden, so that a scan of the
// same folder does not read it. A link stays one, and what it leads to is replaced.
func newReplacement(name string) (*replacement, error) {
	name = ledTo(name)
	mode := fs.FileMode(0o666)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	for i := 0; ; i++ {
		hidden := fmt.Sprintf(".%s.%d-%d.tmp", filepath.Base(name), os.Getpid(), i)
		f, err := os.OpenFile(filepath.Join(filepath.Dir(name), hidden), os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err == nil {
			return &replacement{f, name}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, outputError(name, err)
		}
	}
}

// mostLinks is how many links in a row are followed: as many as Linux does.
const mostLinks = 40

// ledTo is the name that a link leads to, be there a file yet or not.
func ledTo(name string) string {
	for range mostLinks {
		to, err := os.Readlink(name)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	return name
}

func (r *replacement) Write(p []byte) (int, error) {
	n, err := r.file.Write(p)
	if err != nil {
		err = outputError(r.name, err)
	}
	return n, err
}

func (r *replacement) commit() error {
	// Some disks tell only here that they are full.
	err := errors.Join(r.file.Sync(), r.file.Close())
	if err == nil {
		err = os.Rename(r.file.Name(), r.name)
	}
	if err != nil {
		_ = os.Remove(r.file.Name()) // the error that matters is known
		return outputError(r.name, err)
	}
	return nil
}

// outputError tells of a file by the name that was asked for, not by that of the hidden
// one which is written first.
func outputError(name string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("output %s: %w", name, err)
}

func (r *replacement) abort() {
	_ = r.file.Close()
	_ = os.Remove(r.file.Name())
}

// lines hands on whole lines only: a reader of records that are cut short by an
// interrupt then meets no half one.
type lines struct {
	to    io.Writer
	rest  []byte
	close func() error
}

func (l *lines) Write(p []byte) (int, error) {
	whole := bytes.LastIndexByte(p, '\n') + 1
	if whole > 0 {
		if err := l.flush(); err != nil {
			return 0, err
		}
		if n, err := l.to.Write(p[:whole]); err != nil {
			return n, err
		}
	}
	l.rest = append(l.rest, p[whole:]...)
	return len(p), nil
}

func (l *lines) flush() error {
	if len(l.rest) == 0 {
		return nil
	}
	_, err := l.to.Write(l.rest)
	l.rest = l.rest[:0]
	return err
}

func (l *lines) commit() error {
	err := l.flush()
	if l.close != nil {
		err = errors.Join(err, l.close())
	}
	return err
}

func (l *lines) abort() {
	if l.close != nil {
		_ = l.close()
	}
}
