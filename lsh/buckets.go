package lsh

import "math"

// Buckets: items that have a key in common, as flat sorted arrays.
//
// What. Entries (key, item) are sorted by key; a run of equal keys is a bucket.
// Buckets of two items and more are written one after the other into one array
// of items, the last of a bucket flagged, and every item keeps the positions
// right behind its own places. Walking on from there to the flag names exactly
// the later items of the item's buckets; byte counters tell who was met how often.
// Of a bucket over its cap the items beyond are flagged, too, and only the walk from the
// first one passes the flag: that costs 4 bytes an entry, and of a frame that is filled a
// thousand times nobody is left alone.
//
// Why so. Two passes over the keys (count, then scatter by the leading bits)
// need no growing lists and put each range into a piece that sorts inside the
// cache; the arrays hold no pointer, so the collector has nothing to walk. Pieces
// are ordered by item on arrival, hence the same result for any number of workers.
// Key ranges ("partitions") can be done one after the other: the same result
// again, in a fraction of the memory, for one more pass over the items each.
//
// Rejected, by measurement: hash tables with chains (3-7 times slower, a cache
// miss an entry), a filter of keys seen twice before the sort (its own misses
// cost more than the sort saves), sorting all entries at once, writing out pairs
// and sorting those (hot buckets make it quadratic on disk).
//
// Literature: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3
// (banding); Xiao et al. 2008 (counting over inverted lists).

// Key names a bucket. Keys must be uniform over their 32 bits.
type Key = uint32

// Range is the keys from Lo to Hi, both included.
type Range struct{ Lo, Hi Key }

// All is the range of all keys.
var All = Range{0, math.MaxUint32}

// Source appends the bucket keys of an item that lie in a range to dst, which may then
// be written over. It may give others too, and need not make those that nobody wants:
// ranges are asked for one after the other, and all of them before. It must give the
// same keys each time it is asked; a key given twice counts once. A Source is used by
// one goroutine at a time.
type Source func(item uint32, in Range, dst []Key) []Key

// MaxItems is the largest number of items a Buckets can hold: two bits of the
// 32 tell of a bucket where it ends, and where its cap is; with either, an item is
// farther from any other than there are items.
const MaxItems = 1 << 29

// Options tell how buckets are built. Workers and Partitions change time and
// memory, never the result.
type Options struct {
	// Cap is how many items of a bucket are named with each other: of a larger one the
	// Cap lowest ordinals are, and the rest, which Stats counts, with the first of them
	// alone. It keeps the work per item bounded where everything shares a phrase, and
	// whoever fills a frame is still named with the first who did. 0: no cap.
	Cap int
	// Crowded, if not 0, is from how many items on a bucket is crowded, as one larger
	// than Cap is in any case: that two items share it tells less. Each other bucket
	// counts twice then.
	Crowded int
	// Capped, if not nil, is called for every item of a bucket larger than Cap,
	// once a bucket, by many goroutines at a time: what such an item shares with
	// others may be more than its buckets tell.
	Capped func(item uint32)
	// Workers is the number of goroutines; 0 stands for 1.
	Workers int
	// Partitions is the number of key ranges that are done one after the other,
	// rounded up to a power of two, at most 1024; 0 stands for 1. Building holds
	// 8 bytes an entry divided by Partitions; all keys are asked for once, and
	// then those of each partition.
	Partitions int
	// Hold keeps the keys that were counted for the passes that follow, in 4 bytes
	// a key and an item, for sources that take longer than that: keys are asked for
	// once.
	Hold bool
	// Linked is how many items know their buckets at a time, the first ones to
	// begin with (Next); 0: all. It bounds the 4 bytes an item has for each place.
	Linked int
}

// limit is Cap, where none is more than any bucket has.
func (o Options) limit() int {
	if o.Cap <= 0 {
		return math.MaxInt
	}
	return o.Cap
}

// crowded is Crowded, where none is more than any bucket has.
func (o Options) crowded() int {
	if o.Crowded <= 0 {
		return math.MaxInt
	}
	return o.Crowded
}

