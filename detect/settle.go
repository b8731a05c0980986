package detect

import (
	"cmp"
	"slices"
)

// Of hits that overlap one stays.

// wholeShare is the share of either side of a window from which a copy inside it
// speaks for it: what is left are words around a copied stretch. Below, the copy is
// a part of a passage that was reworded, and the window speaks for both. Copies so
// large are found in a third of all reworded paragraphs, and left a seventh of
// their text untold when a window had to hold all of a copy's sentences.
const wholeShare = .7

// settle keeps the best of overlapping hits and names their classes. Copies, whose
// ends are known to the word, come before windows; windows of reuse that hold
// much more than a copy take its place.
func (j *judge) settle(pass []found, a, b view, doubled bool) []found {
	n := 0
	for i := range pass {
		if pass[i].copy {
			n++
		}
	}
	copies, windows := make([]found, 0, n), make([]found, 0, len(pass)-n)
	for _, f := range pass {
		if f.copy {
			copies = append(copies, f)
		} else {
			windows = append(windows, f)
		}
	}
	copies = best(copies)
	if len(windows) == 0 {
		j.classify(copies, a, b, doubled)
		return copies
	}
	at := placesOfFound(copies)
	windows = best(slices.DeleteFunc(windows, func(w found) bool {
		return at.any(w.A, w.B, func(k int) bool { return fills(&copies[k], &w, a, b) })
	}))
	j.classify(windows, a, b, doubled)
	j.classify(copies, a, b, doubled)
	for all, n := copies, -1; n != len(windows); { // a window that goes gives back its copies
		n = len(windows)
		at = placesOfFound(windows)
		copies = slices.DeleteFunc(slices.Clone(all), func(c found) bool { return held(&c, windows, at.near(c.A, c.B), a, b) })
		at = placesOfFound(copies)
		windows = slices.DeleteFunc(windows, func(w found) bool {
			return at.any(w.A, w.B, func(k int) bool { return meet(&w, &copies[k]) })
		})
	}
	return append(copies, windows...)
}

// fills tells whether a copy makes up the most of either side of a window that it
// meets: what else there is has no counterpart.
func fills(c, w *found, a, b view) bool {
	wa, wb := a.tokenRun(w.A), b.tokenRun(w.B)
	na, nb := c.tokensA.common(wa), c.tokensB.common(wb)
	return min(na, nb) > 0 && max(float64(na)/float64(wa.len()), float64(nb)/float64(wb.len())) >= wholeShare
}

// evenOdds is the confidence from which a match is likelier right than not.
const evenOdds = .5

// held tells whether those windows of reuse that stand near a copy hold the most of its
// words, the same ones on both sides, and share more than these: a copied clause in two
// sentences that have nothing else in common is no more than a clause. What is told at a
// low confidence only takes the place of no copy that is surer.
func held(c *found, windows []found, near []int, a, b view) bool {
	n := 0
	for _, k := range near {
		w := &windows[k]
		if w.class != Reuse || w.confidence < min(evenOdds, c.confidence) || !meet(w, c) {
			continue
		}
		part := min(c.tokensA.common(a.tokenRun(w.A)), c.tokensB.common(b.tokenRun(w.B)))
		shared := float64(w.E) + w.f.Synonyms + w.f.Related
		if shared-float64(c.E)*float64(part)/float64(c.tokensA.len()) >= leastEvidenceLink {
			n += part
		}
	}
	return 2*n > max(c.tokensA.len(), c.tokensB.len())
}

// meet tells whether two hits overlap on both sides: two copies by their words,
// others by their sentences.
func meet(x, y *found) bool {
	if x.copy && y.copy {
		return x.tokensA.meets(y.tokensA) && x.tokensB.meets(y.tokensB)
	}
	return x.A.meets(y.A) && x.B.meets(y.B)
}

// best keeps, of hits that overlap on both sides, the one with the highest score, in
// place.
func best(pass []found) []found {
	if len(pass) < 2 {
		return pass
	}
	slices.SortFunc(pass, func(x, y found) int {
		return cmp.Or(cmp.Compare(y.score, x.score), byPlace(x, y))
	})
	kept, at := pass[:0], placesFor(len(pass))
	for _, f := range pass {
		if at.any(f.A, f.B, func(k int) bool { return meet(&kept[k], &f) }) {
			continue
		}
		at.add(len(kept), f.A, f.B)
		kept = append(kept, f)
	}
	return kept
}
