package detect

import (
	"cmp"
	"context"
	"math"
	"slices"

	"respun/internal/copies"
	"respun/internal/decide"
	"respun/internal/enumeration"
)

// comparer aligns pairs of documents: one a worker.
type comparer struct {
	ctx      context.Context
	c        *corpus
	p        *pairer
	f        *finisher
	a, b     units
	sa, sb   side // the documents word by word
	ta, tb   string
	judge    judge // names classes
	last     int   // ordinal of a, -1 before the first
	seeds    seeder
	scorer   scorer
	chain    chainer
	copies   stretcher
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
	x.seeds = seeder{p: p, lists: map[uint32]stemList{}, tally: &x.capped}
	x.scorer = scorer{p: p, a: &x.a, b: &x.b}
	x.chain = chainer{p: p, a: &x.a, b: &x.b, sums: make([]stemSum, c.vocab.stems.len()), tally: &x.capped}
	x.copies.tally = &x.capped
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
		x.a.cut(x.c.view(a), x.ta, x.p.seen, &x.p.stampS)
		x.f.read(&x.sa, x.ta, Span{Start: 0, End: len(x.ta)}, x.c.docs.At(a).Language)
		x.last = a
	}
	x.b.cut(x.c.view(b), x.tb, x.p.seen, &x.p.stampS)
	x.f.read(&x.sb, x.tb, Span{Start: 0, End: len(x.tb)}, x.c.docs.At(b).Language)
	x.p.open(x.a.v, x.b.v)
	return nil
}

// align returns what two documents share, the most first.
func (x *comparer) align(a, b int) ([]aligned, error) {
	x.scorer.told = x.tellSeeds(a, b)
	if err := x.open(a, b); err != nil || x.a.len() == 0 || x.b.len() == 0 {
		return nil, err
	}
	if err := x.findPoints(); err != nil {
		return nil, err
	}
	c := &x.chain
	list := c.withRetellings(c.fragments(c.grow(), widestGap), x.copies.find(x.sa.Forms, x.sb.Forms))
	for k := range list {
		was := list[k].box
		x.moveEdges(&list[k])
		list[k].box = beside(was, list[k].box, list)
	}
	var out []aligned
	for _, f := range apart(list) {
		f.box = wholeWords(&x.sa, &x.sb, f.box)
		t := x.terms(&f)
		out = append(out, aligned{
			spanA: x.a.spanOf(x.sa.Spans, f.box.A), spanB: x.b.spanOf(x.sb.Spans, f.box.B),
			confidence: decide.Sigmoid(decide.Alignment.Score(t[:])), class: x.class(&f), terms: t, retold: f.retold,
		})
	}
	return out, nil
}

// beside takes back from the moved ends of a fragment what reaches into a copied
// stretch that it lay beside: neighbours that were taken in another order go on
// each other on both sides.
func beside(was, now box, list []fragment) box {
	for _, f := range list {
		if f.copied {
			now.A, now.B = was.A.outside(f.box.A, now.A), was.B.outside(f.box.B, now.B)
		}
	}
	return now
}

// outside returns now, which w has become, without what reaches into v where w
// did not.
func (w words) outside(v, now words) words {
	switch {
	case w.to <= v.from:
		now.to = min(now.to, v.from)
	case v.to <= w.from:
		now.from = max(now.from, v.to)
	}
	if now.len() <= 0 {
		return w
	}
	return now
}

// findPoints finds and scores the points of two documents.
func (x *comparer) findPoints() error {
	x.seeds.index(&x.b)
	points := x.chain.points[:0]
	for i := range x.a.len() {
		if err := context.Cause(x.ctx); err != nil {
			return err
		}
		from := len(points)
		points = x.seeds.points(i, &x.a, &x.b, points)
		for k := from; k < len(points); k++ {
			x.scorer.score(&points[k])
		}
	}
	x.chain.points = points
	return nil
}

