package lsh

import (
	"math"
	"math/bits"
	"slices"
)

// shelf is a row of leaves that grows and shrinks a leaf at a time: linear hashing
// (Litwin 1980). The bits of a key behind those that name the shelf tell the leaf.
//
// The leaves of one shelf that are not split yet fill up together, to twice what
// they had, and need ever larger blocks while nobody needs the smaller ones they
// leave. So a table has several shelves, of shares of the keys that rise evenly
// from one to two: at any time leaves of all sizes grow, and what one leaves the next
// takes. With one share for all, more than half of the memory lay idle.
type shelf struct {
	leaves  []leaf
	entries int
}

// shelves is the number of shelves of a table. shelfBits is the number of low
// bits of a key that name its shelf.
const (
	shelves   = 16
	shelfBits = 8
)

// meanLeaf is the mean number of entries of a leaf above which one is split.
// Larger leaves cost moves, smaller ones headers and blocks half used.
const meanLeaf = 128

// shelfOf tells the shelf for the low bits of a key.
var shelfOf = func() (of [1 << shelfBits]uint8) {
	for low := range of {
		of[low] = uint8(shelves * math.Log2(1+float64(low)/(1<<shelfBits)))
	}
	return of
}()

// of returns the leaf of a key: its bits, as many as number the leaves, or one
// less where that leaf has not been split off yet.
func (s *shelf) of(k Key) *leaf {
	k >>= shelfBits
	n := Key(len(s.leaves))
	mask := Key(1)<<bits.Len32(n-1) - 1
	if i := k & mask; i < n {
		return &s.leaves[i]
	}
	return &s.leaves[k&(mask>>1)]
}

// origin returns the leaf from which leaf n splits off: n without its leading bit.
func origin(n int) int { return n &^ (1 << (bits.Len(uint(n)) - 1)) }

// grow splits leaves until they are no fuller than they should be.
func (s *shelf) grow(p *pool) {
	for s.entries > meanLeaf*len(s.leaves) {
		n := len(s.leaves)
		from := &s.leaves[origin(n)]
		mask := Key(1)<<bits.Len(uint(n)) - 1
		belongs := func(k Key) bool { return k>>shelfBits&mask == Key(n) }
		to := p.get(from.count(belongs))
		from.moveTo(&to, belongs)
		*from = p.fit(*from)
		s.leaves = append(s.leaves, to)
	}
}

// shrink joins leaves while they are less than a quarter as full as they may be.
func (s *shelf) shrink(p *pool) {
	for len(s.leaves) > 1 && s.entries < meanLeaf*len(s.leaves)/4 {
		n := len(s.leaves) - 1
		to, from := &s.leaves[origin(n)], s.leaves[n]
		*to = append(p.resize(*to, len(*to)+len(from)), from...)
		slices.Sort(*to)
		p.put(from)
		s.leaves[n] = nil
		s.leaves = s.leaves[:n]
	}
}

// sweep keeps only the entries whose item is to be kept.
func (s *shelf) sweep(p *pool, keep func(item uint32) bool) {
	s.entries = 0
	for i := range s.leaves {
		l := &s.leaves[i]
		l.filter(0, len(*l), keep)
		*l = p.fit(*l)
		s.entries += len(*l)
	}
	s.shrink(p)
}

// repack moves all leaves to memory of another pool.
func (s *shelf) repack(p *pool) {
	s.leaves = slices.Clip(slices.Clone(s.leaves))
	for i, l := range s.leaves {
		s.leaves[i] = append(p.get(len(l)), l...)
	}
}

// bytes is the memory held beside the pool.
func (s *shelf) bytes() int64 {
	n := leafHeader * int64(cap(s.leaves))
	for _, l := range s.leaves {
		if cap(l) > maxBlock {
			n += 8 * int64(cap(l))
		}
	}
	return n
}
