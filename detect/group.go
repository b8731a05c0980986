package detect

import (
	"cmp"
	"fmt"
	"slices"
)

// A passage that stands in more places than Options.MaxPairwise is one group:
// its earliest place represents it, matches run from there to every other
// place, and matches among the others are left out. A sentence on a thousand
// pages then gives a thousand records, not half a million.

// group gathers groups from the matches, which are in order, and removes what
// they make superfluous.
func (r *result) group() {
	inGroup := map[int][]groupPlace{}
	for lo := 0; lo < len(r.matches); {
		hi := lo + 1
		for hi < len(r.matches) && samePassage(&r.matches[lo].A, &r.matches[hi].A) {
			hi++
		}
		if hi-lo > r.o.MaxPairwise && !isMember(inGroup, &r.matches[lo].A) {
			r.addGroup(r.matches[lo:hi], inGroup)
		}
		lo = hi
	}
	if len(r.groups) == 0 {
		return
	}
	before := len(r.matches)
	r.matches = slices.DeleteFunc(r.matches, func(m *Match) bool {
		return superfluous(inGroup, m)
	})
	r.funnel.add("groups", int64(before), int64(len(r.matches)), "both places in one group", int64(before-len(r.matches)))
}

type groupPlace struct {
	span   Span
	group  int
	leader bool
}

// samePassage tells whether two sides are the same passage, give or take a few words.
func samePassage(x, y *Side) bool { return x.Ordinal == y.Ordinal && same(x.Span, y.Span) }

func same(x, y Span) bool { return 4*x.Overlap(y) >= 3*max(x.Len(), y.Len()) }

func isMember(in map[int][]groupPlace, s *Side) bool {
	return slices.ContainsFunc(in[s.Ordinal], func(p groupPlace) bool { return same(p.span, s.Span) })
}

func (r *result) addGroup(matches []*Match, in map[int][]groupPlace) {
	first := &matches[0].A
	g := &Group{Kind: Verbatim, Similarity: 1, Representative: place(first), Occurrences: []Place{place(first)}}
	n := len(r.groups)
	in[first.Ordinal] = append(in[first.Ordinal], groupPlace{first.Span, n, true})
	for _, m := range matches {
		g.Kind = max(g.Kind, m.Kind)
		g.Class = max(g.Class, m.Class)
		g.Similarity = min(g.Similarity, m.Similarity)
		g.Occurrences = append(g.Occurrences, place(&m.B))
		in[m.B.Ordinal] = append(in[m.B.Ordinal], groupPlace{m.B.Span, n, false})
	}
	slices.SortFunc(g.Occurrences, func(x, y Place) int {
		return cmp.Or(cmp.Compare(x.Ordinal, y.Ordinal), cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
	})
	g.ID = id(fmt.Sprintf("group %q %d %d %d", first.Doc, first.Start, first.End, len(g.Occurrences)))
	r.groups = append(r.groups, g)
}

func place(s *Side) Place { return Place{s.Doc, s.Ordinal, s.Span} }

// superfluous tells whether both sides of m stand in one group and neither leads it.
func superfluous(in map[int][]groupPlace, m *Match) bool {
	for _, p := range in[m.A.Ordinal] {
		if p.leader || !same(p.span, m.A.Span) {
			continue
		}
		for _, q := range in[m.B.Ordinal] {
			if q.group == p.group && !q.leader && same(q.span, m.B.Span) {
				return true
			}
		}
	}
	return false
}
