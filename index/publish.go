package index

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// publishIfDue publishes beside the work once the last time is long enough ago: at
// once, or when it will be, so that what came last is seen though nothing follows.
func (x *Index) publishIfDue() {
	if x.busy || x.clock != nil {
		return // asked again when that is done
	}
	wait := x.options.Publish - x.options.Now().Sub(x.published)
	if wait <= 0 {
		x.publishBeside()
		return
	}
	x.clock = time.AfterFunc(wait, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.clock = nil
		x.publishBeside()
	})
}

// publishBeside publishes in a goroutine of its own. Where it fails readers stay
// behind; it is tried again at the next write, and closing tells.
func (x *Index) publishBeside() {
	if x.closing || x.failed != nil || !x.dirty {
		return
	}
	x.published = x.options.Now()
	if x.flushPostings() != nil { // or readers would not find what came last
		return
	}
	x.busy, x.dirty = true, false
	counts := x.counts
	x.publishing.Go(func() {
		err := x.checkpoint(counts)
		x.mu.Lock()
		defer x.mu.Unlock()
		x.busy, x.published = false, x.options.Now()
		if err != nil {
			x.dirty = true
		} else if x.dirty && !x.closing {
			x.publishIfDue() // written meanwhile
		}
	})
}

// publish makes what is there visible to readers.
func (x *Index) publish() error {
	if err := x.checkpoint(x.counts); err != nil {
		return err
	}
	x.dirty = false
	return nil
}

