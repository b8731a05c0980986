package detect

import (
	"fmt"
	"slices"

	"respun/internal/cluster"
)

// Clusters are made of pairs. Of documents with the same shingles one speaks for
// all. And documents that share a passage of a large group, or repeat each
// other more than MaxPairwise times, are paired with one hub only: what two of
// them have in common is measured when somebody asks, so that clusters are the
// same as if all had been paired.

// sureRunning is how many shared shingles that end a run of eight words make two
// documents copies: one run of 22 words, or several of eight and more. With fewer,
// or with as many in shorter runs, a frame filled with other figures ("Qtly div
// 10 cts vs 10 cts prior") is as likely, and only documents that are nearly the
// same are put together.
const (
	sureRunning = 15
	sureJaccard = .95
)

// cluster gathers documents alike to a representative.
func (r *result) cluster() error {
	before := r.precedence()
	g := newAlike(r, before)
	for _, star := range cluster.Stars(g.things, g, before) {
		var members []int
		for _, x := range star.Members {
			members = append(members, g.same[x]...)
		}
		if len(members) > 1 {
			r.addCluster(star.Members[0], members, star.Cohesion)
		}
	}
	r.funnel.addMeasured(g.measured)
	return g.err
}

func (r *result) addCluster(first int, members []int, cohesion float64) {
	slices.Sort(members)
	out := &Cluster{Representative: r.c.docs.name(first), Cohesion: cohesion}
	for _, d := range members {
		out.Docs = append(out.Docs, r.c.docs.name(d))
		if r.shares != nil && d != first {
			r.shares[d].DuplicateOf = out.Representative
		}
	}
	out.ID = id(fmt.Sprintf("cluster %q", out.Docs))
	r.clusters = append(r.clusters, out)
}

// addMeasured tells of pairs that were measured for clusters alone.
func (f *funnel) addMeasured(n int64) {
	if n > 0 {
		f.stages = append(f.stages, Stage{Name: "measured for clusters", In: n, Out: n})
	}
}

// precedence orders documents for representing a cluster: those to keep first,
// then by date, then by place in the input.
func (r *result) precedence() func(x, y int) int {
	keep := map[string]int{}
	for i, name := range r.o.Keep {
		if _, ok := keep[name]; !ok {
			keep[name] = i - len(r.o.Keep) // below 0
		}
	}
	dates := map[int]datum{} // reading one takes as long as a hundred comparisons
	date := func(d int) datum {
		at, known := dates[d]
		if !known {
			at = newDatum(r.c.docs.date(d))
			dates[d] = at
		}
		return at
	}
	return func(x, y int) int {
		if len(keep) > 0 {
			if c := keep[r.c.docs.name(x)] - keep[r.c.docs.name(y)]; c != 0 {
				return c
			}
		}
		if c := date(x).compare(date(y)); c != 0 {
			return c
		}
		return x - y
	}
}

// alike is a graph of documents, of which one stands for all with the same
// shingles.
type alike struct {
	r        *result
	things   []int
	same     map[int][]int // by thing: the documents it stands for, itself first
	of       map[int]int   // by document: the thing that stands for it
	near     map[int][]int
	known    map[[2]int]float64
	families [][]int       // things that were paired with a hub instead of with each other
	family   map[int][]int // by thing: families it is in
	m        *measurer
	measured int64
	err      error
}

func newAlike(r *result, before func(x, y int) int) *alike {
	g := &alike{r: r, same: map[int][]int{}, of: map[int]int{}, near: map[int][]int{}, known: map[[2]int]float64{}, family: map[int][]int{}, m: newMeasurer(r.c)}
	g.joinSame(before)
	hubs := map[int][]int{}
	for i := range r.pairs {
		p := &r.pairs[i]
		like := r.together(p.likeness)
		x, y := g.of[int(p.a)], g.of[int(p.b)]
		if x == y || like == 0 {
			continue
		}
		g.connect(x, y, like)
		for _, e := range [][2]int{{int(p.a), y}, {int(p.b), x}} {
			if r.hubs[e[0]] {
				hubs[e[0]] = append(hubs[e[0]], e[1])
			}
		}
	}
	for h := range hubs { // numbers of families are seen by nobody
		for _, x := range hubs[h] {
			g.family[x] = append(g.family[x], len(g.families))
		}
		g.families = append(g.families, hubs[h])
	}
	return g
}

// together returns how alike two documents are, 0 where they are not to be in
// one cluster.
func (r *result) together(l likeness) float64 {
	like := max(l.jaccard, l.containment)
	if like < r.o.MinPair || l.running < sureRunning && l.jaccard < sureJaccard {
		return 0
	}
	return like
}

// joinSame fills things, same and of from the pairs that may be in one cluster: the
// best of the documents with the same shingles, by precedence, stands for them.
func (g *alike) joinSame(before func(x, y int) int) {
	root := func(d int) int {
		for g.of[d] != d {
			d = g.of[d]
		}
		return d
	}
	for i := range g.r.pairs {
		p := &g.r.pairs[i]
		if g.r.together(p.likeness) == 0 {
			continue
		}
		a, b := int(p.a), int(p.b)
		for _, d := range [...]int{a, b} {
			if _, ok := g.of[d]; !ok {
				g.of[d] = d
				g.things = append(g.things, d)
			}
		}
		if x, y := root(a), root(b); x != y && p.jaccard == 1 {
			if before(y, x) < 0 {
				x, y = y, x
			}
			g.of[y] = x
		}
	}
	slices.Sort(g.things)
	docs := g.things
	g.things = nil
	for _, d := range docs {
		x := root(d)
		if x == d {
			g.things = append(g.things, d)
		}
		g.same[x] = append(g.same[x], d)
	}
	for x, docs := range g.same {
		for _, d := range docs {
			g.of[d] = x
		}
	}
}

func (g *alike) connect(x, y int, like float64) {
	k := [2]int{min(x, y), max(x, y)}
	if _, ok := g.known[k]; !ok {
		g.near[x], g.near[y] = append(g.near[x], y), append(g.near[y], x)
	}
	g.known[k] = like
}

// Near implements cluster.Graph.
func (g *alike) Near(x int) []int {
	out := slices.Clone(g.near[x])
	for _, f := range g.family[x] {
		out = append(out, g.families[f]...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(y int) bool { return y == x })
}

// Likeness implements cluster.Graph.
func (g *alike) Likeness(x, y int) float64 {
	k := [2]int{min(x, y), max(x, y)}
	if l, ok := g.known[k]; ok || !g.related(x, y) {
		return l
	}
	g.measured++
	l, err := g.m.compare(k[0], k[1])
	if err != nil {
		g.err = err
	}
	g.known[k] = 0
	if allowed(g.r.o, g.r.c.docs.at(x), g.r.c.docs.at(y)) {
		g.known[k] = g.r.together(l)
	}
	return g.known[k]
}

// related tells whether x and y are in one family.
func (g *alike) related(x, y int) bool {
	return slices.ContainsFunc(g.family[x], func(f int) bool { return slices.Contains(g.family[y], f) })
}
