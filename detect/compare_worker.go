package detect

// comparer compares pairs of documents: one a worker.
type comparer struct {
	c        *corpus
	p        *pairer
	f        *finisher
	a, b     units
	seeds    *seeder
	score    *scorer
	chain    *chainer
	lastA    int
	measurer *measurer
	coverer  *coverer
	tally    tally
}

func newComparer(c *corpus, o Options) *comparer {
	x := &comparer{c: c, p: newPairer(c), f: newFinisher(c, o), lastA: -1, measurer: newMeasurer(c), coverer: newCoverer(c)}
	x.seeds = newSeeder(x.p)
	x.score = &scorer{p: x.p, a: &x.a, b: &x.b}
	x.chain = newChainer(x.score)
	x.chain.a, x.chain.b = &x.a, &x.b
	return x
}

// found2 is a fragment with its final spans
type aligned struct {
	fragment
	spanA, spanB Span
	strongs      int
	confidence   float64
	top, sum     float32
}

func (x *comparer) align(a, b int) ([]aligned, error) {
	ta, err := x.c.texts.Text(a)
	if err != nil {
		return nil, err
	}
	tb, err := x.c.texts.Text(b)
	if err != nil {
		return nil, err
	}
	if x.lastA != a {
		x.a.cut(x.c.view(a), ta, x.p.seen, &x.p.stampS)
		x.lastA = a
	}
	x.b.cut(x.c.view(b), tb, x.p.seen, &x.p.stampS)
	x.p.open(x.a.v, x.b.v)
	c := x.chain
	c.points = x.seeds.points(&x.a, &x.b, c.points[:0])
	for k := range c.points {
		x.score.measure(&c.points[k])
		if LabPoint != nil {
			LabPoint(x, a, b, &c.points[k], &x.score.F)
		}
	}
	in := c.hysteresis()
	if len(in) == 0 {
		return nil, nil
	}
	frags := c.fragments(in, Lab.Gap)
	if Lab.Sum {
		if s, ok := c.summary(frags); ok {
			return []aligned{{fragment: s, spanA: x.a.span(s.A), spanB: x.b.span(s.B), confidence: .9}}, nil
		}
	}
	var out []aligned
	for _, f := range c.apart(frags) {
		r := aligned{fragment: f, confidence: .9}
		r.spanA, r.spanB = x.f.edges(x.p, a, b, ta, tb, x.a.span(f.A), x.b.span(f.B))
		if min(r.spanA.Len(), r.spanB.Len()) < Lab.MinLen {
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

var LabPoint func(x *comparer, a, b int, p *point, f *Feat)
