package align

import "slices"

// A copied stretch seldom begins where a sentence does. Where runs of five
// tokens that both sides share cover most of a side, the stretch begins and ends
// with the outermost of these runs.

// SnapRun is the length of the runs, in tokens.
const SnapRun = 5

// Snap returns the token ranges [a0,a1) and [b0,b1) that shared runs span. ok is
// false, and the ranges are whole, where the runs cover less than share (0..1)
// of either side.
func Snap(a, b []uint64, share float64) (a0, a1, b0, b1 int, ok bool) {
	ca, cb := covered(a, b), covered(b, a)
	if part(ca) < share && part(cb) < share {
		return 0, len(a), 0, len(b), false
	}
	a0, a1 = outermost(ca)
	b0, b1 = outermost(cb)
	return a0, a1, b0, b1, true
}

// covered marks the tokens of a that stand in a run shared with b.
func covered(a, b []uint64) []bool {
	in := map[uint64]bool{}
	for _, h := range Runs(b, SnapRun) {
		in[h] = true
	}
	marks := make([]bool, len(a))
	for i, h := range Runs(a, SnapRun) {
		if in[h] {
			for j := range SnapRun {
				marks[i+j] = true
			}
		}
	}
	return marks
}

// Runs returns the hashes of all runs of k tokens, in order.
func Runs(a []uint64, k int) []uint64 {
	out := make([]uint64, 0, max(0, len(a)-k+1))
	for i := 0; i+k <= len(a); i++ {
		var h uint64
		for _, x := range a[i : i+k] {
			h = (h ^ x) * 0x9e3779b97f4a7c15
			h ^= h >> 29
		}
		out = append(out, h)
	}
	return out
}

func part(marks []bool) float64 {
	n := 0
	for _, m := range marks {
		if m {
			n++
		}
	}
	return float64(n) / float64(max(1, len(marks)))
}

// outermost returns the range from the first mark to the last.
func outermost(marks []bool) (from, to int) {
	from = max(0, slices.Index(marks, true))
	for i, m := range marks {
		if m {
			to = i + 1
		}
	}
	return from, to
}
