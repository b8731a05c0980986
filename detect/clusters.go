package detect

import (
	"context"
	"fmt"
	"slices"

	"respun/internal/cluster"
	"respun/internal/dates"
)

// Clusters are made of pairs. Of documents with the same shingles one speaks for
// all. And documents that share a passage of a large group, or repeat each
// other more than MaxPairwise times, are paired with one hub only: what two of
// them have in common is measured when somebody asks, so that clusters are the
// same as if all had been paired. It is measured only where it may be enough: what two
// documents share that are no pair stands in large groups, so that a page's footer in
// ten thousand articles asks for no comparison of these.

// sureRunning is how many shared shingles that end a run of eight words make two
// documents copies: one run of 22 words, or several with 15 from the eighth of each on.
// With fewer, or with as many in shorter runs, a frame filled with other figures ("Qtly div
// 10 cts vs 10 cts prior") is as likely, and only documents that are nearly the
// same are put together.
const (
	sureRunning = 15
	sureJaccard = .95
)

// Of two documents that are no pair, one must have so much of Options.MinPair in large
// groups that they are measured: less than all, as groups count bytes, and shingles reach
// over the ends of passages.
const groupedPart = .7

// mostUnlike is how many documents are measured for one and found unlike it, from
// which on no further one is.
const mostUnlike = 200

// cluster gathers documents alike to a representative.
func (r *result) cluster(ctx context.Context) error {
	before := r.precedence()
	g := newAlike(ctx, r, before)
	for _, star := range cluster.Stars(g.things, g, before) {
		var members []int
		for _, x := range star.Members {
			members = append(members, g.same[x]...)
		}
		if len(members) > 1 {
			r.addCluster(star.Members[0], members, star.Cohesion)
		}
	}
	r.funnel.addMeasured(g.measured, g.unasked)
	return g.err
}

func (r *result) addCluster(first int, members []int, cohesion float64) {
	slices.Sort(members)
	out := &Cluster{Representative: r.c.docs.Name(first), Cohesion: cohesion}
	for _, d := range members {
		out.Docs = append(out.Docs, r.c.docs.Name(d))
		if r.shares != nil && d != first {
			r.shares[d].DuplicateOf = out.Representative
		}
	}
	out.ID = id(fmt.Sprintf("cluster %q", out.Docs))
	r.clusters = append(r.clusters, out)
}

// addMeasured tells of pairs that were measured for clusters alone, and of those that
// were not, though they might have been alike.
func (f *funnel) addMeasured(n, capped int64) {
	if n > 0 {
		f.stages = append(f.stages, Stage{Name: "measured for clusters", In: n + capped, Out: n,
			Capped: addTo(nil, "beside many that are unlike", capped)})
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
	known := map[int]dates.Date{} // reading one takes as long as a hundred comparisons
	date := func(d int) dates.Date {
		at, ok := known[d]
		if !ok {
			at = dates.Of(r.c.docs.Date(d))
			known[d] = at
		}
		return at
	}
	return func(x, y int) int {
		if len(keep) > 0 {
			if c := keep[r.c.docs.Name(x)] - keep[r.c.docs.Name(y)]; c != 0 {
				return c
			}
		}
		if c := date(x).Compare(date(y)); c != 0 {
			return c
		}
		return x - y
	}
}

// alike is a graph of documents, of which one stands for all with the same
// shingles.
type alike struct {
	ctx      context.Context
	r        *result
	things   []int
	same     map[int][]int // by thing: the documents it stands for, itself first
	of       map[int]int   // by document: the thing that stands for it
	near     map[int][]int
	known    map[[2]int]float64
	families []relatives
	family   map[int][]int // by thing: families it is in
	grouped  []bool        // by document: has enough in large groups; nil: all have
	unlike   map[int]int   // by thing: how many were measured in vain
	m        *measurer
	measured int64
	unasked  int64
	err      error
}

// relatives are things that were paired with a hub instead of with each other.
type relatives struct {
	all     []int
	grouped []int // those that have enough in large groups
}

func newAlike(ctx context.Context, r *result, before func(x, y int) int) *alike {
	g := &alike{ctx: ctx, r: r, same: map[int][]int{}, of: map[int]int{}, near: map[int][]int{}, known: map[[2]int]float64{},
		family: map[int][]int{}, grouped: r.grouped(), unlike: map[int]int{}, m: newMeasurer(r.c)}
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
		slices.Sort(hubs[h])
		f := relatives{all: slices.Compact(hubs[h])}
		for _, x := range f.all {
			if g.hasGrouped(x) {
				f.grouped = append(f.grouped, x)
			}
		}
		g.families = append(g.families, f)
	}
	return g
}

// grouped tells which documents have so much of their text in large groups that they may
// be like another one by that alone; nil where there are no passages.
func (r *result) grouped() []bool {
	if r.matches == nil {
		return nil
	}
	size := make([]int, r.c.docs.Len())
	for _, g := range r.groups {
		for _, p := range g.Occurrences {
			size[p.Ordinal] += p.Span.Len()
		}
	}
	out := make([]bool, len(size))
	for d, n := range size {
		if s := r.c.view(d).sentences; n > 0 {
			whole := int(s[len(s)-1].End - s[0].Start)
			out[d] = float64(n) >= groupedPart*r.o.MinPair*float64(whole)
		}
	}
	return out
}

// hasGrouped tells whether a thing may be like another one that it is no pair with.
func (g *alike) hasGrouped(x int) bool { return g.grouped == nil || g.grouped[x] }

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
			g.of[d] = g.of[g.of[d]] // or a row of dates that fall would be as long as it is
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
		if g.hasGrouped(x) {
			out = append(out, g.families[f].all...)
		} else {
			out = append(out, g.families[f].grouped...)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(y int) bool { return y == x })
}

// Likeness implements cluster.Graph.
func (g *alike) Likeness(x, y int) float64 {
	k := [2]int{min(x, y), max(x, y)}
	if l, ok := g.known[k]; ok || !g.hasGrouped(x) && !g.hasGrouped(y) || !g.related(x, y) ||
		!allowed(g.r.o, g.r.c.docs.At(x), g.r.c.docs.At(y)) {
		return l
	}
	if g.unlike[x] >= mostUnlike {
		g.unasked++
		return 0
	}
	if g.err == nil {
		g.err = context.Cause(g.ctx)
	}
	if g.err != nil {
		return 0
	}
	g.measured++
	l, err := g.m.compare(k[0], k[1])
	g.err = err
	like := g.r.together(l)
	if like > 0 {
		g.known[k] = like // what is unlike is hardly asked for again
	} else {
		g.unlike[x]++
	}
	return like
}

// related tells whether x and y are in one family.
func (g *alike) related(x, y int) bool {
	return slices.ContainsFunc(g.family[x], func(f int) bool { return slices.Contains(g.family[y], f) })
}
