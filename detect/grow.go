package detect

// The window with the strongest evidence is the surest, not the whole of what was
// taken: a paragraph's weaker sentences are left out, because they dilute it. An
// accepted window grows over the next sentences of its paragraphs as long as they
// bring evidence of their own and the window stays nearly as dense.
const (
	growEvidence = 1.5 // shared weight that a step must bring
	growDensity  = .75 // of the window's Tversky index that must be left
	// Each step weighs the whole window: a text without full stops is one paragraph, of
	// which every sentence may be a step. None of the matches in bulk news has a third.
	mostGrown = 64 // sentences of either side
)

// grow extends accepted windows over further sentences of their paragraphs.
func (j *judge) grow(kept []found, a, b view) {
	at := placesOfFound(kept)
	for i := range kept {
		if kept[i].copy || kept[i].kind != Spun {
			continue
		}
		least := growDensity * kept[i].T
		for {
			w, ok := j.grown(kept, i, &at, a, b, least)
			if !ok {
				break
			}
			at.put(i, w.A, w.B)
			kept[i].window = w
		}
	}
}

// grown returns the best window that is one step larger than kept[i].
func (j *judge) grown(kept []found, i int, at *matchPlaces, a, b view, least float32) (best window, ok bool) {
	w := &kept[i].window
	bestE := w.E + growEvidence
	for _, s := range [...][4]int{{1, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 0, 0, 1}, {0, 1, 1, 0}} {
		n := window{A: run{w.A.First - s[0], w.A.Last + s[1]}, B: run{w.B.First - s[2], w.B.Last + s[3]}}
		if n.A.len() > mostGrown || n.B.len() > mostGrown || !staysIn(a, n.A, w.A) || !staysIn(b, n.B, w.B) || a.ordinal == b.ordinal && n.A.Last >= n.B.First || clashes(kept, i, at, &n) {
			continue
		}
		j.p.weigh(&n, a.tokensOf(n.A.First, n.A.Last), b.tokensOf(n.B.First, n.B.Last))
		if n.E >= bestE && n.T >= least {
			best, bestE, ok = n, n.E, true
		}
	}
	return best, ok
}

// staysIn tells whether a run lies in the document and in the paragraph of another.
func staysIn(v view, r, of run) bool {
	if r.First < 0 || r.Last >= v.len() {
		return false
	}
	par := v.sentences[of.First].Paragraph
	return v.sentences[r.First].Paragraph == par && v.sentences[r.Last].Paragraph == par
}

// clashes tells whether a window would overlap another kept match on both sides.
func clashes(kept []found, i int, at *matchPlaces, w *window) bool {
	return at.any(w.A, w.B, func(k int) bool { return k != i && kept[k].A.meets(w.A) && kept[k].B.meets(w.B) })
}
