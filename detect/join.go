package detect

import "slices"

// Places join a group by a match with a member where they have none with the
// representative. A place is measured against the representative on the text: membership
// is by likeness to it, not by chains. The match by which a place joined is told; what else
// it has in common with members is not.
//
// Rejected: a match with the representative in its place, which nothing has found, and
// which would be told before matches that are written already; and that a passage joins
// the group of what follows it, which changes one record in a thousand.

// candidacy is a place that was held against a group.
type candidacy struct {
	group, document int
	span            Span
}

// joinByMembers lets what passages of one document were matched with join the groups that
// these are in, unless it is in one of them.
func (g *grouper) joinByMembers(matches []*Match) error {
	for _, m := range matches {
		placesA := g.places(&m.A)
		if len(placesA) == 0 || inOneGroup(placesA, g.places(&m.B)) {
			continue
		}
		for _, p := range placesA {
			if err := g.join(p.group, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// inOneGroup tells whether places of two passages are in one group.
func inOneGroup(x, y []groupPlace) bool {
	return slices.ContainsFunc(x, func(p groupPlace) bool {
		return slices.ContainsFunc(y, func(q groupPlace) bool { return p.group == q.group })
	})
}

// join adds side b of a match to a group that side a is in, if it is like the
// representative.
func (g *grouper) join(group int, m *Match) error {
	s := &m.B
	tried := candidacy{group, s.Ordinal, s.Span}
	if g.unlike[tried] {
		return nil
	}
	x := g.groups[group]
	kind, similarity, err := g.likeness(x.Representative, s)
	if err != nil {
		return err
	}
	at := Place{g.f.c.docs.Name(s.Ordinal), s.Ordinal, s.Span}
	if !g.mayJoin(x, at, kind, similarity) || !x.take(at) {
		g.unlike[tried] = true
		return nil
	}
	x.tell(kind, similarity, m.Class)
	g.put(at, group, false)
	g.joined[m], g.hubs[m.A.Ordinal] = true, true
	return nil
}

// mayJoin tells whether a place so like the representative of a group is one of its places.
func (g *grouper) mayJoin(x *growing, at Place, k Kind, similarity float64) bool {
	o := g.f.o
	return k != Spun && o.wantsKind(k) && similarity >= o.MinSimilarity && g.f.c.mayCompare(o, x.Representative.Ordinal, at.Ordinal)
}

// likeness measures a passage against the representative of a group.
func (g *grouper) likeness(first Place, s *Side) (Kind, float64, error) {
	if err := g.f.readMatch(&Match{A: Side{Ordinal: first.Ordinal, Span: first.Span}, B: *s}); err != nil {
		return 0, 0, err
	}
	k := g.f.exactKind()
	return k, g.f.similarity(k), nil
}
