package detect

import (
	"cmp"
	"slices"

	"respun/shingle"
)

// What was told again is one passage, not a row of sentences. Where somebody reworded a
// text, the words between two matches of it were taken too, though little in them
// proves it, and so was the rest of a sentence of which a good part is copied. Without
// them a sixth of the characters of reworded passages that were cut to half is left
// untold, and a passage comes out in pieces.
//
// Only where a neighbour is reworded: the ends of a copy between copies are where
// somebody stopped copying, and those of a quotation where it ends. And only where
// both sides have words left; of more than a phrase, words that are shared or stand for
// each other are asked for, because an author's own sentence may stand there, and of a
// paragraph half of its weight: of one that was cut so much is left, where authors' own
// share a tenth or a fourth.
const (
	completeShare = .33 // of the sentences at an end of a copy, what it must have of each
	weldFree      = 12  // tokens that may stand between welded matches without evidence, on either side
	weldWords     = 60  // and with
	weldParagraph = 150 // and where the two are alike:
	weldShare     = .5  // they share so much of the smaller one's weight
)

// toldAgain tells whether a match is of a passage that somebody reworded: only beside
// such is anything told that proves nothing.
func (f *found) toldAgain(same bool) bool {
	return (f.kind == Spun && !f.copy || f.reworded) && f.class == Reuse && f.apart(same)
}

// complete extends copies to the ends of their sentences, where reworded text goes on
// beside them.
func complete(kept []found, a, b view) {
	same := a.ordinal == b.ordinal
	at, told := placesOfFound(kept), make([]bool, len(kept))
	for i := range kept {
		told[i] = kept[i].toldAgain(same)
	}
	for i := range kept {
		f := &kept[i]
		if !f.copy || f.class != Reuse || !f.apart(same) {
			continue
		}
		if !at.any(f.A.reach(), f.B.reach(), func(k int) bool { return told[k] && goesOn(f, &kept[k]) }) {
			continue
		}
		g := *f
		g.tokensA, g.tokensB = f.completed(a, b)
		g.reworded = g.tokensA != f.tokensA || g.tokensB != f.tokensB
		if !at.any(g.A, g.B, func(k int) bool {
			return kept[k].copy && !kept[k].within(f) && meet(&kept[k], &g)
		}) {
			*f = g
		}
	}
}

// within tells whether a copy lies within another.
func (f *found) within(k *found) bool {
	return k.tokensA.common(f.tokensA) == f.tokensA.len() && k.tokensB.common(f.tokensB) == f.tokensB.len()
}

// completed extends a copy to the ends of the sentences of which it has the most,
// where either side has words left: of one side alone they stand for nothing.
func (f *found) completed(a, b view) (ta, tb run) {
	ta, tb = f.tokensA, f.tokensB
	if x, y := a.tokenRun(run{f.A.First, f.A.First}), b.tokenRun(run{f.B.First, f.B.First}); most(x, ta) && most(y, tb) && x.First < ta.First && y.First < tb.First {
		ta.First, tb.First = x.First, y.First
	}
	if x, y := a.tokenRun(run{f.A.Last, f.A.Last}), b.tokenRun(run{f.B.Last, f.B.Last}); most(x, ta) && most(y, tb) && ta.Last < x.Last && tb.Last < y.Last {
		ta.Last, tb.Last = x.Last, y.Last
	}
	return ta, tb
}

// most tells whether tokens are completeShare of a sentence or more.
func most(sentence, tokens run) bool {
	return float64(sentence.common(tokens)) >= completeShare*float64(sentence.len())
}

// words returns the tokens of a match, counted in the documents.
func (h *hit) words(a, b view) (ta, tb run) {
	if h.copy {
		return h.tokensA, h.tokensB
	}
	return a.tokenRun(h.A), b.tokenRun(h.B)
}

