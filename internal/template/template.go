// Package template tells frames: runs of words that many documents share.
//
// "The company reported net income of" says nothing about who took from whom.
// What stands in runs of three stems that four documents or more have is no
// evidence for a spun match, and little for a copied phrase. Runs are noted first,
// where a match might need them, and counted in one pass over all documents
// afterwards: counting every run of a corpus would cost a third of its memory.
//
// Near-duplicates would make templates of ordinary text: of documents that are
// copies of each other the caller counts one only.
//
// Rejected: a count-min sketch in one row, which is full of false frames beyond
// some 50 MB of text.
package template

import (
	"maps"
	"math"
)

const (
	// Run is the length of a frame's runs, in stems.
	Run = 3
	// Documents is from how many documents on a run is a frame.
	Documents = 4
)

// Frames counts the documents that have the noted runs. Note, Count and Next are
// for one goroutine; Noted and, once all is counted, Has may be asked by many.
//
// Where it is not to hold all noted runs at once it takes them by ranges: all are
// noted and counted, and as long as Next says so, all once more.
type Frames struct {
	most   int    // runs that are held at a time
	lo, hi uint64 // the range at hand
	runs   map[uint64]count
	noted  filter
	found  map[uint64]struct{}
	frames filter
}

type count struct {
	last      uint32 // document counted last, plus one
	documents uint32
}

// New returns an empty Frames that holds about so many runs at a time.
func New(most int) *Frames {
	return &Frames{
		most: max(2, most), hi: math.MaxUint64,
		runs: map[uint64]count{}, noted: make(filter, filterBits/64), found: map[uint64]struct{}{}, frames: make(filter, filterBits/64),
	}
}

// Empty tells whether there are no frames and nothing that may be one.
func (f *Frames) Empty() bool { return len(f.runs)+len(f.found) == 0 }

// Note asks for runs, given as hashes, to be counted.
func (f *Frames) Note(runs []uint64) {
	for _, r := range runs {
		if r < f.lo || r > f.hi {
			continue
		}
		if f.noted.has(r) {
			if _, known := f.runs[r]; known {
				continue
			}
		}
		f.runs[r] = count{}
		f.noted.set(r)
		for len(f.runs) > f.most && f.lo < f.hi {
			f.hi = f.lo + (f.hi-f.lo)/2
			maps.DeleteFunc(f.runs, func(r uint64, _ count) bool { return r > f.hi })
		}
	}
}

// Noted appends those of the runs that may have been noted, and hardly any other;
// many may ask while nothing is noted.
func (f *Frames) Noted(dst, runs []uint64) []uint64 {
	for _, r := range runs {
		if f.noted.has(r) {
			dst = append(dst, r)
		}
	}
	return dst
}

// Count counts the runs of a document, by its ordinal; all calls for a document
// follow each other.
func (f *Frames) Count(ordinal uint32, runs []uint64) {
	for _, r := range runs {
		if !f.noted.has(r) {
			continue
		}
		if n, known := f.runs[r]; known && n.last != ordinal+1 {
			n.last = ordinal + 1
			if n.documents++; n.documents == Documents {
				f.found[r] = struct{}{}
				f.frames.set(r)
			}
			f.runs[r] = n
		}
	}
}

// Next goes on to the next range of runs. It tells whether there is one: all is
// then to be noted and counted again.
func (f *Frames) Next() bool {
	more := f.hi < math.MaxUint64
	f.runs = map[uint64]count{}
	clear(f.noted)
	if more {
		f.lo, f.hi = f.hi+1, math.MaxUint64
	}
	return more
}

// Has tells whether a run is a frame.
func (f *Frames) Has(run uint64) bool {
	if !f.frames.has(run) {
		return false
	}
	_, found := f.found[run]
	return found
}

// filter holds a bit a hash: most runs of a corpus are not asked for, and a map
// would be asked in vain for each.
type filter []uint64

const filterBits = 1 << 22

func (f filter) set(h uint64)      { f[(h>>1)%filterBits/64] |= 1 << ((h >> 1) % 64) }
func (f filter) has(h uint64) bool { return f[(h>>1)%filterBits/64]>>((h>>1)%64)&1 != 0 }
