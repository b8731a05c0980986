package index

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Whether all is there. The store takes a log that is empty, or a folder in which its
// first file is missing, for one that nothing was written to: so it is after a crash at
// the very beginning. Where the files were lost later that would be a new archive in
// place of a damaged one, and what was published would go with the next publication. So
// a publication tells how much there was, and the store has to have no less.

// Is tells an archive from a folder of documents: by the lock that its writers leave, or
// by a store that they published.
func Is(dir string) bool {
	if info, err := vfs.Default.Stat(filepath.Join(dir, "db", "LOCK")); err == nil && !info.IsDir() {
		return true
	}
	latest, err := (&Index{dir: dir, fs: vfs.Default}).latest()
	if err != nil || latest == "" {
		return false
	}
	names, _ := vfs.Default.List(latest) // who opens it tells what is wrong
	return slices.ContainsFunc(names, isMarker)
}

// isMarker tells the file of a store that its others are found by.
func isMarker(name string) bool { return strings.HasPrefix(name, "marker.manifest.") }

// latest returns the folder of what was last published, empty where nothing is.
func (x *Index) latest() (string, error) {
	all, err := x.publications()
	if err != nil || len(all) == 0 {
		return "", err
	}
	return x.path("published", strconv.Itoa(all[len(all)-1])), nil
}

// countsFile is the file in a publication with the counters at its beginning.
const countsFile = "counts"

func (x *Index) writeCounts(dir string, counts counters) error {
	f, err := x.fs.Create(filepath.Join(dir, countsFile), vfs.WriteCategoryUnspecified)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	_, err = f.Write(counts.append(nil))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}

// readCounts returns what a publication tells of itself, nothing where it is older than
// that file.
func (x *Index) readCounts(dir string) (c counters, err error) {
	f, err := x.fs.Open(filepath.Join(dir, countsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("index: %w", err)
	}
	raw, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return c, fmt.Errorf("index: %w", err)
	}
	if c, err = parseCounters(raw); err != nil {
		return c, fmt.Errorf("index: %s is %w", filepath.Join(x.lasting(dir), countsFile), errDamaged)
	}
	return c, nil
}

// isWhole tells whether the folder of the store may be opened for writing: it is a
// store, or nothing was ever written there, and an archive may be made.
func (x *Index) isWhole(db string) error {
	var err error
	if x.complete, err = x.latest(); err != nil {
		return err
	}
	x.emptied = x.emptyLog(db) // opening the store removes it
	names, err := x.fs.List(db)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if slices.ContainsFunc(names, isMarker) {
		return nil
	}
	if x.complete != "" || slices.ContainsFunc(names, func(name string) bool { return filepath.Ext(name) == ".sst" || filepath.Ext(name) == ".log" }) {
		return x.lost(db, "the file marker.manifest is gone")
	}
	if !x.options.Create {
		return x.begun()
	}
	return nil
}

// begun is the error that a folder holds the beginnings of an archive and no document.
func (x *Index) begun() error {
	return fmt.Errorf("index: %s: %w: one was begun, and nothing stored", x.dir, ErrNone)
}

// unpublished is the error that there is nothing to read.
func (x *Index) unpublished() error {
	if _, err := x.fs.Stat(x.path("db")); err != nil {
		return fmt.Errorf("index: %s: %w", x.dir, ErrNone)
	}
	return fmt.Errorf("index: %s: %w", x.dir, ErrUnpublished)
}

// hasPublished checks that what was published is there. What a crash or a full disk kept
// from being published is when a writer closes; it is published anew where that has lost
// what it tells of itself.
func (x *Index) hasPublished() (err error) {
	var least counters
	if x.complete != "" {
		if least, err = x.readCounts(x.complete); err != nil && (x.options.ReadOnly || !errors.Is(err, errDamaged)) {
			return err
		}
	}
	if x.counts.next >= least.next {
		x.dirty = x.dirty || !x.options.ReadOnly && x.counts != least
		return nil
	}
	dir := x.clone
	switch {
	case !x.options.ReadOnly:
		dir = x.path("db")
	case dir == "":
		dir = x.complete
	}
	return x.lost(dir, fmt.Sprintf("ordinals up to %d were given, it knows of %d", least.next, x.counts.next))
}

// lasting is the name of a folder for an error: a reader's own is gone when it is read.
func (x *Index) lasting(dir string) string {
	if dir == x.clone {
		return x.path("published", strconv.Itoa(x.publication))
	}
	return dir
}

// emptyLog returns the name of a log in the folder of a store in which nothing is; empty
// where there is none.
func (x *Index) emptyLog(dir string) (name string) {
	names, _ := x.fs.List(dir) // who opens the store tells what is wrong
	for _, n := range names {
		if info, err := x.fs.Stat(filepath.Join(dir, n)); err == nil && info.Size() == 0 && filepath.Ext(n) == ".log" {
			name = max(name, n)
		}
	}
	return name
}

// lost is the error that files of the store in a folder have lost what was in them.
func (x *Index) lost(dir, what string) error {
	empty := x.emptied
	if x.options.ReadOnly {
		empty = x.emptyLog(dir)
	}
	dir = x.lasting(dir)
	if empty != "" {
		dir = filepath.Join(dir, empty) + ", which is empty,"
	}
	advice := ""
	if !x.options.ReadOnly && x.complete != "" {
		advice = fmt.Sprintf("; what was published is in %s: `respun index merge NEW %s` brings it to a new archive", x.complete, x.dir)
	}
	return fmt.Errorf("index: %s is %w: %s%s", dir, errDamaged, what, advice)
}
