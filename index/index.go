// Package index is the archive on disk: documents with their texts, the keys by
// which a draft finds its sources, and what a filter remembers.
//
// What. One folder, one Pebble store in it (see layout.go for what lies where),
// written by one process at a time and read by any number beside it. It is a
// detect.Index and a filter.Store.
//
// Why so. Surviving a crash at any moment is the store's craft: a log that is
// synced before anything is acknowledged, and batches that are there as a whole
// or not at all. Postings are many and small and can be made again from the
// texts, so they are not written with each document but in large sorted runs,
// from memory, and before readers look; after a crash those in memory are made again.
//
// Readers. Pebble knows one process. So the writer publishes: a checkpoint, which
// is hard links to immutable files, at intervals and when it closes. A reader
// links the latest to a folder of its own and opens it read-only; it sees the
// archive as it was published, until it is opened again. The file system needs to know
// hard links (else files are copied). Who may only read the archive's folder reads the
// publication in place: all is well while nobody writes, else it may be told to begin again.
//
// Rejected: reading the live store from other processes (files vanish beneath a
// reader); bbolt (a page a posting: 10 times the writes); own segment files beside
// the store (nothing measured asks for them).
package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"respun/detect"
)

// Options is how an archive is opened.
type Options struct {
	// ReadOnly opens what was last published, beside a writer.
	ReadOnly bool
	// AnyTables opens also an archive that was made with other tables or rules: what it
	// holds can be read, but nothing be found by its passages. Only with ReadOnly.
	AnyTables bool
	// Create makes the archive where there is none.
	Create bool
	// Passages makes documents with texts findable by their passages as they come.
	// Without it a later writer with it, or Compact, does so, and until then no draft is
	// found to come from them.
	Passages bool
	// Detector makes the keys; nil: one with default options. Only its language
	// matters.
	Detector *detect.Detector
	// Outline makes the state by which a filter remembers a document that Add
	// adds; nil: a filter will not know it.
	Outline func(doc detect.Document, seconds int64) []byte
	// State reads what Merge must know of a filter's state: the hash (xxh3) of the text it
	// was made of, and whether it serves without another document's. nil: states are of
	// the same text if they are the same bytes.
	State func(state []byte) (text uint64, alone bool, err error)
	// Publish is how often, at most, a writer publishes beside closing; 0: every 30 seconds.
	Publish time.Duration
	// Broken is told of a write that failed in the midst of the store's work, which may
	// then never come back: it ends the process. nil: nobody is told.
	Broken func(error)
	// Now returns the time; nil: time.Now.
	Now func() time.Time

	fs           vfs.FS // for tests
	pendingLimit int    // for tests
}

// Errors that callers may want to tell apart.
var (
	ErrLocked      = errors.New("another process writes to it; wait for it to end, or open it for reading")
	ErrFull        = errors.New("the disk is full; make room and try again")
	ErrReadOnly    = errors.New("opened for reading only")
	ErrNone        = errors.New("no archive is there")
	ErrUnpublished = errors.New("nothing is published yet; `respun index compact` publishes what is stored")
)

// Index is an open archive, made with Open. It may be used by several goroutines. What
// writes fails with ErrReadOnly where it was opened for reading, and with ErrFull where the
// disk is; a store that failed otherwise has to be opened again.
type Index struct {
	dir         string // of the archive
	options     Options
	fs          vfs.FS
	db          *pebble.DB
	lock        *pebble.Lock
	clone       string    // a reader's own folder
	complete    string    // folder of the publication that tells what there must be; empty: none
	emptied     string    // log that was empty before a writer opened the store
	publication int       // that a reader reads
	madeAt      time.Time // when it was made
	made        header    // what it was made with
	detector    *detect.Detector

	mu      sync.RWMutex
	counts  counters
	removed map[uint32]struct{} // postings may still name them
	pending pending
	failed  error // of the store: it has to be opened again

	whole  context.Context // of the store, ended with what was found damaged behind its writers
	damage context.CancelCauseFunc

	publishing sync.WaitGroup
	published  time.Time
	clock      *time.Timer // publishes when it is due
	busy       bool        // a checkpoint is being made
	dirty      bool        // something was written since the last one
	closing    bool

	ended     sync.Once
	endedWith error
}

