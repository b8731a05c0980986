package fragments

import (
	"math"
	"slices"
)

// From seeds to fragments: weaker points join seeds beside them (hysteresis),
// and what lies close along both documents becomes one fragment (the recursive
// max-gap clustering of Sanchez-Perez, Sidorov and Gelbukh 2014): first with
// large gaps, with smaller ones where the two sides of a fragment turn out
// unlike. One threshold for all points instead of two costs three points of
// plagdet on PAN 2013.

const (
	weakNear    = .22 // cosine and Dice of a weak point within two units of one that is in
	weakFar     = .26 // within three
	reachNear   = 2
	reachFar    = 3
	widestGap   = 6   // units between neighbours of a fragment
	closestGap  = 2   // the same where sides are unlike
	alikeCosine = .25 // of the two sides of a fragment
)

// Fragment is a stretch of a and one of b that seeds join.
type Fragment struct {
	A, B   Run  // units
	Box    Box  // words
	Copied bool // its ends are those of copied words
	Retold bool // one side retells the other much shorter
	points []int
	cosine float32 // of the two sides' stems, 0..1
}

// Points returns how many pairs of units it was made of.
func (f *Fragment) Points() int { return len(f.points) }

// chainer makes fragments of the points of two documents.
type chainer struct {
	weight func(stem uint32) float32
	a, b   *Units
	points []point // in order of (I, J)
	rows   []int   // first point of each unit of a; one more at the end
	sums   []stemSum
	epoch  uint32
	capped func(reason string, n int)
	ids    []uint32
}

// stemSum counts a stem in the two sides of a fragment.
type stemSum struct{ epoch, a, b uint32 }

// grow returns the seeds and the weak points that hang on them, in order.
func (c *chainer) grow() []int {
	c.rows = emptied(c.rows, c.a.Len()+1)
	at := 0
	for i := range c.rows {
		c.rows[i] = at
		for at < len(c.points) && c.points[at].I == i {
			at++
		}
	}
	in := make([]bool, len(c.points))
	var queue []int
	for k := range c.points {
		if c.points[k].strong {
			in[k] = true
			queue = append(queue, k)
		}
	}
	for n := 0; n < len(queue); n++ {
		queue = c.neighbours(&c.points[queue[n]], in, queue)
	}
	slices.Sort(queue)
	return queue
}

// neighbours appends the weak points beside x that are not in yet.
func (c *chainer) neighbours(x *point, in []bool, queue []int) []int {
	for i := max(0, x.I-reachFar); i <= min(c.a.Len()-1, x.I+reachFar); i++ {
		for k := c.rows[i]; k < c.rows[i+1]; k++ {
			y := &c.points[k]
			d := max(y.I-x.I, x.I-y.I, y.J-x.J, x.J-y.J)
			least := float32(weakNear)
			if d > reachNear {
				least = weakFar
			}
			if !in[k] && d <= reachFar && y.cosine > least && y.dice > least {
				in[k] = true
				queue = append(queue, k)
			}
		}
	}
	return queue
}

// axis returns a point's unit of a (0) or b (1).
func (c *chainer) axis(k, axis int) int {
	if axis == 0 {
		return c.points[k].I
	}
	return c.points[k].J
}

// clusters parts points where, along a or b, neighbours are more than that
// side's gap of units apart, until none parts.
func (c *chainer) clusters(points []int, gaps [2]int) (out [][]int) {
	type part struct {
		points []int
		axis   int
		whole  bool // does not part along the other axis
	}
	if len(points) == 0 {
		return nil
	}
	todo := []part{{slices.Clone(points), 0, false}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		slices.SortFunc(p.points, func(x, y int) int {
			if d := c.axis(x, p.axis) - c.axis(y, p.axis); d != 0 {
				return d
			}
			return x - y
		})
		from := 0
		for k := 1; k < len(p.points); k++ {
			if c.axis(p.points[k], p.axis)-c.axis(p.points[k-1], p.axis) > gaps[p.axis] {
				todo = append(todo, part{p.points[from:k:k], 1 - p.axis, false})
				from = k
			}
		}
		switch {
		case from == 0 && p.whole:
			out = append(out, p.points)
		default:
			todo = append(todo, part{p.points[from:], 1 - p.axis, from == 0})
		}
	}
	return out
}

// extent returns the units that points and the windows of seeds among them span.
func (c *chainer) extent(points []int) (a, b Run, strong bool) {
	first := &c.points[points[0]]
	a, b = Run{first.I, first.I}, Run{first.J, first.J}
	for _, k := range points {
		x := &c.points[k]
		a, b = a.with(Run{x.I, x.I}), b.with(Run{x.J, x.J})
		if x.strong {
			strong = true
			a, b = a.with(x.A), b.with(x.B)
		}
	}
	return a, b, strong
}

// fragments clusters points.
func (c *chainer) fragments(points []int, gap int) (out []Fragment) {
	for _, g := range c.clusters(points, [2]int{gap, gap}) {
		a, b, strong := c.extent(g)
		if !strong {
			continue
		}
		cosine := c.cosine(a, b)
		switch {
		case cosine >= alikeCosine:
			out = append(out, c.fragment(a, b, g, cosine))
		case gap > closestGap:
			out = append(out, c.fragments(g, gap-1)...)
		default:
			out = append(out, c.singles(g)...)
		}
	}
	return out
}

// singles makes a fragment of each seed.
func (c *chainer) singles(points []int) (out []Fragment) {
	for _, k := range points {
		if x := &c.points[k]; x.strong {
			out = append(out, c.fragment(x.A, x.B, []int{k}, x.cosine))
		}
	}
	return out
}

func (c *chainer) fragment(a, b Run, points []int, cosine float32) Fragment {
	f := Fragment{A: a, B: b, points: points, cosine: cosine}
	f.Box.A.From, f.Box.A.To = c.a.wordsOf(a)
	f.Box.B.From, f.Box.B.To = c.b.wordsOf(b)
	return f
}

// cosine compares the summed stems of two runs of units, 0..1.
func (c *chainer) cosine(a, b Run) float32 {
	c.epoch++
	c.ids = c.ids[:0]
	for _, t := range c.a.termsIn(a) {
		c.sum(t.ID).a += t.N
	}
	for _, t := range c.b.termsIn(b) {
		c.sum(t.ID).b += t.N
	}
	var dot, na, nb float64
	for _, id := range c.ids {
		w, s := float64(c.weight(id)), &c.sums[id]
		x, y := float64(s.a)*w, float64(s.b)*w
		dot, na, nb = dot+x*y, na+x*x, nb+y*y
	}
	if dot == 0 {
		return 0
	}
	return float32(dot / math.Sqrt(na*nb))
}

func (c *chainer) sum(id uint32) *stemSum {
	s := &c.sums[id]
	if s.epoch != c.epoch {
		*s = stemSum{epoch: c.epoch}
		c.ids = append(c.ids, id)
	}
	return s
}
