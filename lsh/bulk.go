package lsh

// Bulk: entries by the million, as when a table is filled from disk.
//
// Entries in the order in which they come lie all over a table that is larger than
// the processor's caches. Sorted by the bits that tell their leaf, by counting, what
// goes to a leaf comes together: half the time, the sorting included.

// Bulk collects entries for a Table. The zero value is ready.
type Bulk struct {
	entries []uint64 // key<<32 | item
	scratch []uint64
}

// bulkSize is how many entries are sorted together: 16 MB, and as much to sort them.
const bulkSize = 2 << 20

// Add collects the keys of an item, which is not below those before, and tells
// whether the Bulk is full: then it is to be entered.
func (b *Bulk) Add(item uint32, keys []Key) (full bool) {
	for _, k := range keys {
		b.entries = append(b.entries, uint64(k)<<32|uint64(item))
	}
	return len(b.entries) >= bulkSize
}

// Enter adds what was collected to a table, and empties the Bulk.
func (b *Bulk) Enter(t *Table) {
	if cap(b.scratch) < len(b.entries) {
		b.scratch = make([]uint64, cap(b.entries))
	}
	from, to := b.entries, b.scratch[:len(b.entries)]
	var s sorter
	s.pass(from, to, 32+shelfBits, maxDigit) // which of some 2,048 parts of its shelf
	s.pass(to, from, 32, shelfBits)
	var key [1]Key
	for _, e := range from {
		key[0] = Key(e >> 32)
		t.Add(uint32(e), key[:])
	}
	b.entries = from[:0]
}
