// Package template tells frames: runs of words that many documents share.
//
// "The company reported net income of" says nothing about who took from whom.
// What stands in runs of three stems that four documents or more have is no
// evidence for a spun match, and little for a copied phrase. Runs are noted first,
// where a match might need them, and counted in one pass over all documents
// afterwards: counting every run of a corpus would cost a third of its memory.
//
// Where memory is bounded most runs are not even noted: all are met in small counters
// that several of them share, and one that is met less than three times is in fewer
// documents than four.
//
// Near-duplicates would make templates of ordinary text: of documents that are
// copies of each other the caller counts one only.
//
// Rejected: shared counters alone, which are full of false frames beyond some 50 MB
// of text; ranges of all that is noted, a pass over all documents each, hundreds of
// them for some gigabytes; a Go map of the runs, which has to be asked by the one
// goroutine that counts.
package template

import (
	"math"
	"sync/atomic"
)

const (
	// Run is the length of a frame's runs, in stems.
	Run = 3
	// Documents is from how many documents on a run is a frame.
	Documents = 4
)

// Frames counts the documents that have the noted runs. Runs are given as hashes
// other than 0. Note, Ready, Count and Next are for one goroutine; Meet and Often,
// Noted once ready, and Has once all is counted may be called by many.
//
// Where there is not memory for all runs at once it takes them by ranges: all are
// met, noted and counted, and as long as Next says so, all once more.
type Frames struct {
	most      int      // runs that are noted at a time
	step      uint64   // how far a range reaches
	lo, hi    uint64   // the range at hand
	met       counters // nil: all runs can be noted
	runs      set      // that were noted
	noted     filter
	last      []uint32 // by place in runs: the document counted last, plus one
	documents []uint8  // up to Documents
	frames    table
}

// New returns an empty Frames for documents that have up to so many runs, each as
// often as it stands there. Until all is counted it takes up to room bytes, beside the
// frames.
func New(runs int64, room int) *Frames {
	f := &Frames{most: max(2, room/2/noteBytes), step: math.MaxUint64, hi: math.MaxUint64, frames: newTable(runs)}
	if runs <= int64(f.most) {
		return f
	}
	n := int64(countersInWord)
	for n < countersForRun*runs && n/countersInByte <= int64(room/4) {
		n *= 2
	}
	f.met = make(counters, n/countersInWord)
	if ranges := leastForRun * runs / n; ranges > 1 {
		f.step = math.MaxUint64 / uint64(ranges)
	}
	f.hi = f.step
	return f
}

// Meets tells whether runs are to be met before they are noted.
func (f *Frames) Meets() bool { return f.met != nil }

// Of the runs that are met once, one in forty has its counter filled by others where
// there are four counters for each run that is met.
const (
	countersForRun = 4
	leastForRun    = 2  // at least, where room is bounded, or nearly so
	noteBytes      = 32 // that a noted run takes
)

// Empty tells whether there are no frames and nothing that may be one.
func (f *Frames) Empty() bool { return f.runs.size+len(f.frames.rests) == 0 }

// Meet counts runs of a document, each as often as it is given, in counters that
// they share; only where Meets says so.
func (f *Frames) Meet(runs []uint64) {
	for _, r := range runs {
		if f.lo <= r && r <= f.hi {
			f.met.add(r)
		}
	}
}

// Often appends those of the runs that may be in Documents documents, as far as is
// known: when all have been met, where they are.
func (f *Frames) Often(dst, runs []uint64) []uint64 {
	if !f.Meets() {
		return append(dst, runs...)
	}
	for _, r := range runs {
		if f.lo <= r && r <= f.hi && f.met.full(r) {
			dst = append(dst, r)
		}
	}
	return dst
}

// Note asks for runs to be counted.
func (f *Frames) Note(runs []uint64) {
	for _, r := range runs {
		if r < f.lo || r > f.hi {
			continue
		}
		f.runs.add(r)
		for f.runs.size > f.most && f.lo < f.hi {
			f.hi = f.lo + (f.hi-f.lo)/2
			f.runs = f.runs.upTo(f.hi)
		}
	}
}

// Ready is called when all runs are noted, before they are counted.
func (f *Frames) Ready() {
	f.noted = make(filter, max(1, len(f.runs.slots)*bitsPerSlot/64))
	for _, r := range f.runs.slots {
		if r != 0 {
			f.noted.set(r)
		}
	}
	f.last, f.documents = make([]uint32, len(f.runs.slots)), make([]uint8, len(f.runs.slots))
}