// weld joins, in place, passages that follow each other where the text was told again,
// with what stands between them.
func (p *pairer) weld(list []passage, a, b view) []passage {
	if same := a.ordinal == b.ordinal; !slices.ContainsFunc(list, func(f passage) bool { return f.toldAgain(same) }) {
		return list
	}
	slices.SortStableFunc(list, func(x, y passage) int {
		xa, xb := x.words(a, b)
		ya, yb := y.words(a, b)
		return cmp.Or(cmp.Compare(xa.First, ya.First), cmp.Compare(xb.First, yb.First))
	})
	out := list[:0] // never ahead of what is read
	ends := weldEnds{at: map[int][]int{}}
	push := func(x passage) {
		_, xb := x.words(a, b)
		ends.add(len(out), xb)
		out = append(out, x)
	}
	for i := range list {
		f := &list[i].found
		fa, fb := f.words(a, b)
		live := ends.before(fb, func(k int) bool {
			qa, _ := out[k].words(a, b)
			return qa.Last+1+weldParagraph < fa.First
		})
		at := slices.IndexFunc(live, func(k int) bool {
			return p.weldable(&out[k].found, f, a, b) && !slices.ContainsFunc(live, func(x int) bool {
				return x != k && out[x].copied(a, b) && out[x].between(&out[k].found, f, a, b)
			})
		})
		if at < 0 {
			push(list[i])
			continue
		}
		q := &out[live[at]].found
		qa, qb := q.words(a, b)
		switch {
		case f.copied(a, b):
			q.tell(run{qa.First, fa.First - 1}, run{qb.First, fb.First - 1}, a, b)
			ends.add(live[at], q.tokensB)
		case q.copied(a, b):
			f.tell(run{qa.Last + 1, fa.Last}, run{qb.Last + 1, fb.Last}, a, b)
		default:
			extend(q, f)
			q.tell(run{qa.First, fa.Last}, run{qb.First, fb.Last}, a, b)
			ends.add(live[at], q.tokensB)
			continue
		}
		push(list[i])
	}
	return out
}

// weldEnds knows which passages end where in the second document: of a text that is made
// from few words thousands may go on as far as the first one tells.
type weldEnds struct {
	at   map[int][]int // by blocks of weldParagraph tokens; one that grew stands in several
	live []int
}

// add tells where a passage ends.
func (e *weldEnds) add(k int, b run) {
	block := b.Last / weldParagraph
	e.at[block] = append(e.at[block], k)
}

// before returns the passages that end so near before the tokens b that something may be
// welded to them, and perhaps others, ascending. Those that are done with are given up.
func (e *weldEnds) before(b run, done func(k int) bool) []int {
	e.live = e.live[:0]
	for block := max(0, b.First-1-weldParagraph) / weldParagraph; block <= b.First/weldParagraph; block++ {
		if list := e.at[block]; len(list) > 0 {
			e.at[block] = slices.DeleteFunc(list, done)
			e.live = append(e.live, e.at[block]...)
		}
	}
	slices.Sort(e.live)
	e.live = slices.Compact(e.live)
	return e.live
}

// between tells whether a match stands between two others.
func (f *found) between(x, y *found, a, b view) bool {
	fa, fb := f.words(a, b)
	xa, xb := x.words(a, b)
	ya, yb := y.words(a, b)
	return xa.Last < fa.First && fa.Last < ya.First && xb.Last < fb.First && fb.Last < yb.First
}

// copied tells whether a match is a copy that has all of a sentence on either side:
// that stays a match by itself, and what stands beside it goes to its neighbour.
func (f *found) copied(a, b view) bool {
	if !f.copy || f.kind == Spun {
		return false
	}
	ra, rb := a.inside(f.tokensA, f.A), b.inside(f.tokensB, f.B)
	return ra.len() > 0 && rb.len() > 0
}

// tell makes a reworded match one of exactly these words.
func (f *found) tell(ta, tb run, a, b view) {
	f.kind, f.copy, f.reworded = Spun, true, true
	f.tokensA, f.tokensB = ta, tb
	f.A, f.B = a.sentencesOf(ta), b.sentencesOf(tb)
}

// weldable tells whether f goes on where q ends, in a passage that was told again.
func (p *pairer) weldable(q, f *found, a, b view) bool {
	same := a.ordinal == b.ordinal
	for _, x := range [...]*found{q, f} {
		if x.class != Reuse || !x.apart(same) {
			return false
		}
	}
	if !q.toldAgain(same) && !f.toldAgain(same) {
		return false
	}
	qa, qb := q.words(a, b)
	fa, fb := f.words(a, b)
	gapA, gapB := fa.First-qa.Last-1, fb.First-qb.Last-1
	switch {
	case min(gapA, gapB) < 0 || max(gapA, gapB) > weldParagraph || same && fa.Last >= qb.First:
		return false
	case max(gapA, gapB) <= weldFree:
		return true
	}
	shared, of := p.related(a.tokens()[qa.Last+1:fa.First], b.tokens()[qb.Last+1:fb.First])
	return shared >= growEvidence && (max(gapA, gapB) <= weldWords || shared >= weldShare*of)
}

// related returns the weight of the stems that two lists of tokens share, and of those
// that stand for each other; and the weight of the smaller list.
func (p *pairer) related(ta, tb []shingle.Token) (shared, of float32) {
	var w window
	p.weigh(&w, ta, tb)
	p.listUnmatched()
	p.onlyA, p.onlyB = p.linkedFirst(p.onlyA), p.linkedFirst(p.onlyB)
	synonyms, related := p.replaced()
	return w.E + synonyms + related, min(w.WA, w.WB)
}
