package lsh

// Table: buckets that grow, and forget, one item at a time.
//
// What. Entries (key, item), 8 bytes each, lie in small sorted leaves; which leaf
// is told by the low bits of the key. When leaves get too full, the next in turn
// is split in two (shelf.go), so growing never stops to move everything, and
// nothing is ever twice in memory. A bucket is a run of one leaf, ascending by
// item: cap, fixed order and lowest ordinals come by themselves.
//
// Why so. A crawler holds millions of documents at some 25 keys each, nearly all
// in buckets of their own; what counts is bytes an entry. Full sorted leaves need
// no empty slots, no links and no key beside a bucket: 8.9 bytes an entry all
// told, with a million documents of 25 keys, and no garbage (pool.go). Adding moves half a
// leaf, less than a kilobyte, which costs about what the cache miss to reach it does.
//
// Forgetting is a comparison: items below a floor, and those removed, are passed
// over at once, and swept out of all leaves when they have become an eighth of
// what lives, so that their memory is given back at a small fixed cost an item.
//
// Rejected: an open hash table (13 bytes an entry at its average load, 19 and a
// standstill when it doubles); chains of entries (19 bytes); sorted runs merged
// as they come (8 bytes, but a search in each run, and a merge holds two copies).
//
// Literature: Litwin 1980 (linear hashing).

// Table holds the bucket keys of items as they come; make it with NewTable. Any number of
// Query and Buckets may run at a time, but nothing beside Add, Remove, Expire. What it answers depends on what
// was added, removed and expired, and in which order, and on nothing else.
type Table struct {
	limit   int
	shelves [shelves]shelf
	pool    *pool
	dropped int64
	floor   uint32              // items below have expired
	swept   uint32              // the floor when leaves were last swept
	top     uint32              // the largest item added
	removed map[uint32]struct{} // since leaves were last swept
}

// NewTable returns an empty table. A bucket keeps its limit lowest living
// ordinals; 0 stands for no limit.
func NewTable(limit int) *Table {
	t := &Table{
		limit:   Options{Cap: limit}.limit(),
		pool:    &pool{},
		removed: map[uint32]struct{}{},
	}
	for i := range t.shelves {
		t.shelves[i] = shelf{leaves: make([]leaf, 1)}
	}
	return t
}

// shelf returns where a key is kept.
func (t *Table) shelf(k Key) *shelf { return &t.shelves[shelfOf[k&(1<<shelfBits-1)]] }

// Add puts an item into the buckets its keys name. Into a full bucket it comes
// only in place of a higher ordinal; the one left out is counted as dropped.
// Adding keys to an item that is there is adding to its keys; an item below the
// floor has expired already and is not added. Adding an item again that was
// removed is slow.
func (t *Table) Add(item uint32, keys []Key) {
	if item < t.floor {
		return
	}
	if _, ok := t.removed[item]; ok {
		t.sweep() // or its former keys would be back
	}
	t.top = max(t.top, item)
	for _, k := range keys {
		t.add(k, item)
	}
}

func (t *Table) add(k Key, item uint32) {
	s := t.shelf(k)
	l := s.of(k)
	at, found := l.search(k, item)
	if found {
		return
	}
	if lo, hi := l.bucket(k, at, t.limit); hi-lo >= t.limit {
		end := l.filter(lo, hi, t.lives) // the dead are in the way
		s.entries -= hi - end
		at, _ = l.search(k, item)
		if end-lo >= t.limit {
			t.dropped++
			l.replace(at, end, k, item)
			return
		}
	}
	if len(*l) == cap(*l) {
		*l = t.pool.resize(*l, len(*l)+1+len(*l)/16)
	}
	l.insert(at, k, item)
	s.entries++
	s.grow(t.pool)
}

