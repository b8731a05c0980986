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
// one, and everything free that is alike to it joins.
//
// Rejected: single linkage, for the reason above; complete linkage and
// correlation clustering, whose result depends on the order of many equal
// choices and cannot be told in a sentence to somebody who asks why.

// Edge is a verified likeness, 0..1, of two things.
type Edge struct {
	A, B       int
	Similarity float64
}

// Star is a cluster.
type Star struct {
	Members  []int   // the representative first, then in order of precedence
	Cohesion float64 // smallest similarity to the representative
}

// Stars returns the clusters of two and more, in order of their representatives.
// precedence compares two things: the lesser represents.
func Stars(edges []Edge, precedence func(x, y int) int) []Star {
	near := map[int][]Edge{}
	var all []int
	for _, e := range edges {
		if e.A == e.B {
			continue
		}
		for _, x := range []Edge{e, {e.B, e.A, e.Similarity}} {
			if near[x.A] == nil {
				all = append(all, x.A)
			}
			near[x.A] = append(near[x.A], x)
		}
	}
	slices.SortFunc(all, func(x, y int) int { return cmp.Or(precedence(x, y), cmp.Compare(x, y)) })
	taken := map[int]bool{}
	var out []Star
	for _, x := range all {
		if taken[x] {
			continue
		}
		taken[x] = true
		s := Star{Members: []int{x}, Cohesion: 1}
		slices.SortStableFunc(near[x], func(d, e Edge) int {
			return cmp.Or(cmp.Compare(e.Similarity, d.Similarity), precedence(d.B, e.B), cmp.Compare(d.B, e.B))
		})
		inside := map[int]int{} // thing: members it is alike to
		for _, e := range near[x] {
			if taken[e.B] || 2*(inside[e.B]+1) < len(s.Members) {
				continue
			}
			taken[e.B] = true
			for _, f := range near[e.B] {
				inside[f.B]++
			}
			s.Members = append(s.Members, e.B)
			s.Cohesion = min(s.Cohesion, e.Similarity)
		}
		if len(s.Members) < 2 {
			continue
		}
		slices.SortFunc(s.Members[1:], func(x, y int) int { return cmp.Or(precedence(x, y), cmp.Compare(x, y)) })
		out = append(out, s)
	}
	return out
}