// Noted appends the places of those of the runs that were noted. It writes over runs.
func (f *Frames) Noted(dst []uint32, runs []uint64) []uint32 {
	if len(f.runs.slots) == 0 {
		return dst
	}
	n := 0
	for _, r := range runs {
		runs[n] = r // always, so that the test costs no misguessed branch
		if f.noted.has(r) {
			n++
		}
	}
	taken := uint64(0)
	for _, r := range runs[:n] {
		taken |= f.runs.slots[f.runs.slot(r)] // most are far away: reads that nobody waits for overlap
	}
	if taken == 0 {
		return dst
	}
	for _, r := range runs[:n] {
		if place, ok := f.runs.find(r); ok {
			dst = append(dst, uint32(place))
		}
	}
	return dst
}

// Count counts the runs of a document, by its ordinal, that have been noted; all
// calls for a document follow each other.
func (f *Frames) Count(ordinal uint32, places []uint32) {
	for _, p := range places {
		if f.last[p] == ordinal+1 || f.documents[p] == Documents {
			continue
		}
		f.last[p] = ordinal + 1
		f.documents[p]++
	}
}

// Next goes on to the next range of runs. It tells whether there is one: all are
// then to be met, noted and counted again.
func (f *Frames) Next() bool {
	var frames []uint64
	for p, n := range f.documents {
		if n == Documents {
			frames = append(frames, f.runs.slots[p])
		}
	}
	f.frames.append(frames)
	f.runs, f.noted, f.last, f.documents = set{}, nil, nil, nil
	if f.hi == math.MaxUint64 {
		f.met = nil
		return false
	}
	clear(f.met)
	f.lo = f.hi + 1
	f.hi = f.lo + min(f.step, math.MaxUint64-f.lo)
	return true
}

// Has tells whether a run is a frame.
func (f *Frames) Has(run uint64) bool { return f.frames.has(run) }

// filter holds a bit a hash, or some more, in a power of two of words: most runs
// of a corpus are not asked for, and the set would miss the cache for each.
type filter []uint64

const bitsPerSlot = 8

func (f filter) set(h uint64)      { f[(h>>7)&uint64(len(f)-1)] |= 1 << ((h >> 1) % 64) }
func (f filter) has(h uint64) bool { return f[(h>>7)&uint64(len(f)-1)]>>((h>>1)%64)&1 != 0 }

// counters are counters of two bits, by hash, which stay full at 3: so many are met
// at least. A run that was met four times is at 3, and so is one that was met three
// times, which costs nothing but a place among the noted.
type counters []uint32

const (
	countersInWord = 16
	countersInByte = 4
)

// place returns the word of h's counter, and its bits there.
func (c counters) place(h uint64) (word *uint32, shift uint) {
	// The high bits of h name its range, and so tell little within one.
	i := h * 0x9e3779b97f4a7c15 >> 20
	return &c[i/countersInWord&uint64(len(c)-1)], uint(i % countersInWord * 2)
}

// add counts h; many may at a time.
func (c counters) add(h uint64) {
	word, shift := c.place(h)
	for {
		old := atomic.LoadUint32(word)
		if old>>shift&3 == 3 || atomic.CompareAndSwapUint32(word, old, old+1<<shift) {
			return
		}
	}
}

// full tells whether h was counted three times, or others that share its counter.
func (c counters) full(h uint64) bool {
	word, shift := c.place(h)
	return *word>>shift&3 == 3
}

// set is a set of hashes: open addressing, three quarters full at most. 0 is a
// free slot.
type set struct {
	slots []uint64
	size  int
}

// find returns the slot of h, or the free one where it belongs.
func (s *set) find(h uint64) (place int, ok bool) {
	if len(s.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(s.slots) - 1)
	for i := s.slot(h); ; i = (i + 1) & mask {
		if s.slots[i] == h || s.slots[i] == 0 {
			return int(i), s.slots[i] == h
		}
	}
}

// slot returns where h is looked for first.
func (s *set) slot(h uint64) uint64 { return (h >> 20) & uint64(len(s.slots)-1) }

// add adds h.
func (s *set) add(h uint64) {
	if 4*(s.size+1) > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]uint64, max(64, 2*len(old)))
		for _, x := range old {
			if x != 0 {
				place, _ := s.find(x)
				s.slots[place] = x
			}
		}
	}
	if place, known := s.find(h); !known {
		s.slots[place] = h
		s.size++
	}
}

// upTo returns the hashes up to most.
func (s *set) upTo(most uint64) (out set) {
	for _, h := range s.slots {
		if h != 0 && h <= most {
			out.add(h)
		}
	}
	return out
}
