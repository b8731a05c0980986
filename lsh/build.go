package lsh

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// maxPartitionBits bounds Options.Partitions, so that enough key bits are left
// to spread a partition over its pieces.
const maxPartitionBits = 10

// Build puts items 0 to items-1 into the buckets their keys name. newSource is
// called once a worker. The error tells that there are fewer items than none or more than
// MaxItems, or more entries in one partition or in shared buckets than 32-bit places can
// tell apart.
func Build(items int, newSource func() Source, o Options) (*Buckets, error) {
	g, err := newGrouper(items, newSource, o)
	if err != nil {
		return nil, err
	}
	b := &Buckets{items: items, linked: items, workers: g.workers, weighs: o.Crowded > 0}
	if o.Linked > 0 {
		b.linked = min(items, o.Linked)
	}
	g.countKeys()
	kept := int64(0)
	for i := range g.held {
		kept += g.held[i].bytes()
	}
	for p := range g.partitions() {
		pieces, err := g.partition(p)
		if err != nil {
			return nil, err
		}
		if err := b.take(pieces, g.partitions()-p); err != nil {
			return nil, err
		}
		g.peak = max(g.peak, 8*int64(cap(g.entries))+4*int64(cap(b.members))+kept)
	}
	g.entries, g.held = nil, nil
	b.link(g.workers)
	b.stats = g.stats
	b.stats.Bytes = 4 * int64(cap(b.members)+cap(b.offsets)+cap(b.follows))
	b.stats.PeakBytes = max(g.peak, b.stats.Bytes)
	return b, nil
}

// take appends the members of a partition's buckets. As keys are uniform, the
// partitions left are about of the same size, and room is made for them too.
func (b *Buckets) take(pieces [][]uint64, partitionsLeft uint32) error {
	total := 0
	for _, piece := range pieces {
		total += len(piece)
	}
	if uint64(len(b.members)+total) > math.MaxUint32 {
		return fmt.Errorf("lsh: more than %d entries share buckets", uint32(math.MaxUint32))
	}
	if cap(b.members)-len(b.members) < total {
		room := make([]uint32, len(b.members), len(b.members)+total+int(partitionsLeft-1)*(total+total/32))
		copy(room, b.members) // slices.Grow would clear all of it, with every page brought in twice
		b.members = room
	}
	for _, piece := range pieces {
		for _, e := range piece {
			b.members = append(b.members, uint32(e))
		}
	}
	return nil
}

// grouper turns keys into grouped members, a partition at a time.
type grouper struct {
	items         int
	sources       []Source // one a worker
	held          []held   // the keys of each chunk, where they are kept
	keys          [][]Key  // scratch, one a worker
	workers       int
	limit         int // items a bucket keeps
	crowded       int // from so many on it is crowded
	capped        func(item uint32)
	partitionBits uint       // leading key bits that name the partition
	pieceBits     uint       // the key bits behind them that name the piece
	chunks        int        // ranges of items, the tasks of a pass over the keys
	counts        [][]uint32 // by chunk, then by the leading bits of the key
	entries       []uint64   // key<<32 | item, piece after piece; reused
	// fill puts the entries of a partition into entries, where next, by chunk and
	// piece, tells.
	fill  func(p uint32, next [][]uint32) error
	stats Stats
	peak  int64 // bytes
}

func newGrouper(items int, newSource func() Source, o Options) (*grouper, error) {
	if items < 0 || items > MaxItems {
		return nil, fmt.Errorf("lsh: %d items, not within 0..%d", items, MaxItems)
	}
	g := &grouper{items: items, workers: max(1, o.Workers), limit: o.limit(), crowded: o.crowded(), capped: o.Capped}
	g.partitionBits = min(maxPartitionBits, uint(bits.Len(uint(max(1, o.Partitions)-1))))
	// Pieces should sort inside the cache, and small collections should not pay
	// for clearing thousands of counters. Beyond 4,096 pieces the scatter misses
	// the cache itself; beyond 16,384 for all partitions the counting does.
	g.pieceBits = uint(max(4, min(bits.Len(uint(items))-5, 12, 14-int(g.partitionBits))))
	// More chunks than workers, so that nobody waits for the slowest; one needs no more than itself.
	g.chunks = g.workers
	if g.workers > 1 {
		g.chunks = 4 * g.workers
	}
	for range g.workers {
		g.sources = append(g.sources, newSource())
	}
	g.keys = make([][]Key, g.workers)
	if o.Hold {
		g.held = make([]held, g.chunks)
	}
	g.fill = g.fillFromSources
	return g, nil
}

