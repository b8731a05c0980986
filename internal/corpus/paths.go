package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// maxPath bounds a line of a list of paths, in bytes.
const maxPath = 1 << 20

// all reads the arguments, then the lists.
func (u *run) all(paths []string) error {
	dashes := 0
	for _, p := range slices.Concat(paths, u.o.FilesFrom) {
		if p == "-" {
			dashes++
		}
	}
	if dashes > 1 {
		return errors.New("standard input can be read only once")
	}
	for _, p := range paths {
		if err := u.argument(p); err != nil {
			return err
		}
	}
	for _, list := range u.o.FilesFrom {
		if err := u.list(list); err != nil {
			return err
		}
	}
	return nil
}

// list reads a file with a path or glob a line. A list that cannot be read ends
// the run: what it would have named cannot be told.
func (u *run) list(name string) error {
	if u.looks {
		info := regular(os.Stat(name))
		if name == "-" || info == nil {
			return nil
		}
		if err := u.look(name); err != nil {
			return err
		}
	}
	var src io.Reader = u.interruptible(u.o.Stdin)
	if name != "-" {
		f, err := openFile(u.ctx, name)
		if err != nil {
			return fmt.Errorf("list of paths: %w", err)
		}
		defer f.Close()
		src = f
	}
	lines := bufio.NewScanner(src)
	lines.Buffer(nil, maxPath)
	for n := 0; lines.Scan(); n++ {
		p := strings.TrimRight(lines.Text(), "\r")
		if n == 0 {
			p = strings.TrimPrefix(p, bom)
		}
		if p == "" {
			continue
		}
		if strings.IndexByte(p, 0) >= 0 {
			return fmt.Errorf("list of paths %s: line %d has a NUL byte: want a path a line, as find -print writes and -print0 does not", name, n+1)
		}
		if err := u.argument(p); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("list of paths %s: %w", name, err)
	}
	return nil
}

// argument reads what one path stands for.
func (u *run) argument(p string) error {
	if err := u.ctx.Err(); err != nil {
		return err
	}
	if !u.looks {
		u.named++
	}
	if p == "-" {
		return u.stdin()
	}
	info, err := os.Stat(p)
	switch {
	case err == nil && info.IsDir():
		return u.folder(p)
	case err == nil:
		return u.file(p)
	case hasMeta(p) && validGlob(p) && !u.o.Literal && errors.Is(err, fs.ErrNotExist):
		return u.glob(p)
	}
	return u.lose(printable(p), err)
}

// glob reads what a pattern stands for.
func (u *run) glob(pattern string) error {
	paths, err := expand(u.ctx, pattern)
	if err != nil {
		return u.lose(pattern, err)
	}
	if len(paths) == 0 {
		return u.tell(&Skip{Doc: printable(pattern), Reason: NotFound, Detail: "no file matches the pattern"})
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			err = u.lose(printable(p), err)
		case info.IsDir():
			err = u.folder(p)
		default:
			err = u.file(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// file reads one file. Pipes and devices may block, so they are read as
// standard input is.
func (u *run) file(p string) error {
	if u.looks {
		return u.look(p)
	}
	name := printable(p)
	f, err := openFile(u.ctx, p)
	if err != nil && u.ctx.Err() != nil {
		return err
	}
	if err != nil {
		return u.lose(name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return u.lose(name, err)
	}
	if !info.Mode().IsRegular() {
		return u.input(name, u.interruptible(f), 0)
	}
	if written, err := u.isWritten(name, info); written {
		return err
	}
	return u.input(name, f, info.Size())
}

// printable is a path as a name: records are UTF-8, paths need not be.
func printable(p string) string {
	s, _ := validUTF8(p)
	return s
}
