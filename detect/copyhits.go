package detect

import (
	"slices"

	"respun/internal/copies"
	"respun/internal/decide"
	"respun/shingle"
)

// Where copies are looked for, what of them is worth a decision, and what tokens are in
// sentences.

// copyReach is how many sentences beyond one that shares a run are looked at: a
// copy that reaches farther has a shared run there too.
const copyReach = 3

// cappedAnchors is why copies of two documents may be missing.
const cappedAnchors = "copy: runs of two documents over the cap"

// findCopies returns the copies of two documents, or the repeats inside one, in order
// of their place in b; valid until the next call. Of b only the sentences parts
// are looked at.
func (v *verifier) findCopies(a, b view, parts []run) []copies.Copy {
	v.copier.Open(a.ordinal, a.tokens())
	tb := b.tokens()
	v.copied = v.copied[:0]
	for _, p := range parts {
		t := b.tokenRun(p)
		v.copied = v.copier.Append(v.copied, tb, t.First, t.Last+1, a.ordinal == b.ordinal)
	}
	v.tally.capped = addTo(v.tally.capped, cappedAnchors, v.copier.TakeCapped())
	return v.copied
}

// withoutFramed returns copies but those that lie in what both documents have from one
// centre.
func (v *verifier) withoutFramed(a, b view, found []copies.Copy) []copies.Copy {
	stars := &a.c.stars
	if !stars.share(a.ordinal, b.ordinal) {
		return found
	}
	return slices.DeleteFunc(found, func(c copies.Copy) bool {
		return stars.hold(a, a.sentencesOf(run(c.A))) && stars.hold(b, b.sentencesOf(run(c.B)))
	})
}

// takeCapped returns, by reason, what was capped since it was asked last: for who borrows
// a verifier, whose own counts nobody reads then.
func (v *verifier) takeCapped() map[string]int64 {
	capped := v.tally.capped
	v.tally.capped = nil
	return capped
}

// touches tells whether a copy runs through sentence s of b. Four in five sentences
// that share a run with another document have no more in common than a phrase.
func (v *verifier) touches(a, b view, s int) bool {
	v.copier.Open(a.ordinal, a.tokens())
	tb, t := b.tokens(), b.tokenRun(run{s, s})
	v.copied = v.copier.Append(v.copied[:0], tb, t.First, min(len(tb), t.Last+runLength), false)
	return len(v.copied) > 0
}

// parts returns the sentences of b near those through which a copy of the other
// document runs, in order; for a document with itself those of unrepeated.
func (v *verifier) parts(a, b view, pairs []pair) []run {
	v.ranges = v.ranges[:0]
	if a.ordinal == b.ordinal {
		return v.unrepeated(b)
	}
	v.sharing = v.sharing[:0]
	for _, p := range pairs {
		if p.sharesRun() {
			_, j := p.split()
			v.sharing = append(v.sharing, int(j-b.base))
		}
	}
	slices.Sort(v.sharing)
	for _, s := range slices.Compact(v.sharing) {
		if !v.touches(a, b, s) {
			continue
		}
		near := run{max(0, s-copyReach), min(b.len()-1, s+copyReach)}
		if n := len(v.ranges); n > 0 && near.First <= v.ranges[n-1].Last+1 {
			v.ranges[n-1].Last = near.Last
			continue
		}
		v.ranges = append(v.ranges, near)
	}
	return v.ranges
}

// unrepeated returns the sentences of a document but those of large groups of the
// same, in order.
func (v *verifier) unrepeated(b view) []run {
	for s := range b.len() {
		switch n := len(v.ranges); {
		case b.isCommon(s):
		case n > 0 && v.ranges[n-1].Last == s-1:
			v.ranges[n-1].Last = s
		default:
			v.ranges = append(v.ranges, run{s, s})
		}
	}
	return v.ranges
}

