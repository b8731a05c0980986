package fragments

import (
	"cmp"
	"slices"
)

// A much shorter retelling of a long text has no stretch of that text to lie
// beside: its sentences gather what is spread over the whole. It is told from an
// ordinary passage by its stems, by weight. The whole of the long text has most
// of them; no stretch of like length has nearly as many; and what stands around
// the retelling has far fewer, or the two texts merely share their subject. The
// clusters of points that were tried before (long gaps on one side, so many
// words more) found half as many of PAN 2013's summaries, .61 against .80, and
// took several copies of one source for a summary.

const (
	retoldScore = -1  // of points that are looked at
	retoldGap   = 3   // units between neighbours, in the shorter text
	retoldUnits = 3   // units of the long text with such points
	retoldWords = 25  // content words of the retelling
	retoldRatio = 3   // times as many lie between the outermost of those units
	retoldReach = .3  // share of the long text that does
	retoldLocal = 1.6 // times the retelling's words: a stretch of like length
	retoldWhole = .7  // share of the retelling's stems in the long text
	retoldGain  = .2  // less in any stretch of like length
	retoldRest  = .5  // and so much less around the retelling
	retoldCopy  = .2  // share of copied words that it may have
	retoldTried = 16  // candidates a document that are measured
)

// retellings returns the passages of either document that retell the other.
func (c *chainer) retellings(copies []stretch) (out []Fragment) {
	var points []int
	for k := range c.points {
		if c.points[k].score >= retoldScore {
			points = append(points, k)
		}
	}
	for short := range 2 {
		gaps := [2]int{retoldGap, c.a.Len() + c.b.Len()}
		if short == 1 {
			gaps[0], gaps[1] = gaps[1], gaps[0]
		}
		var list []Fragment
		for _, g := range c.clusters(points, gaps) {
			if f, ok := c.spread(g, short, copies); ok {
				list = append(list, f)
			}
		}
		out = append(out, c.retold(list, short)...)
	}
	return out
}

// spread makes a candidate of a cluster whose points lie dense in the short
// document and spread over the long one.
func (c *chainer) spread(g []int, short int, copies []stretch) (f Fragment, ok bool) {
	first := &c.points[g[0]]
	f = Fragment{A: Run{first.I, first.I}, B: Run{first.J, first.J}, points: g, Retold: true}
	strong, long := false, map[int]bool{}
	for _, k := range g {
		x := &c.points[k]
		strong = strong || x.strong
		f.A, f.B = f.A.with(Run{x.I, x.I}), f.B.with(Run{x.J, x.J})
		long[c.axis(k, 1-short)] = true
	}
	su, lu, s, l := c.sides(&f, short)
	n, reach := su.wordsIn(s), float64(lu.wordsIn(l))
	ok = strong && len(long) >= retoldUnits && n >= retoldWords &&
		reach >= retoldRatio*float64(n) && reach >= retoldReach*float64(lu.wordsIn(lu.all())) &&
		float64(copiedWords(su, s, copies, short)) <= retoldCopy*float64(n)
	return f, ok
}

// sides returns the short and the long document and a fragment's units in them.
func (c *chainer) sides(f *Fragment, short int) (su, lu *Units, s, l Run) {
	if short == 0 {
		return c.a, c.b, f.A, f.B
	}
	return c.b, c.a, f.B, f.A
}

// copiedWords counts the content words of units r that stand in copies.
func copiedWords(u *Units, r Run, copies []stretch, side int) (n int) {
	for _, k := range copies {
		w := k.A
		if side == 1 {
			w = k.B
		}
		in := u.unitsOf(w.From, w.To)
		if in.meets(r) {
			n += u.wordsIn(Run{max(in.First, r.First), min(in.Last, r.Last)})
		}
	}
	return n
}

// retold keeps the candidates that are retellings, of the whole long document.
func (c *chainer) retold(list []Fragment, short int) (out []Fragment) {
	slices.SortStableFunc(list, func(x, y Fragment) int { return cmp.Compare(len(y.points), len(x.points)) })
	if len(list) > retoldTried {
		c.capped("too many that may be retellings", len(list)-retoldTried)
		list = list[:retoldTried]
	}
	for _, f := range list {
		su, lu, s, _ := c.sides(&f, short)
		local, whole, rest := c.coverage(su, s, lu)
		if whole < retoldWhole || whole-local < retoldGain || whole-rest < retoldRest {
			continue
		}
		if short == 0 {
			f.B = lu.all()
		} else {
			f.A = lu.all()
		}
		g := c.fragment(f.A, f.B, f.points, c.cosine(f.A, f.B))
		g.Retold = true
		out = append(out, g)
	}
	return out
}

// coverage returns the shares, by weight, of the stems of units s of su that
// stand in the best stretch of lu of like length, and in all of lu; and the
// share of the stems around s that stand in lu.
func (c *chainer) coverage(su *Units, s Run, lu *Units) (local, whole, rest float64) {
	c.epoch++
	for _, t := range lu.terms {
		c.sum(t.ID).b = 1
	}
	wanted := map[uint32]float64{}
	var all, around, both float64
	for i := range su.Len() {
		for _, t := range su.Terms(i) {
			w, there := float64(c.weight(t.ID)), c.sums[t.ID].epoch == c.epoch
			if i < s.First || i > s.Last {
				around += w
				if there {
					both += w
				}
			} else if _, known := wanted[t.ID]; !known {
				wanted[t.ID] = w
				all += w
				if there {
					whole += w
				}
			}
		}
	}
	local = densest(lu, wanted, int(retoldLocal*float64(su.wordsIn(s))))
	return local / max(all, 1e-9), whole / max(all, 1e-9), both / max(around, 1e-9)
}

// densest returns the largest weight of wanted stems in a stretch of u of at
// most so many content words.
func densest(u *Units, wanted map[uint32]float64, most int) (best float64) {
	have, sum, from := map[uint32]int{}, 0.0, 0
	for j := range u.Len() {
		for _, t := range u.Terms(j) {
			if w, ok := wanted[t.ID]; ok {
				if have[t.ID]++; have[t.ID] == 1 {
					sum += w
				}
			}
		}
		for ; from < j && u.wordsIn(Run{from, j}) > most; from++ {
			for _, t := range u.Terms(from) {
				if w, ok := wanted[t.ID]; ok {
					if have[t.ID]--; have[t.ID] == 0 {
						sum -= w
					}
				}
			}
		}
		best = max(best, sum)
	}
	return best
}