// Open opens the archive in a folder; it must be closed. The error is, or wraps, one of
// those above, or tells what is wrong with the archive or its file system.
func Open(dir string, o Options) (*Index, error) {
	if o.fs == nil {
		o.fs = vfs.Default
	}
	if o.Broken != nil && !o.ReadOnly {
		o.fs = watch(o.fs, dir, o.Broken)
	}
	if o.Publish == 0 {
		o.Publish = 30 * time.Second
	}
	if o.pendingLimit == 0 {
		o.pendingLimit = pendingLimit
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if info, err := o.fs.Stat(dir); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("index: %s: %w: it is a file, and an archive is a folder", dir, ErrNone)
	}
	x := &Index{dir: dir, options: o, fs: o.fs, detector: o.Detector, removed: map[uint32]struct{}{}, pending: newPending()}
	x.whole, x.damage = context.WithCancelCause(context.Background())
	if x.detector == nil {
		d, err := detect.New(detect.Defaults())
		if err != nil {
			return nil, err
		}
		x.detector = d
	}
	open := x.openWriter
	if o.ReadOnly {
		open = x.openReader
	}
	if err := open(); err != nil {
		return nil, errors.Join(err, x.release())
	}
	if err := x.load(); err != nil {
		return nil, errors.Join(err, x.db.Close(), x.release())
	}
	return x, nil
}

func (x *Index) path(parts ...string) string {
	return filepath.Join(append([]string{x.dir}, parts...)...)
}

// openWriter locks the archive and opens its store, or makes it.
func (x *Index) openWriter() error {
	db, made := x.path("db"), false
	if _, err := x.fs.Stat(db); err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("index: %w", err)
		}
		x.complete, err = x.latest()
		switch {
		case err != nil:
			return err
		case x.complete != "":
			return x.lost(db, "the folder is gone")
		case !x.options.Create:
			return fmt.Errorf("index: %s: %w", x.dir, ErrNone)
		}
		if err := x.makeFolder(db); err != nil {
			return err
		}
		made = true
	}
	var err error
	if x.lock, err = pebble.LockDirectory(db, x.fs); err != nil {
		if errors.As(err, new(*fs.PathError)) { // it cannot be made, let alone locked
			return fmt.Errorf("index: %w", err)
		}
		return fmt.Errorf("index: %s: %w", x.dir, ErrLocked)
	}
	if err := x.room(0); err != nil {
		if made { // so that the same may be tried again
			err = errors.Join(err, x.fs.RemoveAll(db))
		}
		return err
	}
	if err := x.isWhole(db); err != nil {
		return err
	}
	return x.open(db)
}

// makeFolder makes a folder, with those it lies in, so that it is there after a crash of the
// system. What is synced below it would be lost with its name.
func (x *Index) makeFolder(dir string) error {
	if _, err := x.fs.Stat(dir); err == nil {
		return nil
	}
	parent := x.fs.PathDir(dir)
	if parent != dir {
		if err := x.makeFolder(parent); err != nil {
			return err
		}
	}
	if err := x.fs.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return x.syncFolder(parent)
}

// syncFolder makes what was made or renamed in a folder survive a crash of the system.
func (x *Index) syncFolder(dir string) error {
	f, err := x.fs.OpenDir(dir)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}

// Sizes of the store's parts in bytes.
const (
	memtableSize = 8 << 20 // and a log that is kept in reserve for each
	cacheSize    = 64 << 20
)

