package detect

// summary looks for a retelling of a long stretch by a much shorter one: points
// that lie dense along the short side and scattered along the long one.

func (c *chainer) summary(ordinary []fragment) (best fragment, ok bool) {
	var pts []int
	for k := range c.points {
		if x := &c.points[k]; x.score >= float32(Lab.SumTS) && x.evidence >= 4 {
			pts = append(pts, k)
		}
	}
	if len(pts) < Lab.SumSeeds {
		return fragment{}, false
	}
	for long := range 2 {
		gapA, gapB := Lab.SumGap, Lab.SumGapA
		if long == 1 {
			gapA, gapB = gapB, gapA
		}
		for _, g := range c.clusters(pts, gapA, gapB) {
			f, fits := c.summarises(g, long, ordinary)
			if fits && (!ok || len(f.points) > len(best.points) || len(f.points) == len(best.points) && f.cosine > best.cosine) {
				best, ok = f, true
			}
		}
	}
	return best, ok
}

func (c *chainer) summarises(g []int, long int, ordinary []fragment) (f fragment, ok bool) {
	x := &c.points[g[0]]
	f = fragment{A: run{x.I, x.I}, B: run{x.J, x.J}, points: g, summary: true}
	strong := false
	seen := map[int]bool{}
	for _, k := range g {
		x := &c.points[k]
		strong = strong || x.strong
		f.A, f.B = f.A.with(run{x.I, x.I}), f.B.with(run{x.J, x.J})
		seen[[2]int{x.I, x.J}[long]] = true
	}
	if !strong || len(seen) < Lab.SumSeeds {
		return f, false
	}
	words := [2]int{c.a.wordsIn(f.A), c.b.wordsIn(f.B)}
	if float64(words[long]) < Lab.SumRatio*float64(words[1-long]) {
		return f, false
	}
	side, whole := f.A, c.a.len()
	if long == 1 {
		side, whole = f.B, c.b.len()
	}
	if float64(side.Last-side.First+1) < Lab.SumCov*float64(whole) {
		return f, false
	}
	for _, o := range ordinary {
		n := 0
		for _, k := range g {
			x := &c.points[k]
			if x.I >= o.A.First && x.I <= o.A.Last && x.J >= o.B.First && x.J <= o.B.Last {
				n++
			}
		}
		if float64(n) > Lab.SumX*float64(len(g)) {
			return f, false
		}
	}
	f.cosine = c.cosine(f.A, f.B)
	return f, float64(f.cosine) >= Lab.SumFC
}
