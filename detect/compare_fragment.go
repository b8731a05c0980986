package detect

import (
	"cmp"
	"math"
	"slices"
)

func sortPoints(ps []point) {
	slices.SortFunc(ps, func(x, y point) int { return cmp.Or(cmp.Compare(x.I, y.I), cmp.Compare(x.J, y.J)) })
}

// fragment is a box of units with the points in it.
type fragment struct {
	A, B    run // units
	cosine  float32
	points  []int // indexes of points
	score   float32
	summary bool
}

type chainer struct {
	s          *scorer
	a, b       *units
	points     []point
	rows       []int // first point of each unit of a
	sumA, sumB []float32
	stamp      []uint32
	epoch      uint32
	ids        []uint32
}

func newChainer(s *scorer) *chainer {
	n := len(s.p.c.vocab.stems)
	return &chainer{s: s, sumA: make([]float32, n), sumB: make([]float32, n), stamp: make([]uint32, n)}
}

// hysteresis marks strong points, and weak ones beside them, in turn.
func (c *chainer) hysteresis() []int {
	c.rows = grown(c.rows, c.a.len()+1)
	at := 0
	for i := range c.rows {
		c.rows[i] = at
		for at < len(c.points) && c.points[at].I == i {
			at++
		}
	}
	var queue []int
	for k := range c.points {
		x := &c.points[k]
		x.strong = x.score >= float32(Lab.TS) && x.evidence >= float32(Lab.Gate)
		if x.in = x.strong; x.in {
			queue = append(queue, k)
		}
	}
	reach := Lab.Reach
	for n := 0; n < len(queue); n++ {
		x := &c.points[queue[n]]
		for i := max(0, x.I-reach); i <= min(c.a.len()-1, x.I+reach); i++ {
			for k := c.rows[i]; k < c.rows[i+1]; k++ {
				y := &c.points[k]
				if !y.in && y.J >= x.J-reach && y.J <= x.J+reach && y.cosine > float32(Lab.Weak) && y.dice > float32(Lab.Weak) {
					y.in = true
					queue = append(queue, k)
				}
			}
		}
	}
	slices.Sort(queue)
	return queue
}

// clusters parts points where, along either document, more than gap units lie
// between neighbours, until nothing parts (max-gap clustering).
func (c *chainer) clusters(points []int, gapA, gapB int) (out [][]int) {
	type part struct {
		points []int
		axis   int
		whole  bool // does not part along the other axis
	}
	todo := []part{{slices.Clone(points), 0, false}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		key := func(k int) int { return c.points[k].I }
		gap := gapA
		if p.axis == 1 {
			key = func(k int) int { return c.points[k].J }
			gap = gapB
		}
		slices.SortStableFunc(p.points, func(x, y int) int { return key(x) - key(y) })
		from := 0
		for k := 1; k < len(p.points); k++ {
			if key(p.points[k])-key(p.points[k-1]) > gap {
				todo = append(todo, part{p.points[from:k:k], 1 - p.axis, false})
				from = k
			}
		}
		switch {
		case from > 0:
			todo = append(todo, part{p.points[from:], 1 - p.axis, false})
		case p.whole:
			out = append(out, p.points)
		default:
			todo = append(todo, part{p.points, 1 - p.axis, true})
		}
	}
	return out
}

// box returns the units that points and their windows span.
func (c *chainer) box(points []int) (a, b run, strong bool) {
	first := &c.points[points[0]]
	a, b = run{first.I, first.I}, run{first.J, first.J}
	for _, k := range points {
		x := &c.points[k]
		a, b = a.with(run{x.I, x.I}), b.with(run{x.J, x.J})
		if x.strong {
			strong = true
			a, b = a.with(x.A), b.with(x.B)
		}
	}
	return a, b, strong
}

func (r run) with(s run) run { return run{min(r.First, s.First), max(r.Last, s.Last)} }

// fragments clusters points, ever closer where a cluster's two sides are unlike.
func (c *chainer) fragments(points []int, gap int) (out []fragment) {
	for _, g := range c.clusters(points, gap, gap) {
		a, b, strong := c.box(g)
		if !strong {
			continue
		}
		f := fragment{A: a, B: b, cosine: c.cosine(a, b), points: g}
		switch {
		case f.cosine >= float32(Lab.Val):
			out = append(out, f)
		case gap > Lab.GapMin:
			out = append(out, c.fragments(g, gap-1)...)
		default:
			for _, k := range g {
				if x := &c.points[k]; x.strong {
					out = append(out, fragment{A: x.A, B: x.B, cosine: x.cosine, points: []int{k}})
				}
			}
		}
	}
	return out
}

// cosine compares the summed stems of two boxes, 0..1.
func (c *chainer) cosine(a, b run) float32 {
	c.epoch++
	c.ids = c.ids[:0]
	add := func(u *units, r run, to, other []float32) {
		for _, t := range u.terms[u.starts[r.First]:u.starts[r.Last+1]] {
			if c.stamp[t.id] != c.epoch {
				c.stamp[t.id] = c.epoch
				c.sumA[t.id], c.sumB[t.id] = 0, 0
				c.ids = append(c.ids, t.id)
			}
			to[t.id] += float32(t.n)
		}
	}
	add(c.a, a, c.sumA, c.sumB)
	add(c.b, b, c.sumB, c.sumA)
	var dot, na, nb float64
	for _, id := range c.ids {
		w := float64(c.s.p.weight(id))
		x, y := float64(c.sumA[id])*w, float64(c.sumB[id])*w
		dot, na, nb = dot+x*y, na+x*x, nb+y*y
	}
	if dot == 0 {
		return 0
	}
	return float32(dot / math.Sqrt(na*nb))
}

// apart keeps, of fragments that overlap, the one that is worth most.
func (c *chainer) apart(list []fragment) []fragment {
	worth := func(f *fragment) float64 {
		sa, sb := c.a.span(f.A), c.b.span(f.B)
		return float64(f.cosine) * math.Log1p(float64(min(sa.Len(), sb.Len())))
	}
	slices.SortFunc(list, func(x, y fragment) int {
		return cmp.Or(cmp.Compare(worth(&y), worth(&x)), cmp.Compare(x.A.First, y.A.First), cmp.Compare(x.B.First, y.B.First), cmp.Compare(x.A.Last, y.A.Last), cmp.Compare(x.B.Last, y.B.Last))
	})
	var kept []fragment
	for _, f := range list {
		if !slices.ContainsFunc(kept, func(k fragment) bool {
			oa := k.A.First <= f.A.Last && f.A.First <= k.A.Last
			ob := k.B.First <= f.B.Last && f.B.First <= k.B.Last
			switch Lab.Overlap {
			case 1:
				return oa && ob
			case 2:
				return oa || ob
			}
			return oa
		}) {
			kept = append(kept, f)
		}
	}
	return kept
}
