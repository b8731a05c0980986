package detect

import (
	"respun/internal/decide"
	"respun/internal/fragments"
)

// What becomes of points and alignments, for who asks by Options.Trace, and for
// the tool that fits the coefficients (internal/decide/trainpairs). No context
// is told, because all are named pairs.

// traced tells whether somebody wants to know about two documents.
func (x *comparer) traced(a, b int) bool { return x.trace.wants(min(a, b), max(a, b)) }

// tellSeeds returns what to do with each point of two documents that is scored;
// nil is nothing.
func (x *comparer) tellSeeds(a, b int) func(i, j int, score float32, t decide.SeedTerms) {
	if !x.traced(a, b) {
		return nil
	}
	return func(i, j int, score float32, t decide.SeedTerms) {
		tr := Trace{Stage: "seeds", Outcome: "dropped: score", Score: float64(score), Kind: Spun, Terms: t[:]}
		if score >= fragments.StrongScore {
			tr.Outcome = "kept"
		}
		tr.A, tr.B = x.trace.side(x.a, sentencesOf(x.scorer.a, i)), x.trace.side(x.b, sentencesOf(x.scorer.b, j))
		x.trace.hand(tr)
	}
}

// tellAlignment tells what became of an alignment; no reason is that it was kept.
func (x *comparer) tellAlignment(f *aligned, m *Match, why string) {
	if m == nil || !x.traced(m.A.Ordinal, m.B.Ordinal) {
		return
	}
	tr := Trace{
		Stage: "alignments", Outcome: "kept", A: m.A, B: m.B, Kind: m.Kind, Class: m.Class,
		Score: decide.Alignment.Score(f.terms[:]), Confidence: m.Confidence, Terms: f.terms[:],
	}
	if f.retold {
		tr.Stage = "retellings"
	}
	if why != "" {
		tr.Outcome = "dropped: " + why
	}
	x.trace.hand(tr)
}
