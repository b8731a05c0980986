package detect

import (
	"slices"

	"respun/internal/align"
	"respun/internal/copies"
	"respun/internal/openhash"
	"respun/shingle"
)

// runCounter counts the runs of tokens that two passages have in common: one a
// worker. Sets are hash tables; sorting both lists took three times as long.
type runCounter struct {
	listA, listB []uint64
	setA, setB   openhash.Set
}

// heldRuns is how many runs of two passages a counter has room for from one match to the
// next: a whole book may be copied.
const heldRuns = 1 << 14

// common counts the distinct runs that the two lists have, and each.
func (c *runCounter) common() (both, a, b int) {
	if len(c.listA)+len(c.listB) > heldRuns {
		defer func() { *c = runCounter{} }()
	}
	c.setA.Fill(c.listA)
	c.setB.Clear(len(c.listB))
	for _, x := range c.listB {
		if c.setB.Add(x|1) && c.setA.Has(x|1) {
			both++
		}
	}
	return both, c.setA.Len(), c.setB.Len()
}

// kind tells the kind of a window by the runs of its stems.
func (p *pairer) kind(w *window) Kind {
	return p.kindOfTokens(p.a.tokensOf(w.A.First, w.A.Last), p.b.tokensOf(w.B.First, w.B.Last))
}

// kindOfTokens tells the kind of two token lists by the runs of their stems.
func (p *pairer) kindOfTokens(ta, tb []shingle.Token) Kind {
	if len(ta) >= copies.LeastShared && slices.EqualFunc(ta, tb, func(x, y shingle.Token) bool { return x.ID() == y.ID() }) {
		return NearDuplicate // as most copies are, and they have all runs in common
	}
	return kindOf(func(k int) (both, a, b int) { return p.runs.commonStems(ta, tb, k, p.c.vocab.ranks) })
}

// exactKind tells the kind by the folded words; where nearly all that differs is spelling
// and inflection, by their stems: who writes tires for tyres, or said for says, has
// reworded nothing.
func (f *finisher) exactKind() Kind {
	if slices.Equal(f.a.Forms, f.b.Forms) {
		return Verbatim
	}
	if k := kindOf(f.commonForms); k != Spun {
		return k
	}
	if both, a, b := f.runs.commonStems(f.a.Tokens, f.b.Tokens, 3, f.c.vocab.ranks); both > 0 && float64(both) >= sameStems*float64(a+b-both) {
		return NearDuplicate
	}
	return Spun
}

// sameStems is the Jaccard similarity of runs of three stems from which a text is the other
// one inflected and spelled otherwise: one word in seventeen may be another.
const sameStems = .7

// commonStems counts the distinct runs of k stems that two lists of tokens have in common,
// and each.
func (c *runCounter) commonStems(ta, tb []shingle.Token, k int, ranks []shingle.Rank) (both, a, b int) {
	c.listA, c.listB = shingle.Runs(ta, k, ranks, c.listA[:0]), shingle.Runs(tb, k, ranks, c.listB[:0])
	return c.common()
}

// commonForms counts the distinct runs of k folded words that both sides have, and
// each.
func (f *finisher) commonForms(k int) (both, a, b int) {
	c := &f.runs
	c.listA, c.listB = align.Runs(f.a.Forms, k, c.listA[:0]), align.Runs(f.b.Forms, k, c.listB[:0])
	return c.common()
}

// kindOf tells spun from near-duplicate passages by the runs of k tokens they
// have: near-duplicate where those of three have a Jaccard similarity of .4 or a
// containment of .7, or those of two a containment of .6.
func kindOf(common func(k int) (both, a, b int)) Kind {
	both, a, b := common(3)
	if x, smaller, union := float64(both), float64(min(a, b)), float64(a+b-both); both > 0 && (x >= .4*union || x >= .7*smaller) {
		return NearDuplicate
	}
	if both, a, b = common(2); both > 0 && float64(both) >= .6*float64(min(a, b)) {
		return NearDuplicate
	}
	return Spun
}
