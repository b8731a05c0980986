package detect

import (
	"fmt"
	"runtime/debug"
	"sync"

	"respun/internal/flat"
)

// Options.Memory bounds a run. What grows with the collection lies in temporary
// files then (package flat), but for some 30 bytes a document, 2 a sentence, and 5 a
// frame that documents share; what stages gather before it goes there is a share of
// the bound: buckets three tenths, templates a quarter, twins an eighth, pairs and
// coverage a sixteenth. Numbers of stems and what is known of them stay in memory: 150
// bytes for each stem of the collection, and 60 more for each worker.
//
// The collector is told to keep what it manages below gcShare of what the program
// itself leaves of the bound; the rest is for pages of files, which are handed
// back when they become too many.

const (
	gcShare   = .6
	leastFor  = 48 << 20 // bytes beside the program itself
	usualBase = 40 << 20 // bytes of the program itself, where the system doesn't tell

	// leastSpare is how many bytes below the bound pages of files are handed back: what
	// workers touch until somebody looks is the same however large the bound.
	leastSpare = 24 << 20
)

// bound makes room on disk where memory is bounded; nil stands for no bound. share
// is what stages may have; undo gives everything back.
func (d *Detector) bound() (disk *flat.Disk, share int64, undo func() error, err error) {
	o := d.options
	if o.Memory == 0 {
		return nil, 0, func() error { return nil }, nil
	}
	base, ok := flat.Resident()
	if !ok {
		base = usualBase
	}
	if share = o.Memory - base; share < leastFor {
		return nil, 0, nil, fmt.Errorf("detect: %d MiB of memory are too little: the program itself takes %d, and needs %d beside", o.Memory>>20, (base+1<<20-1)>>20, leastFor>>20)
	}
	if disk, err = flat.OnDisk(o.Tmp, o.Memory-max(o.Memory/6, leastSpare)); err != nil {
		return nil, 0, nil, fmt.Errorf("detect: %w", err)
	}
	unlimit := memoryLimit.lower(int64(gcShare * float64(share)))
	return disk, share, func() error {
		unlimit()
		return disk.Close()
	}, nil
}

// Settings of the whole process that runs change while they last.
var (
	memoryLimit = setting{set: debug.SetMemoryLimit}
	gcPercent   = setting{set: func(to int64) int64 { return int64(debug.SetGCPercent(int(to))) }}
)

// setting is one of them. Runs may overlap: the lowest of what they ask for holds until
// the last of them is over.
type setting struct {
	set    func(to int64) (former int64) // below 0: none
	mu     sync.Mutex
	runs   int
	before int64 // the first of them
}

// lower asks for a value; what it returns asks no longer.
func (s *setting) lower(to int64) (undo func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	former := s.set(to)
	if former >= 0 && former < to {
		s.set(former)
	}
	if s.runs == 0 {
		s.before = former
	}
	s.runs++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.runs--; s.runs == 0 {
			s.set(s.before)
		}
	}
}

// releaseFrom is how much text a run has before memory is given back between its
// stages.
const releaseFrom = 16 << 20

// release gives back to the system what the last stage has left over. Growing
// lists and buckets leave holes that the next stage has no use for; the system
// would count them for the run's peak: a fifth of it. It takes a collection, some
// ten milliseconds.
func (c *corpus) release() {
	if c.bytes >= releaseFrom {
		debug.FreeOSMemory()
	}
}

// sparing has the collector run so often, in percent of what is held, while
// candidates are sought: that is where a run needs most memory, nearly all of it in
// lists of numbers that a collector has nothing to do with.
const sparing = 6

// spare makes it so; what it returns sets it back.
func (c *corpus) spare() (undo func()) {
	if c.bytes < releaseFrom {
		return func() {}
	}
	return gcPercent.lower(sparing)
}
