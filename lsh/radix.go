package lsh

import (
	"math/bits"
	"slices"
)

// smallSort is the length below which comparing beats counting.
const smallSort = 64

// maxDigit is the bits of the largest digit: its 2,048 counters stay in the
// first-level cache.
const maxDigit = 11

// sorter is the scratch of one worker.
type sorter struct {
	entries []uint64
	next    [1 << maxDigit]uint32
}

// sort sorts entries (key<<32 | item) that agree in their upper bits and arrive in
// order of item: by the key bits below bit hi, then by item. The result lies in
// entries or in the scratch.
//
// Least significant digit first, so every pass is stable and the item bits,
// sorted on arrival, need no pass of their own.
func (s *sorter) sort(entries []uint64, hi uint) []uint64 {
	if len(entries) < smallSort {
		slices.Sort(entries)
		return entries
	}
	s.entries = slices.Grow(s.entries[:0], len(entries))
	scratch := s.entries[:len(entries)]
	for lo := uint(32); lo < hi; {
		width := digitWidth(hi-lo, len(entries))
		s.pass(entries, scratch, lo, width)
		entries, scratch = scratch, entries
		lo += width
	}
	return entries
}

// digitWidth cuts the bits that are left into the fewest digits, of even width,
// that have about as many values as there are entries at most: a pass clears and
// sums a counter for each.
func digitWidth(left uint, entries int) uint {
	most := min(maxDigit, uint(bits.Len(uint(entries))))
	passes := (left + most - 1) / most
	return (left + passes - 1) / passes
}

// pass moves from into to, ordered by the digit of width bits at shift; below 64, as it is
// told where it counts, or each shift would test for more.
func (s *sorter) pass(from, to []uint64, shift, width uint) {
	mask := uint64(1)<<width - 1
	next := s.next[:mask+1]
	clear(next)
	for _, e := range from {
		next[e>>(shift&63)&mask]++
	}
	sum := uint32(0)
	for d, n := range next {
		next[d] = sum
		sum += n
	}
	for _, e := range from {
		d := e >> (shift & 63) & mask
		to[next[d]] = e
		next[d]++
	}
}