// open opens the store in a folder and checks its header.
func (x *Index) open(dir string) (err error) {
	o := &pebble.Options{
		// What is damaged on disk is an error of who reads it, not the end of the process.
		EventListener:         &pebble.EventListener{DataCorruption: func(pebble.DataCorruptionInfo) {}, BackgroundError: x.background},
		FS:                    x.fs,
		Lock:                  x.lock,
		ReadOnly:              x.options.ReadOnly,
		Merger:                merger,
		CacheSize:             cacheSize,
		MemTableSize:          memtableSize,
		FormatMajorVersion:    pebble.FormatNewest,
		Logger:                quiet{},
		L0CompactionThreshold: 4,
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	if x.db, err = pebble.Open(dir, o); err != nil {
		return x.wrong(err)
	}
	if err = x.checkHeader(dir); err != nil {
		return errors.Join(err, x.db.Close())
	}
	return nil
}

// background is told of what failed behind the writers: where a file is damaged, the store
// tries to compact it again and again, and who waits for that, or writes so much that it
// must be done first, would wait for ever.
func (x *Index) background(err error) {
	if pebble.IsCorruptionError(err) {
		x.damage(x.wrong(err))
	}
}

// damaged returns what the store found damaged behind its writers.
func (x *Index) damaged() error { return context.Cause(x.whole) }

// checkHeader compares the header with this program's; a new store gets one.
func (x *Index) checkHeader(dir string) error {
	raw, err := x.get([]byte{headerKey})
	if err != nil {
		return err
	}
	h := currentHeader()
	if raw != nil {
		x.made, err = h.check(raw, x.dir, x.options.ReadOnly && x.options.AnyTables)
		return err
	}
	if x.complete != "" { // nothing is published before it has one
		return x.lost(dir, "the header is gone")
	}
	if !x.options.Create {
		return x.begun()
	}
	x.made = h
	return x.writeHeader(h)
}

// release gives back what was taken before the store was opened.
func (x *Index) release() error {
	var err error
	if x.lock != nil {
		err = x.lock.Close()
	}
	if x.clone != "" {
		err = errors.Join(err, os.RemoveAll(x.clone))
	}
	return err
}

// load reads what is kept in memory, and makes the postings that are not in the
// store yet.
func (x *Index) load() error {
	raw, err := x.get([]byte{counterKey})
	if err != nil {
		return err
	}
	if raw != nil {
		if x.counts, err = parseCounters(raw); err != nil {
			return err
		}
	}
	if err := x.hasPublished(); err != nil {
		return err
	}
	err = x.each(removedKey, 0, func(ordinal uint32, _ []byte) error {
		x.removed[ordinal] = struct{}{}
		return nil
	})
	if err != nil || !x.options.Passages {
		return err
	}
	return x.catchUp(context.Background())
}

// Close publishes what was written and closes the archive. It waits for nobody: nothing may
// be asked of the Index meanwhile or afterwards, but to close it again, which gives the
// same answer.
func (x *Index) Close() error {
	x.ended.Do(func() { x.endedWith = x.end() })
	return x.endedWith
}

func (x *Index) end() error {
	var err error
	x.mu.Lock()
	x.closing = true
	if x.clock != nil {
		x.clock.Stop()
	}
	x.mu.Unlock()
	x.publishing.Wait()
	if !x.options.ReadOnly && x.healthy() == nil {
		x.mu.Lock()
		err = x.flushPostings()
		if err == nil && x.dirty {
			// Out of the log, whose files take a memtable's size each however little
			// is in them, and would be copied for readers.
			err = x.guarded(x.db.Flush)
		}
		if err == nil && x.dirty {
			err = x.publish()
		}
		if errors.Is(err, ErrFull) {
			err = fmt.Errorf("%w; what was stored is kept, and published when it is next opened for writing", err)
		}
		x.mu.Unlock()
	}
	return errors.Join(err, x.db.Close(), x.release())
}

// healthy returns the error that made the store unusable.
func (x *Index) healthy() error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.failed
}

// wrong is an error of the store, with the archive's folder.
func (x *Index) wrong(err error) error {
	err = plain(err)
	if x.clone != "" && strings.Contains(err.Error(), x.clone) {
		err = renamed{err, strings.ReplaceAll(err.Error(), x.clone, x.lasting(x.clone))}
	}
	return fmt.Errorf("index: %s: %w", x.dir, err)
}

// renamed is an error with another text.
type renamed struct {
	error
	text string
}

func (r renamed) Error() string { return r.text }
func (r renamed) Unwrap() error { return r.error }

// plain takes off what the store joins to an error about damage for programs
// to take apart: printed, it is a line without a meaning.
func plain(err error) error {
	for info := pebble.ExtractDataCorruptionInfo(err); info != nil; info = pebble.ExtractDataCorruptionInfo(err) {
		err = info.Details
	}
	return err
}

// quiet takes the store's messages. What it cannot go on after is a panic: a
// process that dies here loses nothing acknowledged, as one that is killed.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	panic(fmt.Errorf("index: the store cannot go on: "+format, args...))
}

var _ detect.Index = (*Index)(nil)