// judgeCopies appends the hits among the copies of two documents, as far as they pass
// in a context.
func (v *verifier) judgeCopies(a, b view, found []copies.Copy, in decide.Context, out []hit) []hit {
	ta, tb := a.tokens(), b.tokens()
	v.p.frames.clear()
	for k, r := range found {
		if len(out) >= mostHits {
			v.tally.capped = addTo(v.tally.capped, cappedHits, int64(len(found)-k))
			break
		}
		wa, wb := ta[r.A.First:r.A.Last+1], tb[r.B.First:r.B.Last+1]
		if v.p.c.vocab.words(wa) < copies.LeastShared {
			v.tally.drop("copy: fewer words than a copy has")
			continue
		}
		if v.p.few(wa) && !steady(r) {
			v.tally.drop("copy: a few words over and over")
			continue
		}
		h := hit{copy: true, tokensA: run(r.A), tokensB: run(r.B), share: 1}
		h.A, h.B = a.sentencesOf(h.tokensA), b.sentencesOf(h.tokensB)
		v.p.weigh(&h.window, wa, wb)
		h.f = decide.Features{Shared: float64(h.E), Tversky: float64(h.T), Weight: float64(min(h.WA, h.WB))}
		h.whole = a.whole(h.A, h.tokensA) || b.whole(h.B, h.tokensB)
		h.score = v.p.copyScore(&h, wa, wb)
		if confidenceOf(&h, in) < v.o.MinConfidence {
			v.tally.drop("copy: a phrase that everybody uses")
			continue
		}
		h.kind = v.p.kindOfTokens(wa, wb)
		if h.kind == Spun {
			v.tally.drop("copy: too much reworded")
			continue
		}
		out = append(out, h)
	}
	return out
}

// Any two texts that say a few words over and over have much in common: tables of "yes"
// and "no", scores, stuffed keywords. What they share is left out, as sequence search
// leaves out regions of low complexity (Wootton and Federhen 1993), unless it is nearly the
// same word for word: chance seldom brings that. Of what news lose by it nearly all are
// credits of galleries.
const (
	manyWords   = 15 // distinct stems from which on words are not few; or three in five of the tokens are
	steadyShare = .9 // shared, of the longer side
	steadyWords = 12 // tokens of the shorter side
)

// few tells whether tokens are a few words over and over.
func (p *pairer) few(tokens []shingle.Token) bool {
	many := min(manyWords, len(tokens)*3/5)
	p.stampS++
	distinct := 0
	for _, t := range tokens {
		if p.seen[t.ID()] == p.stampS {
			continue
		}
		p.seen[t.ID()] = p.stampS
		if distinct++; distinct >= many {
			return false
		}
	}
	return true
}

// steady tells whether a copy of some length is nearly the same word for word.
func steady(c copies.Copy) bool {
	a, b := run(c.A).len(), run(c.B).len()
	return min(a, b) >= steadyWords && float64(c.Shared) >= steadyShare*float64(max(a, b))
}

// whole tells whether tokens are nearly all of the sentences they stand in.
func (v view) whole(sentences, tokens run) bool {
	return float64(tokens.len()) >= .9*float64(len(v.tokensOf(sentences.First, sentences.Last)))
}

// sentencesOf returns the sentences that hold the tokens of r.
func (v view) sentencesOf(r run) run {
	base := v.sentences[0].Token
	at := func(token int) int {
		i, found := slices.BinarySearchFunc(v.sentences, base+uint32(token), func(s shingle.Sentence, t uint32) int { return int(s.Token) - int(t) })
		if !found {
			i--
		}
		return i
	}
	return run{at(r.First), at(r.Last)}
}

// weigh measures what the content stems of two token lists weigh and share.
func (p *pairer) weigh(w *window, ta, tb []shingle.Token) {
	p.markStems(ta, tb)
	var wa, wb, e float32
	for _, id := range p.inA {
		x := p.weight(id)
		wa += x
		if p.marks[id].b != 0 {
			e += x
		}
	}
	wb = e
	for _, id := range p.inB {
		wb += p.weight(id)
	}
	*w = newWindow(w.A, w.B, e, wa, wb)
}
