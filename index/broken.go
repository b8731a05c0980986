package index

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// The store cannot go on where a write fails in its midst: behind a log it can't end it
// waits for ever, or its locks come apart and the process dies of that. What fails there
// is what room could not see: another who fills the disk, a quota, a limit of the
// process, the disk itself. So it is told at the write, before the store hears of it.
// What is published is a copy, without which the store goes on.

// watched is a file system that tells of writes to the store that failed.
type watched struct {
	vfs.FS
	published string // where copies of the store are made
	told      func(error)
}

// watch tells broken of the first write that fails; others wait until it is done.
func watch(fs vfs.FS, dir string, broken func(error)) vfs.FS {
	var once sync.Once
	return watched{fs, filepath.Join(dir, "published") + string(filepath.Separator), func(err error) {
		once.Do(func() { broken(fmt.Errorf("index: %s: %w; what was told as stored is kept", dir, err)) })
	}}
}

func (w watched) file(f vfs.File, err error) (vfs.File, error) {
	if err != nil {
		w.told(err)
		return nil, err
	}
	return watchedFile{f, w.told}, nil
}

func (w watched) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if strings.HasPrefix(name, w.published) {
		return w.FS.Create(name, c)
	}
	return w.file(w.FS.Create(name, c))
}

func (w watched) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return w.file(w.FS.ReuseForWrite(from, to, c))
}

type watchedFile struct {
	vfs.File
	told func(error)
}

func (f watchedFile) seen(err error) error {
	if err != nil {
		f.told(err)
	}
	return err
}

func (f watchedFile) Write(p []byte) (int, error) {
	n, err := f.File.Write(p)
	return n, f.seen(err)
}

func (f watchedFile) WriteAt(p []byte, at int64) (int, error) {
	n, err := f.File.WriteAt(p, at)
	return n, f.seen(err)
}

func (f watchedFile) SyncTo(length int64) (bool, error) {
	full, err := f.File.SyncTo(length)
	return full, f.seen(err)
}

func (f watchedFile) Sync() error     { return f.seen(f.File.Sync()) }
func (f watchedFile) SyncData() error { return f.seen(f.File.SyncData()) }
