package corpus

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"

	"respun/shingle"
)

// What a run writes must not be among what it reads. The file that is replaced at
// the end would be lost, so meeting it ends the run. Standard output is left out
// and told: whoever sent it to a file has emptied that already, and where documents
// are written as they are read there would be no end.

// regular returns what is known of a file, nil where it is none: a device may be
// both input and output.
func regular(info fs.FileInfo, err error) fs.FileInfo {
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	return info
}

// output returns the file of Options.Output as it is now.
func (o Options) output() fs.FileInfo {
	if o.Output == "" || o.Output == "-" {
		return nil
	}
	return regular(os.Stat(o.Output))
}

func (o Options) stdout() fs.FileInfo {
	if o.Stdout == nil {
		return nil
	}
	return regular(o.Stdout.Stat())
}

// Spares is an error that names the file where Read of these paths would read
// what Options.Output replaces. It reads nothing but lists of paths, and of those
// no pipes: what they name, Read meets.
func (r *Reader) Spares(ctx context.Context, paths ...string) error {
	if r.output == nil {
		return nil
	}
	u := &run{Reader: r, ctx: ctx, looks: true, yield: func(shingle.Document, error) bool { return true }}
	return u.all(paths)
}

// look is what becomes of a file in place of reading it where only the output is
// looked for.
func (u *run) look(p string) error {
	info, err := os.Stat(p)
	if err == nil && os.SameFile(info, u.output) {
		return u.overwritten(printable(p))
	}
	return u.ctx.Err()
}

func (u *run) overwritten(name string) error {
	return fmt.Errorf("%s is read, and would be replaced by the output %s: name another file, or leave it out of the inputs", name, u.o.Output)
}

// isWritten reports whether an input is what the run writes, having told so. The
// output ends the run.
func (u *run) isWritten(name string, info fs.FileInfo) (bool, error) {
	switch {
	case os.SameFile(info, u.output):
		return true, u.overwritten(name)
	case os.SameFile(info, u.stdout):
		return true, u.tell(&Skip{Doc: name, Reason: Output, Detail: "standard output goes there, which is not read"})
	}
	return false, nil
}

// stdin reads standard input.
func (u *run) stdin() error {
	if f, ok := u.o.Stdin.(*os.File); ok {
		if info := regular(f.Stat()); info != nil {
			if written, err := u.isWritten("standard input", info); written {
				return err
			}
		}
	}
	if u.looks {
		return nil
	}
	return u.input("-", u.interruptible(u.o.Stdin), 0)
}

// isArchive tells an archive of respun index by what a folder holds: nothing else,
// so that no text of somebody's is left out, and the lock of its writers, or a store
// that they published.
func isArchive(dir string, entries []fs.DirEntry) bool {
	own := []string{"db", "published", "readers"}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !slices.Contains(own, e.Name()) }) {
		return false
	}
	published, _ := fs.Glob(os.DirFS(dir), "published/[0-9]*/marker.manifest.*")
	return len(published) > 0 || regular(os.Stat(join(dir, "db/LOCK"))) != nil
}

// isCheckpoint tells the journal that a scan keeps.
func isCheckpoint(in *source) bool {
	return path.Base(in.name) == "scan.checkpoint" && bytes.HasPrefix(in.head, []byte("respun checkpoint "))
}
