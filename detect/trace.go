package detect

import (
	"fmt"
	"sync"
)

// Trace tells what became of a candidate that a decision was asked about: at which stage
// it ended, and why.
type Trace struct {
	Stage    string // "decision", "class"; of named pairs "seeds", "alignments", "retellings"
	Outcome  string // "dropped" or "kept", and why
	A, B     Side
	Kind     Kind
	Class    Class
	Features Features
	Context  string
	Score    float64 // log odds before the context
	// Terms are what the score of named pairs is made of. Of seeds: ln(1 + Features.Shared),
	// ln(1 + Plain), ln(1 + Run), Tversky, Jaccard, Synonyms / Weight and Related / Weight of the
	// windows around two sentences, cosine and Dice's coefficient of the sentences. Of the
	// others: ln(1 + weight of what both sides have), its Tversky, score of the best seed, and
	// ln(1 + seeds).
	Terms []float64
	// Confidence is what the context makes of the score, 0..1.
	Confidence float64
}

// Features are what a decision is made by. Weights are -log10 of the chance that a sentence
// has the stem, in the two documents; all are 0 where nothing was measured.
type Features struct {
	Shared    float64 // weight of shared stems outside templates
	Plain     float64 // of these, stems that are no names and no numbers
	Run       float64 // weight of the longest run of shared stems in the same order
	Bigrams   float64 // distinct pairs of neighbouring stems that both sides have
	Synonyms  float64 // weight of other stems joined by a synonym
	Related   float64 // weight of the rest joined by a weaker relation
	Weight    float64 // weight of the smaller side
	Names     float64 // weight of names and numbers that one side lacks
	Words     float64 // of both sides
	Sentences float64 // of the side that has more
	Moved     float64 // share of the shared words that stand in another order, 0..1; inside a document only
	Tversky   float64 // shared over shared, .8 of the smaller side's rest and .2 of the larger's, 0..1
	Jaccard   float64 // of all stems, 0..1
}

// String writes the trace for people.
func (t Trace) String() string {
	s := fmt.Sprintf("%s: %s\n  a %s [%d:%d] %s\n  b %s [%d:%d] %s\n", t.Stage, t.Outcome, t.A.Doc, t.A.Start, t.A.End, t.A.Text, t.B.Doc, t.B.Start, t.B.End, t.B.Text)
	if f := t.Features; f.Weight > 0 {
		s += fmt.Sprintf("  shared %.2f (%.2f plain) of %.2f, tversky %.2f, jaccard %.2f, run %.2f, synonyms %.2f, related %.2f\n", f.Shared, f.Plain, f.Weight, f.Tversky, f.Jaccard, f.Run, f.Synonyms, f.Related)
	}
	s += fmt.Sprintf("  score %.2f, confidence %.2f", t.Score, t.Confidence)
	if t.Context != "" {
		s += fmt.Sprintf(", %s, %s", t.Kind, t.Context)
	}
	return s
}

// tracer hands traces on, one at a time.
type tracer struct {
	mu   sync.Mutex
	o    Options
	c    *corpus
	want func(a, b int) bool
}

// newTracer returns nil where nobody asks.
func newTracer(c *corpus, o Options) *tracer {
	if o.Trace == nil {
		return nil
	}
	t := &tracer{o: o, c: c, want: func(int, int) bool { return true }}
	if o.TraceA != "" || o.TraceB != "" {
		a := c.docs.Find(o.TraceA)
		b := c.docs.Find(o.TraceB)
		t.want = func(x, y int) bool { return x == min(a, b) && y == max(a, b) }
	}
	return t
}

// wants tells whether candidates of two documents are traced.
func (t *tracer) wants(a, b int) bool { return t != nil && t.want(a, b) }

// tell hands on what became of a window.
func (t *tracer) tell(stage, outcome string, a, b view, f *found) {
	tr := Trace{Stage: stage, Outcome: outcome, Kind: f.kind, Class: f.class, Features: Features(f.f), Score: f.score, Confidence: f.confidence}
	tr.Context = f.context.String()
	tr.A, tr.B = t.side(a, f.A), t.side(b, f.B)
	t.hand(tr)
}

// hand hands a trace on.
func (t *tracer) hand(tr Trace) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.o.Trace(tr)
}

func (t *tracer) side(v view, r run) Side {
	s := Side{Doc: t.c.docs.Name(v.ordinal), Ordinal: v.ordinal, Span: spanOf(v, r), Words: len(v.tokensOf(r.First, r.Last))}
	if text, err := t.c.texts.Text(v.ordinal); err == nil {
		s.Text = text[s.Start:s.End]
	}
	return s
}
