package template

import (
	"math/bits"
	"slices"
)

// table holds the frames in some five bytes each, as a few gigabytes of text have ten
// million: of a hash the high bits tell the shelf, and the 32 bits behind them stand
// there, in order. Two runs are taken for the same where 50 bits of their hashes are,
// give or take some for the size of the corpus: in a run of the program on as much
// text, once by chance.
type table struct {
	low    uint     // bits of a hash behind those that tell the shelf
	starts []uint32 // of the shelves in rests, as far as there are frames
	rests  []uint32
}

const (
	// runsOnShelf is how many runs of the corpus, each as often as it stands there, a
	// shelf is made for: one in twenty is another frame.
	runsOnShelf = 128
	mostShelves = 24 // as bits
)

// newTable returns an empty table for the frames of so many runs.
func newTable(runs int64) table {
	return table{low: 64 - uint(min(mostShelves, bits.Len64(uint64(max(1, runs/runsOnShelf)))))}
}

// append adds frames that are higher than all before; it sorts them.
func (t *table) append(frames []uint64) {
	slices.Sort(frames)
	for _, h := range frames {
		for shelf := h >> t.low; uint64(len(t.starts)) <= shelf; {
			t.starts = append(t.starts, uint32(len(t.rests)))
		}
		t.rests = append(t.rests, t.rest(h))
	}
}

// rest returns the bits of a hash that stand on its shelf.
func (t *table) rest(h uint64) uint32 { return uint32(h >> (t.low - 32)) }

// has tells whether a hash was appended.
func (t *table) has(h uint64) bool {
	shelf := h >> t.low
	if shelf >= uint64(len(t.starts)) {
		return false
	}
	rests := t.rests[t.starts[shelf]:]
	if shelf+1 < uint64(len(t.starts)) {
		rests = rests[:t.starts[shelf+1]-t.starts[shelf]]
	}
	rest := t.rest(h)
	for _, x := range rests {
		if x >= rest {
			return x == rest
		}
	}
	return false
}
