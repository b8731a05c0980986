package lsh

import "slices"

// smallSort is the length below which comparing beats counting: a counting pass
// has to clear and sum its 2,048 counters whatever the length.
const smallSort = 256

// sortEntries sorts entries (key<<32 | item) that agree in their upper bits and
// arrive in order of item: by the key bits below bit hi, then by item. scratch
// has at least their length. The result lies in one of the two.
//
// Least significant digit first, so every pass is stable and the item bits,
// sorted on arrival, need no pass of their own.
func sortEntries(entries, scratch []uint64, hi uint) []uint64 {
	if len(entries) < smallSort {
		slices.Sort(entries)
		return entries
	}
	scratch = scratch[:len(entries)]
	for lo := uint(32); lo < hi; {
		width := digitWidth(hi - lo)
		countingPass(entries, scratch, lo, width)
		entries, scratch = scratch, entries
		lo += width
	}
	return entries
}

// digitWidth cuts the bits that are left into the fewest digits of 11 bits at
// most (2,048 counters stay in the first-level cache), of even width.
func digitWidth(left uint) uint {
	passes := (left + 10) / 11
	return (left + passes - 1) / passes
}

// countingPass moves from into to, ordered by the digit of width bits at shift.
func countingPass(from, to []uint64, shift, width uint) {
	var next [2048]uint32
	mask := uint64(1)<<width - 1
	for _, e := range from {
		next[e>>shift&mask]++
	}
	sum := uint32(0)
	for d, n := range next[:mask+1] {
		next[d] = sum
		sum += n
	}
	for _, e := range from {
		d := e >> shift & mask
		to[next[d]] = e
		next[d]++
	}
}
