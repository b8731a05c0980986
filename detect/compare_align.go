package detect

import (
	"context"
	"math"

	"respun/internal/copies"
	"respun/internal/decide"
	"respun/internal/enumeration"
	"respun/internal/fragments"
)

// comparer aligns pairs of documents: one a worker.
type comparer struct {
	ctx      context.Context
	c        *corpus
	p        *pairer
	f        *finisher
	a, b     view
	sa, sb   side // the documents word by word
	ta, tb   string
	judge    judge // names classes
	last     int   // ordinal of a, -1 before the first
	finder   *fragments.Finder
	scorer   scorer
	verifier *verifier // for the copies that a scan finds
	measurer *measurer
	coverer  *coverer
	trace    *tracer
	tally    tally
	capped   tally // what was looked at in part only
}

func newComparer(ctx context.Context, c *corpus, o Options) *comparer {
	p, f := newPairer(c), newFinisher(c, o)
	x := &comparer{ctx: ctx, c: c, p: p, judge: judge{p: p, texts: newTextReader(c), items: enumeration.NewFinder(f.scanner)}, f: f, last: -1, measurer: newMeasurer(c), coverer: newCoverer(c)}
	x.sa.KeepSpans, x.sb.KeepSpans = true, true
	x.finder = fragments.NewFinder(c.vocab.stems.len(), p.weight, x.capped.dropMany)
	x.scorer = scorer{p: p}
	x.scorer.a, x.scorer.b = x.finder.Units()
	x.verifier = &verifier{ctx: ctx, p: p, o: o, copier: copies.NewFinder()}
	return x
}

// aligned is a passage of a and one of b.
type aligned struct {
	spanA, spanB Span
	confidence   float64
	class        Class
	terms        decide.AlignmentTerms
	retold       bool
}

// open takes the next two documents apart.
func (x *comparer) open(a, b int) error {
	var err error
	if x.tb, err = x.c.texts.Text(b); err != nil {
		return err
	}
	if x.last != a {
		if x.ta, err = x.c.texts.Text(a); err != nil {
			return err
		}
		x.a = x.c.view(a)
		x.finder.OpenA(x.apart(x.a, x.ta, &x.sa))
		x.last = a
	}
	x.b = x.c.view(b)
	x.finder.OpenB(x.apart(x.b, x.tb, &x.sb))
	x.p.open(x.a, x.b)
	return nil
}

// apart takes a document's text apart once more, as a whole.
func (x *comparer) apart(v view, text string, whole *side) fragments.Document {
	x.f.read(whole, text, Span{Start: 0, End: len(text)}, x.c.docs.At(v.ordinal).Language)
	return fragments.Document{Text: text, Sentences: v.sentences, Tokens: v.tokens(), Words: &whole.Text}
}

// align returns what two documents share, the most first.
func (x *comparer) align(a, b int) ([]aligned, error) {
	if err := x.open(a, b); err != nil {
		return nil, err
	}
	x.scorer.told = x.tellSeeds(a, b)
	list, err := x.finder.Find(x.ctx, x.scorer.score)
	if err != nil {
		return nil, err
	}
	ua, ub := x.finder.Units()
	out := make([]aligned, 0, len(list))
	for k := range list {
		f := &list[k]
		f.Box = wholeWords(&x.sa, &x.sb, f.Box)
		t := x.terms(f)
		out = append(out, aligned{
			spanA: ua.SpanOf(f.Box.A), spanB: ub.SpanOf(f.Box.B),
			confidence: decide.Sigmoid(decide.Alignment.Score(t[:])), class: x.class(f), terms: t, retold: f.Retold,
		})
	}
	return out, nil
}

// copiedBest stands for the best seed of a copied stretch.
const copiedBest = 10

// terms returns what the confidence of a fragment is made of.
func (x *comparer) terms(f *fragments.Fragment) decide.AlignmentTerms {
	w := x.shared(f.Box)
	if f.Copied { // so many words in order are evidence, however common each is
		w.E = max(w.E, float32(min(f.Box.A.Len(), f.Box.B.Len())))
	}
	n, best := x.finder.Seeds(f)
	if f.Copied {
		best = copiedBest
	}
	return decide.AlignmentTerms{
		decide.AlignedLogShared: math.Log1p(float64(w.E)), decide.AlignedTversky: float64(w.T),
		decide.AlignedBest: best, decide.AlignedLogSeeds: math.Log1p(float64(n)),
	}
}

// class names what an alignment looks like, should it be reworded: one of one seed by the
// rules of a scan. For longer ones these serve badly: parallel statements alone would name 7
// to 19 % of the reworded passages of PAN 2013, whose words were replaced at random. That
// most figures are others names 5 of some 2,400, and the closing prices of two days.
func (x *comparer) class(f *fragments.Fragment) Class {
	if f.Points() != 1 {
		if x.otherFigures(f) {
			return Parallel
		}
		return Reuse
	}
	a, b := x.finder.Units()
	one := []found{{hit: hit{window: window{A: run(a.Sentences(f.A)), B: run(b.Sentences(f.B))}, share: 1}}}
	x.judge.classify(one, x.a, x.b, false)
	return one[0].class
}

// leastFigures is how many numbers of its own either side of a frame has.
const leastFigures = 2

// otherFigures tells whether either side has numbers of its own, and more than twice as
// many as both have: the report of another day, another flat in the agent's words.
func (x *comparer) otherFigures(f *fragments.Fragment) bool {
	ta, tb := x.sa.Tokens[f.Box.A.From:f.Box.A.To], x.sb.Tokens[f.Box.B.From:f.Box.B.To]
	x.p.markStems(ta, tb)
	a, b := x.p.otherNumbers(ta, tb, x.c.docs.At(x.p.a.ordinal).Language, x.c.docs.At(x.p.b.ordinal).Language)
	return min(a, b) >= leastFigures && min(a, b) > 2*x.p.sharedNumbers(ta)
}

// shared weighs the content stems of two stretches.
func (x *comparer) shared(k fragments.Box) (w window) {
	x.p.weigh(&w, x.sa.Tokens[k.A.From:k.A.To], x.sb.Tokens[k.B.From:k.B.To])
	return w
}
