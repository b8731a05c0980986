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
	runsA, runsB := Runs(a, SnapRun, nil), Runs(b, SnapRun, nil)
	ca, cb := covered(len(a), runsA, runsB), covered(len(b), runsB, runsA)
	if part(ca) < share && part(cb) < share {
		return 0, len(a), 0, len(b), false
	}
	a0, a1 = outermost(ca)
	b0, b1 = outermost(cb)
	return a0, a1, b0, b1, true
}

// Copied marks the tokens of a that stand in a run of SnapRun tokens that b has.
func Copied(a, b []uint64) []bool {
	return covered(len(a), Runs(a, SnapRun, nil), Runs(b, SnapRun, nil))
}

// covered marks the tokens of the first list that stand in one of its runs, given as
// hashes, which the second has too.
func covered(tokens int, runs, others []uint64) []bool {
	sorted := slices.Sorted(slices.Values(others))
	marks := make([]bool, tokens)
	for i, h := range runs {
		if _, ok := slices.BinarySearch(sorted, h); ok {
			for j := range SnapRun {
				marks[i+j] = true
			}
		}
	}
	return marks
}

// Runs appends to dst the hashes of all runs of k tokens, in order.
func Runs(a []uint64, k int, dst []uint64) []uint64 {
	dst = slices.Grow(dst, max(0, len(a)-k+1))
	for i := 0; i+k <= len(a); i++ {
		var h uint64
		for _, x := range a[i : i+k] {
			h = (h ^ x) * 0x9e3779b97f4a7c15
			h ^= h >> 29
		}
		dst = append(dst, h)
	}
	return dst
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