// withRetellings puts copies and retellings in the place of fragments that they
// explain.
func (c *chainer) withRetellings(list []fragment, copies []stretch) []fragment {
	list = c.withCopies(list, copies)
	retold := c.retellings(copies)
	list = slices.DeleteFunc(list, func(f fragment) bool {
		return slices.ContainsFunc(retold, func(r fragment) bool { return r.A.meets(f.A) && r.B.meets(f.B) })
	})
	return append(list, retold...)
}

// overlapMost is the share of the shorter of two passages of one document, from
// which they are the same: the lesser fragment goes.
const overlapMost = .5

// apart keeps, of fragments of which a side is the same passage, the one with the
// largest cosine·ln(1+words), and returns them in that order.
func apart(list []fragment) (kept []fragment) {
	worth := func(f *fragment) float64 {
		return float64(f.cosine) * math.Log1p(float64(min(f.box.A.len(), f.box.B.len())))
	}
	slices.SortFunc(list, func(x, y fragment) int {
		return cmp.Or(cmp.Compare(worth(&y), worth(&x)), cmp.Compare(x.box.A.from, y.box.A.from), cmp.Compare(x.box.B.from, y.box.B.from),
			cmp.Compare(x.box.A.to, y.box.A.to), cmp.Compare(x.box.B.to, y.box.B.to))
	})
	for _, f := range list {
		if !slices.ContainsFunc(kept, func(k fragment) bool {
			return !k.retold && !f.retold && (samePart(k.box.A, f.box.A) || samePart(k.box.B, f.box.B))
		}) {
			kept = append(kept, f)
		}
	}
	return kept
}

func samePart(v, w words) bool {
	return float64(v.shared(w)) > overlapMost*float64(min(v.len(), w.len()))
}

// copiedBest stands for the best seed of a copied stretch.
const copiedBest = 10

// terms returns what the confidence of a fragment is made of.
func (x *comparer) terms(f *fragment) decide.AlignmentTerms {
	w := x.shared(f.box)
	if f.copied { // so many words in order are evidence, however common each is
		w.E = max(w.E, float32(min(f.box.A.len(), f.box.B.len())))
	}
	best, n := math.Inf(-1), 0.0
	for _, q := range f.points {
		if y := &x.chain.points[q]; y.strong {
			n++
			best = math.Max(best, float64(y.score))
		}
	}
	if f.copied {
		best = copiedBest
	}
	return decide.AlignmentTerms{
		decide.AlignedLogShared: math.Log1p(float64(w.E)), decide.AlignedTversky: float64(w.T),
		decide.AlignedBest: best, decide.AlignedLogSeeds: math.Log1p(n),
	}
}

// class names what an alignment looks like, should it be reworded: one of one seed by the
// rules of a scan. For longer ones these serve badly: parallel statements alone would name 7
// to 19 % of the reworded passages of PAN 2013, whose words were replaced at random. That
// most figures are others names 5 of some 2,400, and the closing prices of two days.
func (x *comparer) class(f *fragment) Class {
	if len(f.points) != 1 {
		if x.otherFigures(f) {
			return Parallel
		}
		return Reuse
	}
	one := []found{{hit: hit{window: window{A: x.a.sentences(f.A), B: x.b.sentences(f.B)}, share: 1}}}
	x.judge.classify(one, x.a.v, x.b.v, false)
	return one[0].class
}

// leastFigures is how many numbers of its own either side of a frame has.
const leastFigures = 2

// otherFigures tells whether either side has numbers of its own, and more than twice as
// many as both have: the report of another day, another flat in the agent's words.
func (x *comparer) otherFigures(f *fragment) bool {
	ta, tb := x.sa.Tokens[f.box.A.from:f.box.A.to], x.sb.Tokens[f.box.B.from:f.box.B.to]
	x.p.markStems(ta, tb)
	a, b := x.p.otherNumbers(ta, tb)
	return min(a, b) >= leastFigures && min(a, b) > 2*x.p.sharedNumbers(ta)
}

// shared weighs the content stems of two stretches.
func (x *comparer) shared(k box) (w window) {
	x.p.weigh(&w, x.sa.Tokens[k.A.from:k.A.to], x.sb.Tokens[k.B.from:k.B.to])
	return w
}
