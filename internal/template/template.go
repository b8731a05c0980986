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
// some 50 MB of text; a Go map of the runs, which has to be asked by the one
// goroutine that counts.
package template

import "math"

const (
	// Run is the length of a frame's runs, in stems.
	Run = 3
	// Documents is from how many documents on a run is a frame.
	Documents = 4
)

// Frames counts the documents that have the noted runs. Runs are given as hashes
// other than 0. Note, Ready, Count and Next are for one goroutine; Noted, once
// ready, and Has, once all is counted, may be asked by many.
//
// Where it is not to hold all noted runs at once it takes them by ranges: all are
// noted and counted, and as long as Next says so, all once more.
type Frames struct {
	most      int    // runs that are held at a time
	lo, hi    uint64 // the range at hand
	runs      set    // that were noted
	noted     filter
	last      []uint32 // by place in runs: the document counted last, plus one
	documents []uint8  // up to Documents
	found     set
	frames    filter
}

// New returns an empty Frames that holds about so many runs at a time.
func New(most int) *Frames {
	return &Frames{most: max(2, most), hi: math.MaxUint64, frames: make(filter, frameBits/64)}
}

// Empty tells whether there are no frames and nothing that may be one.
func (f *Frames) Empty() bool { return f.runs.size+f.found.size == 0 }

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

// Noted appends the places of those of the runs that were noted.
func (f *Frames) Noted(dst []uint32, runs []uint64) []uint32 {
	for _, r := range runs {
		if !f.noted.has(r) {
			continue
		}
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
		if f.documents[p]++; f.documents[p] == Documents {
			f.found.add(f.runs.slots[p])
			f.frames.set(f.runs.slots[p])
		}
	}
}

// Next goes on to the next range of runs. It tells whether there is one: all is
// then to be noted and counted again.
func (f *Frames) Next() bool {
	more := f.hi < math.MaxUint64
	f.runs, f.noted, f.last, f.documents = set{}, nil, nil, nil
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
	_, found := f.found.find(run)
	return found
}

// filter holds a bit a hash, or some more, in a power of two of words: most runs
// of a corpus are not asked for, and the set would miss the cache for each.
type filter []uint64

const (
	frameBits   = 1 << 22
	bitsPerSlot = 8
)

func (f filter) set(h uint64)      { f[(h>>7)&uint64(len(f)-1)] |= 1 << ((h >> 1) % 64) }
func (f filter) has(h uint64) bool { return f[(h>>7)&uint64(len(f)-1)]>>((h>>1)%64)&1 != 0 }

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
	for i := (h >> 20) & mask; ; i = (i + 1) & mask {
		if s.slots[i] == h || s.slots[i] == 0 {
			return int(i), s.slots[i] == h
		}
	}
}

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
