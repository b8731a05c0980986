package copies

import "respun/shingle"

// Of a chain the stretch is kept in which shared words outweigh others, and its ends are
// moved out over single words that fit.

// LeastShared is how many tokens a copy shares at least.
const LeastShared = 6

const (
	gapCost    = .5 // of a token between anchors; a shared one gains 1
	leastDense = .5 // shared tokens per token of the longer side
	endSkip    = 2  // tokens of a side that are skipped to reach a fitting word
)

// stretch returns the part of a chain in which shared tokens outweigh others
// (Kadane's maximum subarray over the anchors and what lies between them).
func (c *chain) stretch(ta, tb []shingle.Token) (Copy, bool) {
	var best Copy
	var top, sum float64
	shared, from := 0, 0
	var row [chainGap + AnchorRun + 1]int32
	endA, endB := 0, 0 // where the covered tokens end
	for i, n := range c.anchors {
		gain, lost := AnchorRun, 0
		if i > from {
			gain = max(0, min(AnchorRun, n.a+AnchorRun-endA, n.b+AnchorRun-endB))
			between := inOrder(ta[min(endA, n.a):n.a], tb[min(endB, n.b):n.b], row[:])
			gain += between
			lost = max(0, n.a-endA, n.b-endB) - between
		}
		if sum -= gapCost * float64(lost); i > from && sum <= 0 {
			from, sum, shared, gain = i, 0, 0, AnchorRun
		}
		sum += float64(gain)
		shared += gain
		endA, endB = n.a+AnchorRun, n.b+AnchorRun
		if sum > top {
			top = sum
			best = Copy{Run{c.anchors[from].a, endA - 1}, Run{c.anchors[from].b, endB - 1}, shared}
		}
	}
	return best, best.Shared >= LeastShared-1
}

// inOrder returns how many tokens two sequences have in common in the same order: the
// length of their longest common subsequence; 0 where b is not shorter than row, which is
// scratch.
func inOrder(a, b []shingle.Token, row []int32) int {
	if len(a) == 0 || len(b) == 0 || len(b) >= len(row) {
		return 0
	}
	row = row[:len(b)+1]
	clear(row)
	for _, x := range a {
		diagonal := int32(0)
		for j, y := range b {
			above := row[j+1]
			if x.ID() == y.ID() {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return int(row[len(b)])
}

// extend moves the ends out over words that fit, skipping a few that don't as long
// as more is gained than skipped.
func (r *Copy) extend(ta, tb []shingle.Token, same bool) {
	r.A.First, r.B.First = r.reach(ta, tb, r.A.First, r.B.First, -1, 0, 0)
	limitA := len(ta) - 1
	if same {
		limitA = r.B.First - 1
	}
	r.A.Last, r.B.Last = r.reach(ta, tb, r.A.Last, r.B.Last, 1, limitA, len(tb)-1)
	if same && r.A.Last >= r.B.First {
		r.A.Last = r.B.First - 1
	}
}

// farReach is by how many words an end moves at most: a longer stretch has anchors
// of its own.
const farReach = 32

// reach returns how far an end at a and b may move in direction dir: to where the
// words gained outweigh those skipped the most.
func (r *Copy) reach(ta, tb []shingle.Token, a, b, dir, limitA, limitB int) (bestA, bestB int) {
	bestA, bestB = a, b
	var sum, top float64
	gained, counted := 0, 0
	for x, y := a, b; gained < farReach; {
		fromX, fromY := x, y
		if !step(ta, tb, &x, &y, dir, limitA, limitB) {
			return bestA, bestB
		}
		skipped := max(x-fromX, fromX-x, y-fromY, fromY-y) - 1
		gained++
		sum += 1 - gapCost*float64(skipped)
		if sum > top+1e-9 {
			top, bestA, bestB = sum, x, y
			r.Shared += gained - counted
			counted = gained
		}
	}
	return bestA, bestB
}

// step moves both places to the next two that hold the same word, in direction
// dir; false where there are none near enough.
func step(ta, tb []shingle.Token, a, b *int, dir, limitA, limitB int) bool {
	inside := func(at, limit int) bool { return dir < 0 && at >= 0 || dir > 0 && at <= limit }
	for skip := range 2*endSkip + 1 {
		for da := max(0, skip-endSkip); da <= min(skip, endSkip); da++ {
			x, y := *a+dir*(1+da), *b+dir*(1+skip-da)
			if !inside(x, limitA) || !inside(y, limitB) {
				continue
			}
			if ta[x].ID() == tb[y].ID() && (skip == 0 || ta[x].IsContent()) {
				*a, *b = x, y
				return true
			}
		}
	}
	return false
}

// dense tells whether enough of a copy is shared.
func (r *Copy) dense() bool {
	longer := max(r.A.len(), r.B.len())
	return r.Shared >= LeastShared && float64(r.Shared) >= leastDense*float64(longer) && r.A.Last > r.A.First && r.B.Last > r.B.First
}