// partitions is the number of key ranges.
func (g *grouper) partitions() uint32 { return 1 << g.partitionBits }

// keyRange is the keys of partitions first to last.
func (g *grouper) keyRange(first, last uint32) Range {
	bits := 32 - g.partitionBits
	return Range{Key(uint64(first) << bits), Key(uint64(last+1)<<bits - 1)}
}

// pieces is the number of pieces a partition is scattered into.
func (g *grouper) pieces() int { return 1 << g.pieceBits }

// partition returns, piece after piece, the members of the buckets of partition
// p, flagged, in the low 32 bits of what is valid until the next call.
func (g *grouper) partition(p uint32) ([][]uint64, error) {
	starts, err := g.scatter(p)
	if err != nil {
		return nil, err
	}
	return g.group(starts), nil
}

// countKeys counts the keys of each chunk in every piece of every partition: one
// pass over the keys serves all partitions. It holds the keys where asked to.
func (g *grouper) countKeys() {
	leading := g.partitionBits + g.pieceBits
	below := 32 - leading
	g.counts = make([][]uint32, g.chunks)
	for chunk := range g.counts {
		g.counts[chunk] = make([]uint32, 1<<leading)
	}
	parallel(g.workers, g.chunks, func(worker, chunk int) {
		counts := g.counts[chunk]
		g.walk(worker, chunk, All, func(_ uint32, keys []Key) {
			for _, k := range keys {
				counts[k>>(below&31)]++
			}
			if g.held != nil {
				g.held[chunk].add(keys)
			}
		})
	})
}

// scatter fills entries with those of partition p, piece after piece, in order
// of item inside a piece. Piece i lies at entries[starts[i]:starts[i+1]].
func (g *grouper) scatter(p uint32) (starts []int, err error) {
	next := g.countsOf(p)
	starts, err = place(next)
	if err != nil {
		return nil, err
	}
	total := starts[g.pieces()]
	if cap(g.entries) < total {
		g.entries = nil     // let go of the old one first
		spare := total / 16 // as ranges differ a little
		if g.partitions() == 1 {
			spare = 0
		}
		g.entries = make([]uint64, total+spare)
	}
	g.entries = g.entries[:total]
	return starts, g.fill(p, next)
}

// total is the number of entries counted.
func (g *grouper) total() (n int64) {
	for _, counts := range g.counts {
		for _, c := range counts {
			n += int64(c)
		}
	}
	return n
}

// countsOf returns the counts of partition p, by chunk, then by piece.
func (g *grouper) countsOf(p uint32) [][]uint32 {
	counts := make([][]uint32, g.chunks)
	for chunk, all := range g.counts {
		counts[chunk] = all[int(p)<<g.pieceBits:][:g.pieces()]
	}
	return counts
}

// fillFromSources asks for the keys of partition p and puts its entries where
// their chunk and piece are told to write next.
func (g *grouper) fillFromSources(p uint32, next [][]uint32) error {
	parallel(g.workers, g.chunks, func(worker, chunk int) {
		next, entries := next[chunk], g.entries
		g.again(worker, chunk, g.keyRange(p, p), func(item uint32, keys []Key) {
			for _, k := range g.within(p, keys) {
				at := &next[g.piece(k)]
				entries[*at] = uint64(k)<<32 | uint64(item)
				*at++
			}
		})
	})
	return nil
}

// piece returns which piece of its partition a key belongs to. No shift is by 32 or more,
// which would be tested for each time if that were not told.
func (g *grouper) piece(k Key) uint32 {
	return k << (g.partitionBits & 31) >> ((32 - g.pieceBits) & 31)
}

// place turns the counts of each chunk into where the chunk writes next: pieces
// one after the other, in each the chunks in order.
func place(counts [][]uint32) (starts []int, err error) {
	pieces := len(counts[0])
	starts = make([]int, pieces+1)
	sum := 0
	for piece := range pieces {
		starts[piece] = sum
		for _, c := range counts {
			n := int(c[piece])
			c[piece] = uint32(sum)
			sum += n
		}
	}
	starts[pieces] = sum
	if uint64(sum) > math.MaxUint32 {
		return nil, fmt.Errorf("lsh: %d entries in one partition, more than %d: more partitions are needed", sum, uint32(math.MaxUint32))
	}
	return starts, nil
}