// Stats counts what building met and what the cap dropped.
type Stats struct {
	Entries    int64 // (key, item) pairs, each once
	Buckets    int64 // distinct keys
	Singletons int64 // buckets of one item, which are not kept
	Capped     int64 // buckets larger than the cap
	Dropped    int64 // entries over the cap of their bucket
	Bytes      int64 // memory held, in bytes, without the counters of each worker
	PeakBytes  int64 // most memory held at one time while building, in bytes
}

func (s *Stats) add(t Stats) {
	s.Entries += t.Entries
	s.Buckets += t.Buckets
	s.Singletons += t.Singletons
	s.Capped += t.Capped
	s.Dropped += t.Dropped
}

// bucket counts a bucket of the given number of items, its entries apart.
func (s *Stats) bucket(size, limit int) {
	s.Buckets++
	switch {
	case size == 1:
		s.Singletons++
	case size > limit:
		s.Capped++
		s.Dropped += int64(size - limit)
	}
}

// Flags of items in a bucket: that it is the last, and, of it, whether the bucket is
// crowded; of others, that what comes behind is over the cap.
const (
	last    = 1 << 31
	crowded = 1 << 30
	capped  = 1 << 30
)

// isFirst tells whether the item whose place is right before a position is the first of
// its bucket.
func (b *Buckets) isFirst(position uint32) bool {
	return position < 2 || b.members[position-2]&last != 0
}

// Buckets holds, for a fixed collection of items, which of them share a key.
// It is safe for use by many goroutines, each with a Counter of its own.
//
// Memory: 4 bytes for an entry that shares its bucket and 4 for each of these
// but the last of its bucket, and 4 bytes an item.
type Buckets struct {
	items   int      // of the whole collection
	first   uint32   // the item from which on
	linked  int      // so many know their buckets
	members []uint32 // items bucket after bucket, ascending inside; the last flagged
	offsets []uint32 // the follows of first+i are follows[offsets[i]:offsets[i+1]]
	follows []uint32 // positions in members right behind the places of an item
	workers int
	weighs  bool // buckets that aren't crowded count twice
	stats   Stats
}

// Range returns the half-open range of items whose candidates can be asked for:
// all of them, or those of a block.
func (b *Buckets) Range() (lo, hi uint32) { return b.first, b.first + uint32(b.linked) }

// Next goes on to the next range of items; it tells whether there is one. Nobody
// may ask meanwhile.
func (b *Buckets) Next() bool {
	lo := int(b.first) + b.linked
	if lo >= b.items {
		return false
	}
	b.first, b.linked = uint32(lo), min(b.linked, b.items-lo)
	b.link(b.workers)
	return true
}

// Stats returns the counts of the build.
func (b *Buckets) Stats() Stats { return b.stats }

// link fills offsets and follows from members. Each worker takes a range of
// items and reads all members: reading in order is cheap, and a range's writes
// stay close together, where atomics or counters per worker would not.
func (b *Buckets) link(workers int) {
	// Counts are kept two places ahead: after summing, offsets[i+1] is where the
	// follows of i start and, once they are placed, where they end.
	offsets := zeroed(b.offsets, b.linked+2)
	b.eachLinked(workers, func(i uint32, _ int) { offsets[i+2]++ })
	for i := 2; i < len(offsets); i++ {
		offsets[i] += offsets[i-1]
	}
	follows := zeroed(b.follows, int(offsets[b.linked+1]))
	b.eachLinked(workers, func(i uint32, position int) {
		follows[offsets[i+1]] = uint32(position + 1)
		offsets[i+1]++
	})
	b.offsets, b.follows = offsets[:b.linked+1], follows
}

// zeroed returns n zeros, in the memory of a where it is enough.
func zeroed(a []uint32, n int) []uint32 {
	if cap(a) < n {
		return make([]uint32, n)
	}
	clear(a[:n])
	return a[:n]
}

// eachLinked calls f for every place of a linked item, counted from the first,
// which another item follows.
func (b *Buckets) eachLinked(workers int, f func(i uint32, position int)) {
	parallel(workers, workers, func(_, task int) {
		lo, hi := cut(b.linked, task, workers)
		from, n := b.first+uint32(lo), uint32(hi-lo)
		for position, item := range b.members {
			// What is flagged, or below from, is far beyond n: nothing follows it, or
			// nothing that it is named with.
			if i := item - from; i < n {
				f(uint32(lo)+i, position)
			}
		}
	})
}
