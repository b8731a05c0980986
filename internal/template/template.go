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

const (
	// Run is the length of a frame's runs, in stems.
	Run = 3
	// Documents is from how many documents on a run is a frame.
	Documents = 4
)

// Frames counts the documents that have the noted runs. Note and Count are for
// one goroutine; once all is counted, Has may be asked by many.
type Frames struct {
	runs   map[uint64]count
	noted  filter
	frames filter
}

type count struct {
	last      uint32 // document counted last, plus one
	documents uint32
}

// New returns an empty Frames.
func New() *Frames {
	return &Frames{runs: map[uint64]count{}, noted: make(filter, filterBits/64), frames: make(filter, filterBits/64)}
}

// Empty tells whether nothing was noted.
func (f *Frames) Empty() bool { return len(f.runs) == 0 }

// Note asks for runs, given as hashes, to be counted.
func (f *Frames) Note(runs []uint64) {
	for _, r := range runs {
		if f.noted.has(r) {
			if _, known := f.runs[r]; known {
				continue
			}
		}
		f.runs[r] = count{}
		f.noted.set(r)
	}
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
			if n.documents++; n.documents >= Documents {
				f.frames.set(r)
			}
			f.runs[r] = n
		}
	}
}

// Has tells whether a run is a frame.
func (f *Frames) Has(run uint64) bool {
	if !f.frames.has(run) {
		return false
	}
	return f.runs[run].documents >= Documents
}

// filter holds a bit a hash: most runs of a corpus are not asked for, and a map
// would be asked in vain for each.
type filter []uint64

const filterBits = 1 << 22

func (f filter) set(h uint64)      { f[(h>>1)%filterBits/64] |= 1 << ((h >> 1) % 64) }
func (f filter) has(h uint64) bool { return f[(h>>1)%filterBits/64]>>((h>>1)%64)&1 != 0 }