// walk hands the keys of every item of a chunk, in order, to use: those in a range, and
// what else its source gives.
func (g *grouper) walk(worker, chunk int, in Range, use func(item uint32, keys []Key)) {
	source, keys := g.sources[worker], g.keys[worker]
	lo, hi := cut(g.items, chunk, g.chunks)
	for item := lo; item < hi; item++ {
		keys = source(uint32(item), in, keys[:0])
		use(uint32(item), keys)
	}
	g.keys[worker] = keys
}

// again hands the keys of every item that has some to use once more, as walk does.
func (g *grouper) again(worker, chunk int, in Range, use func(item uint32, keys []Key)) {
	if g.held == nil {
		g.walk(worker, chunk, in, use)
		return
	}
	h, keys := &g.held[chunk], g.keys[worker]
	lo, _ := cut(g.items, chunk, g.chunks)
	block, at := 0, 0
	for i, n := range h.counts {
		if n == 0 {
			continue
		}
		if at == len(h.blocks[block]) {
			block, at = block+1, 0
		}
		keys = append(keys[:0], h.blocks[block][at:at+int(n)]...) // use may write over them
		at += int(n)
		use(uint32(lo+i), keys)
	}
	g.keys[worker] = keys
}

// held is the keys of consecutive items, in blocks, so that growing moves nothing.
type held struct {
	blocks [][]Key // an item's keys lie in one
	counts []uint32
}

// heldBlock is how many keys are in a block, but for items that have more.
const heldBlock = 1 << 14

func (h *held) add(keys []Key) {
	n := len(h.blocks)
	if n == 0 || cap(h.blocks[n-1])-len(h.blocks[n-1]) < len(keys) {
		h.blocks = append(h.blocks, make([]Key, 0, max(heldBlock, len(keys))))
		n++
	}
	h.blocks[n-1] = append(h.blocks[n-1], keys...)
	h.counts = append(h.counts, uint32(len(keys)))
}

// bytes is how much memory the keys take.
func (h *held) bytes() int64 {
	n := 4 * int64(cap(h.counts))
	for _, b := range h.blocks {
		n += 4 * int64(cap(b))
	}
	return n
}

// within keeps the keys that belong to partition p.
func (g *grouper) within(p uint32, keys []Key) []Key {
	if g.partitionBits == 0 {
		return keys
	}
	n, below := 0, 32-g.partitionBits
	for _, k := range keys {
		keys[n] = k // always written, so that the test costs no misguessed branch
		if k>>(below&31) == p {
			n++
		}
	}
	return keys[:n]
}

// group sorts each piece and puts the members of its buckets, flagged, at its
// front, in the low 32 bits. It returns these fronts.
func (g *grouper) group(starts []int) [][]uint64 {
	fronts := make([][]uint64, g.pieces())
	sorters := make([]sorter, g.workers)
	stats := make([]Stats, g.workers)
	hi := 64 - g.partitionBits - g.pieceBits
	parallel(g.workers, g.pieces(), func(worker, piece int) {
		entries := g.entries[starts[piece]:starts[piece+1]]
		sorted := sorters[worker].sort(entries, hi)
		fronts[piece] = entries[:g.groupSorted(sorted, entries, &stats[worker])]
	})
	for _, s := range stats {
		g.stats.add(s)
	}
	return fronts
}

// groupSorted writes the members of all buckets in sorted to the front of to,
// which may be the same slice, and returns how many there are.
func (g *grouper) groupSorted(sorted, to []uint64, s *Stats) int {
	n := 0
	for len(sorted) > 0 {
		size := run(sorted)
		if size == 1 { // most buckets
			s.Entries++
			s.bucket(1, g.limit)
			sorted = sorted[1:]
			continue
		}
		bucket := slices.Compact(sorted[:size])
		sorted = sorted[size:]
		s.Entries += int64(len(bucket))
		s.bucket(len(bucket), g.limit)
		if len(bucket) > g.limit && g.capped != nil {
			for _, e := range bucket {
				g.capped(uint32(e))
			}
		}
		n += copy(to[n:], bucket)
		to[n-1] |= last
		if len(bucket) >= g.crowded || len(bucket) > g.limit {
			to[n-1] |= crowded
		}
		for k := max(1, g.limit-1); k < len(bucket)-1; k++ {
			to[n-len(bucket)+k] |= capped
		}
	}
	return n
}

// run returns how many entries at the front have the same key.
func run(sorted []uint64) int {
	n := 1
	for n < len(sorted) && sorted[n]>>32 == sorted[0]>>32 {
		n++
	}
	return n
}
