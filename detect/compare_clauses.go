package detect

import "respun/internal/decide"

// A clause that was copied into another sentence makes the two sentences no more alike
// than two on one subject are, and so no alignment of sentences is sure of it. It is sure
// by itself: what a scan would tell as a copy, by its words alone, is told here too, where
// no alignment has it. More is asked of it than in a scan, as of two documents somebody
// names it is likelier that they speak of the same.
const (
	clauseWords      = 15 // of either side, at least
	clauseConfidence = .95
)

// clauses appends the matches of copied clauses that none of the matches has.
func (x *comparer) clauses(j job, matches []*Match) []*Match {
	a, b := x.a, x.b
	if a.len() == 0 || b.len() == 0 {
		return matches
	}
	v := x.verifier
	hits := v.judgeCopies(a, b, v.findCopies(a, b, []run{{0, b.len() - 1}}), decide.Across, nil)
	x.capped.merge(&tally{dropped: v.takeCapped()})
	var sure []found
	for _, h := range hits {
		f := found{hit: h, confidence: confidenceOf(&h, decide.Across)}
		if f.confidence >= max(clauseConfidence, x.f.o.MinConfidence) && min(h.tokensA.len(), h.tokensB.len()) >= clauseWords {
			sure = append(sure, f)
		}
	}
	x.judge.classify(sure, a, b, false) // all at once: it looks for the lines of either text, which may be one of megabytes
	for _, f := range sure {
		p := passage{found: f, spanA: spanOf(a, f.A), spanB: spanOf(b, f.B)}
		m := x.f.finish(&p, j.a, j.b, x.ta, x.tb)
		if told(matches, m) {
			continue
		}
		x.tally.add("copied clauses", 1)
		if why := x.f.o.unwanted(m); why != "" {
			x.tally.drop(why)
			continue
		}
		matches = append(matches, m)
	}
	return matches
}

// told tells whether a match has words of m on either side.
func told(matches []*Match, m *Match) bool {
	for _, k := range matches {
		if k.A.Overlap(m.A.Span) > 0 || k.B.Overlap(m.B.Span) > 0 {
			return true
		}
	}
	return false
}
