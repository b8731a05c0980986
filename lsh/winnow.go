package lsh

// Winnowing: which streams of shingles share a run, from a fraction of them.
//
// What. Of every window of w consecutive shingle hashes the smallest is picked.
//
// Why so. If two streams share w consecutive shingles, that window is the same
// in both, so both pick the same hash: no shared run of w goes unseen, at about
// 2/(w+1) of the shingles. Picking "every hash divisible by w" keeps about 1/w but
// promises nothing: it leaves gaps of any length.
//
// The robust form: among equal smallest hashes the one picked before stays while
// it is in the window, and a new choice takes the rightmost. Repeated text (a
// row of the same word) then costs a pick a window instead of one a shingle.
//
// Literature: Schleimer, Wilkerson, Aiken 2003.

// Winnow appends to dst the positions of hashes picked with windows of w
// shingles, ascending. Streams of at least w shingles that have w consecutive
// hashes in common have a picked hash in common. A stream shorter than w is one
// window; w below 1 counts as 1.
func Winnow(hashes []uint64, w int, dst []int) []int {
	if len(hashes) == 0 {
		return dst
	}
	w = min(max(w, 1), len(hashes))
	smallest := rightmostSmallest(hashes, 0, w)
	dst = append(dst, smallest)
	for end := w; end < len(hashes); end++ {
		switch {
		case smallest <= end-w: // left the window
			smallest = rightmostSmallest(hashes, end-w+1, end+1)
		case hashes[end] < hashes[smallest]:
			smallest = end
		default:
			continue
		}
		dst = append(dst, smallest)
	}
	return dst
}

// rightmostSmallest returns the position of the last smallest of hashes[lo:hi].
func rightmostSmallest(hashes []uint64, lo, hi int) int {
	best := lo
	for i := lo + 1; i < hi; i++ {
		if hashes[i] <= hashes[best] {
			best = i
		}
	}
	return best
}
