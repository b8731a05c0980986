package detect

import (
	"unsafe"

	"github.com/zeebo/xxh3"

	"respun/internal/lexicon"
)

// stemTable numbers stems as they come. Their letters lie one after the other and
// are found by an open hash table of numbers, half full at most, so that a hundred
// thousand stems are four lists to the garbage collector; as strings in a map they
// were most of what it had to walk, and it walks a hundred times a run.
type stemTable struct {
	slots   []uint32 // number of a stem plus one; 0: free
	letters []byte
	ends    []uint32 // of the letters of each
	apart   bool     // stems of two languages are two
	tongues []uint8  // language that each was met in first
}

// len returns how many stems there are.
func (t *stemTable) len() int { return len(t.ends) }

// at returns the letters of a stem.
func (t *stemTable) at(id uint32) string {
	from := uint32(0)
	if id > 0 {
		from = t.ends[id-1]
	}
	b := t.letters[from:t.ends[id]]
	return unsafe.String(unsafe.SliceData(b), len(b)) // letters are added, never changed
}

// find returns the number of a stem, and where it is to be put if it has none.
func (t *stemTable) find(stem string, l lexicon.Language) (id uint32, known bool, slot int) {
	if len(t.slots) == 0 {
		return 0, false, 0
	}
	mask := len(t.slots) - 1
	for slot = int(xxh3.HashString(stem)) & mask; t.slots[slot] != 0; slot = (slot + 1) & mask {
		id := t.slots[slot] - 1
		if t.at(id) == stem && (!t.apart || t.tongues[id] == uint8(l)) {
			return id, true, slot
		}
	}
	return 0, false, slot
}

// add numbers a stem that find did not know, at the slot that it named.
func (t *stemTable) add(stem string, l lexicon.Language, slot int) (id uint32) {
	if 2*t.len() >= len(t.slots) {
		t.grow()
		_, _, slot = t.find(stem, l)
	}
	id = uint32(t.len())
	t.letters = append(t.letters, stem...)
	t.ends = append(t.ends, uint32(len(t.letters)))
	t.tongues = append(t.tongues, uint8(l))
	t.slots[slot] = id + 1
	return id
}

func (t *stemTable) grow() {
	t.slots = make([]uint32, max(1<<12, 2*len(t.slots)))
	mask := len(t.slots) - 1
	for id := range t.ends {
		slot := int(xxh3.HashString(t.at(uint32(id)))) & mask
		for t.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		t.slots[slot] = uint32(id) + 1
	}
}

// groupLists lists the groups of each stem.
type groupLists struct {
	groups []uint32
	ends   []uint32
}

// of returns the groups of a stem, ascending.
func (g *groupLists) of(id uint32) []uint32 {
	from := uint32(0)
	if id > 0 {
		from = g.ends[id-1]
	}
	return g.groups[from:g.ends[id]]
}
