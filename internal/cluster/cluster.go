// Package cluster gathers things that are alike to a representative.
package cluster

import (
	"cmp"
	"slices"
)

// Membership is by likeness to the representative, never by chains: A like B and
// B like C says nothing about A and C, and transitive closure over such links
// has swallowed whole corpora (859,092 documents to 2, marin #6854). Things are
// taken in order of precedence; the first that has no cluster yet represents
// one, and what is free and alike to it joins, the most alike first, if it is
// alike to half of the members as well: a digest is alike to each of the ten
// stories it contains, which does not make them copies of each other.
//
// Rejected: single linkage, for the reason above; complete linkage and
// correlation clustering, whose result depends on the order of many equal
// choices and cannot be told in a sentence to somebody who asks why.

// Graph tells what is alike. Likeness may be dear: it is asked for as needed,
// and for the same two things more than once.
type Graph interface {
	// Near returns the things that may be alike to x, each once, in any order.
	Near(x int) []int
	// Likeness returns how alike two things are, 0..1; 0: not enough to be put together.
	Likeness(x, y int) float64
}

// Star is a cluster.
type Star struct {
	Members  []int   // the representative first, then in order of precedence
	Cohesion float64 // smallest likeness to the representative; 1 of one thing
}

// vouchers is how many members, those that joined first, are asked whether a
// further thing is like them: with all of them a story of ten thousand copies
// would take fifty million comparisons.
const vouchers = 20

// Stars parts things into clusters, in order of their representatives; a thing
// that is alike to none is alone. precedence compares two things, which are
// never equal to it: the lesser represents.
func Stars(things []int, g Graph, precedence func(x, y int) int) []Star {
	order := slices.SortedFunc(slices.Values(things), precedence)
	taken := make(map[int]bool, len(order))
	var out []Star
	for _, x := range order {
		if taken[x] {
			continue
		}
		taken[x] = true
		s := Star{Members: []int{x}, Cohesion: 1}
		for _, e := range ranked(x, g, taken, precedence) {
			if vouched(e.thing, s.Members, g) {
				taken[e.thing] = true
				s.Members = append(s.Members, e.thing)
				s.Cohesion = min(s.Cohesion, e.likeness)
			}
		}
		slices.SortFunc(s.Members[1:], precedence)
		out = append(out, s)
	}
	return out
}

type neighbour struct {
	thing    int
	likeness float64
}

// ranked returns what is free and alike to x, the most alike first.
func ranked(x int, g Graph, taken map[int]bool, precedence func(x, y int) int) (out []neighbour) {
	for _, y := range g.Near(x) {
		if taken[y] {
			continue
		}
		if l := g.Likeness(x, y); l > 0 {
			out = append(out, neighbour{y, l})
		}
	}
	slices.SortFunc(out, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.likeness, a.likeness), precedence(a.thing, b.thing))
	})
	return out
}

// vouched tells whether y is like half of the members at least. It is like the
// first one, the representative.
func vouched(y int, members []int, g Graph) bool {
	asked := members[:min(len(members), vouchers)]
	need, like := (len(asked)+1)/2, 1
	for i, m := range asked[1:] {
		if like >= need || like+len(asked)-1-i < need {
			break
		}
		if g.Likeness(y, m) > 0 {
			like++
		}
	}
	return like >= need
}