// Query appends to dst the items that have least or more of the keys, ascending.
// Keys are distinct; least below 1 counts as 1. It allocates nothing where dst has room
// for all that is met.
func (t *Table) Query(keys []Key, least int, dst []uint32) []uint32 {
	start := len(dst)
	for _, k := range keys {
		l := *t.shelf(k).of(k)
		at, _ := l.search(k, t.floor)
		for ; at < len(l) && l.key(at) == k; at++ {
			dst = append(dst, l.item(at))
		}
	}
	met := repeated(dst[start:], max(least, 1))
	n := start
	for _, item := range met {
		if t.lives(item) {
			dst[n] = item
			n++
		}
	}
	return dst[:n]
}

// ahead is how many keys Buckets looks for together.
const ahead = 32

// Buckets calls f with the bucket of each key that has one, in order: its living
// items, ascending, valid during the call. They stand in scratch, which is returned, grown
// where it was too small. A table is larger than the processor's caches, so every
// key is a wait for memory, twice; here the waits of many keys run side by side.
func (t *Table) Buckets(keys []Key, scratch []uint32, f func(key int, items []uint32)) []uint32 {
	var leaves [ahead]leaf
	var near [ahead]uint64
	for from := 0; from < len(keys); from += ahead {
		some := keys[from:min(from+ahead, len(keys))]
		for i, k := range some {
			leaves[i] = *t.shelf(k).of(k)
		}
		for i, k := range some {
			if l := leaves[i]; len(l) > 0 {
				near[i] = l[l.guess(k)]
			}
		}
		for i, k := range some {
			if scratch = t.bucket(leaves[i], near[i], k, scratch[:0]); len(scratch) > 0 {
				f(from+i, scratch)
			}
		}
	}
	return scratch
}

// bucket appends the living items of a bucket to dst.
func (t *Table) bucket(l leaf, near uint64, k Key, dst []uint32) []uint32 {
	if len(l) == 0 {
		return dst
	}
	at, _ := l.searchFrom(l.guess(k), near, k, t.floor)
	for ; at < len(l) && l.key(at) == k; at++ {
		if item := l.item(at); t.lives(item) {
			dst = append(dst, item)
		}
	}
	return dst
}

// Remove takes an item out of all its buckets.
func (t *Table) Remove(item uint32) {
	if item >= t.floor && item <= t.top {
		t.removed[item] = struct{}{}
		t.sweepIfDue()
	}
}

// Expire takes all items below floor out of their buckets. A floor lower than
// one given before changes nothing.
func (t *Table) Expire(floor uint32) {
	t.floor = max(t.floor, floor)
	t.sweepIfDue()
}

// lives tells whether an item has neither expired nor been removed.
func (t *Table) lives(item uint32) bool {
	if item < t.floor {
		return false
	}
	_, gone := t.removed[item]
	return !gone
}

// sweepIfDue sweeps when the dead are an eighth of the living or more, by
// ordinals: their memory is at most that share, and the sweeps cost an item some
// eight visits to each of its entries over its life.
func (t *Table) sweepIfDue() {
	dead := int64(t.floor-t.swept) + int64(len(t.removed))
	living := max(0, int64(t.top)+1-int64(t.floor))
	if dead > living/8 {
		t.sweep()
	}
}

// sweep takes dead entries out of all leaves. When half of the memory is unused
// then, all leaves move to new memory: a chunk can only be given back as a whole.
func (t *Table) sweep() {
	for i := range t.shelves {
		t.shelves[i].sweep(t.pool, t.lives)
	}
	t.swept = t.floor
	clear(t.removed)
	if t.pool.idle <= t.pool.held/2 {
		return
	}
	t.pool = &pool{}
	for i := range t.shelves {
		t.shelves[i].repack(t.pool)
	}
}

// TableStats tells what a Table holds.
type TableStats struct {
	Entries int64 // (key, item) pairs, with those of the dead that are not swept yet
	Dropped int64 // entries that a full bucket left out, ever
	Bytes   int64 // memory held, in bytes
}

// Stats returns what the table holds. It visits every leaf.
func (t *Table) Stats() TableStats {
	s := TableStats{Dropped: t.dropped, Bytes: t.pool.bytes() + 8*int64(len(t.removed))}
	for _, shelf := range t.shelves {
		s.Entries += int64(shelf.entries)
		s.Bytes += shelf.bytes()
	}
	return s
}