// checkpoint makes a folder with links to the store's files, in which there is at least
// what is counted, complete before it gets its name, and removes the one before.
func (x *Index) checkpoint(counts counters) error {
	if err := x.makeFolder(x.path("published")); err != nil {
		return err
	}
	former, err := x.publications()
	if err != nil {
		return err
	}
	n := 1
	if len(former) > 0 {
		n = former[len(former)-1] + 1
	}
	making := x.path("published", "making")
	if err := x.fs.RemoveAll(making); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if x.db.Metrics().Flush.Count == 0 {
		// The store begins its manifest at the first flush, and copies an empty one before:
		// opening it flushes, but where a kill left it without a log.
		if err := x.guarded(x.db.Flush); err != nil {
			return fmt.Errorf("index: %s: publishing: %w", x.dir, err)
		}
	}
	if err := x.guarded(func() error { return x.db.Checkpoint(making, pebble.WithFlushedWAL()) }); err != nil {
		return fmt.Errorf("index: %s: publishing: %w", x.dir, err)
	}
	if err := errors.Join(x.writeCounts(making, counts), x.syncFolder(making)); err != nil {
		return err
	}
	if err := x.fs.Rename(making, x.path("published", strconv.Itoa(n))); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := x.syncFolder(x.path("published")); err != nil { // before the former one goes
		return err
	}
	for _, old := range former {
		if err := x.unpublish(old); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	return x.sweepReaders()
}

// unpublish removes a publication, all of it at once for who lists it or links to it.
func (x *Index) unpublish(n int) error {
	removing := x.path("published", "removing")
	if err := x.fs.RemoveAll(removing); err != nil { // what a crash left
		return err
	}
	if err := x.fs.Rename(x.path("published", strconv.Itoa(n)), removing); err != nil {
		return err
	}
	return x.fs.RemoveAll(removing)
}

// publications lists the published folders by number.
func (x *Index) publications() ([]int, error) {
	names, err := x.fs.List(x.path("published"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("index: %w", err)
	}
	var out []int
	for _, name := range names {
		if n, err := strconv.Atoi(name); err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

// publishedAt returns when a publication was made.
func (x *Index) publishedAt(n int) (time.Time, error) {
	info, err := x.fs.Stat(x.path("published", strconv.Itoa(n)))
	if err != nil {
		return time.Time{}, fmt.Errorf("index: %w", err)
	}
	return info.ModTime(), nil
}

// reads tells whether a publication is the one that a reader has. Its number alone does
// not tell: an archive that was made anew in the place of another counts from 1 again.
func (x *Index) reads(n int) bool {
	made, err := x.publishedAt(n)
	return err == nil && n == x.publication && made.Equal(x.madeAt)
}

// openReader links the latest publication to a folder of its own and opens it; where it
// may not write to the archive, it opens the publication in place.
func (x *Index) openReader() error {
	const tries = 20 // a writer may replace it in the meantime
	var err error
	for range tries {
		var all []int
		if all, err = x.publications(); err != nil {
			return err
		}
		if len(all) == 0 {
			return x.unpublished()
		}
		x.publication = all[len(all)-1]
		latest := x.path("published", strconv.Itoa(x.publication))
		if x.madeAt, err = x.publishedAt(x.publication); err == nil {
			err = x.link(latest)
		}
		if err == nil {
			x.complete = x.clone
			return x.open(x.clone)
		}
		if e := x.release(); e != nil {
			return e
		}
		x.lock, x.clone = nil, ""
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
			err = x.openInPlace(latest)
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errSwept) {
			return err
		}
	}
	return err
}

// errSwept is what a reader meets whose folder a writer is about to sweep, as nothing says
// yet that it lives.
var errSwept = errors.New("a writer may have taken the reader for one that died")

// openInPlace opens a publication without writing anything. Nothing keeps a writer from
// replacing it then: what it has removed is an error to who reads on.
func (x *Index) openInPlace(dir string) error {
	x.fs, x.complete = inPlace{x.options.fs}, dir
	err := x.guarded(func() error { return x.open(dir) })
	if err == nil {
		return nil
	}
	x.fs = x.options.fs
	if _, gone := x.fs.Stat(dir); errors.Is(gone, fs.ErrNotExist) {
		return gone
	}
	return err
}

// inPlace is a file system on which nothing has to be written for reading: no lock.
type inPlace struct{ vfs.FS }

func (inPlace) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

// Open opens a file. That one of the archive's is gone would be the end of the process,
// were the store told so.
func (f inPlace) Open(name string, o ...vfs.OpenOption) (vfs.File, error) {
	file, err := f.FS.Open(name, o...)
	if errors.Is(err, fs.ErrNotExist) && filepath.Ext(name) == ".sst" {
		return nil, errOvertaken
	}
	return file, err
}

var errOvertaken = errors.New("it was written to meanwhile, and what is read was removed: read it again, or make it writable for who reads, who keeps it then")

// link makes a reader's folder with links to the files of a publication.
func (x *Index) link(from string) error {
	if err := x.fs.MkdirAll(x.path("readers"), 0o755); err != nil {
		return fmt.Errorf("index: a reader needs a folder in the archive: %w", err)
	}
	clone, err := os.MkdirTemp(x.path("readers"), fmt.Sprintf("%d-*", os.Getpid()))
	if err != nil {
		return fmt.Errorf("index: a reader needs a folder in the archive: %w", err)
	}
	x.clone = clone
	if x.lock, err = pebble.LockDirectory(clone, x.fs); err != nil { // says that the reader lives
		return fmt.Errorf("index: %w (%w)", err, errSwept)
	}
	names, err := x.fs.List(from)
	if err == nil && len(names) == 0 { // removed while it was listed
		err = fmt.Errorf("%s is empty: %w", from, fs.ErrNotExist)
	}
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	for _, name := range names {
		if name == "LOCK" {
			continue
		}
		if err := vfs.LinkOrCopy(x.fs, filepath.Join(from, name), filepath.Join(clone, name)); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	return nil
}

// sweepReaders removes the folders of readers that died.
func (x *Index) sweepReaders() error {
	names, err := x.fs.List(x.path("readers"))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("index: %w", err)
	}
	for _, name := range names {
		dir := x.path("readers", name)
		lock, err := pebble.LockDirectory(dir, x.fs)
		if err != nil {
			continue // it lives, or is gone already
		}
		if err := errors.Join(lock.Close(), x.fs.RemoveAll(dir)); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	return nil
}
