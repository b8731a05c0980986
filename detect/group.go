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
//
// Where some of the places share more than the passage their matches are longer;
// they are places of the passage all the same, or a passage in 25 places of
// which every second goes on alike would be counted as two of a dozen each.
// Candidates among repeated sentences are cut off at the same number of places
// (twins.go), so what is not told there has to be told here.
//
// Where a frame is filled a thousand times with other names and numbers, buckets pair
// each page with some of the others only, and no place has a match with all. So a place
// that has a match with a member joins the group, too, if it is like the representative
// (join.go).

// grouper gathers groups from the matches, which are in order.
type grouper struct {
	f      *finisher
	most   int // places told pair by pair
	groups []*growing
	in     map[groupCell][]groupPlace
	laid   layouts            // of one document's matches
	hubs   map[int]bool       // documents that others were matched with instead of with each other
	joined map[*Match]bool    // of one document, by which a place joined a group
	unlike map[candidacy]bool // what was tried in vain
}

// growing is a group in the making.
type growing struct {
	*Group
	taken   takenSpans
	classes map[Class]int // of the matches by which its places are known
}

// groupCell is a part of a document in which passages begin: one may have thousands
// of groups.
type groupCell struct{ document, part int }

const cellBytes = 64

// cellOf returns the cell of byte i of a document.
func cellOf(document, i int) groupCell { return groupCell{document, i / cellBytes} }

type groupPlace struct {
	span   Span
	group  int
	leader bool
}

// group finds the groups, removes the matches that they make superfluous, and
// sums up what is left by pairs of documents. It fails if a text can't be had.
//
// One pass does it: a group is led by the first of its documents, so that once a
// document has been looked at, all groups it is in are known.
func (r *result) group() error {
	g := newGrouper(r.c, r.o)
	before := r.matches.count
	err := r.matches.each(func(k int, list []*Match) error {
		total, kept := len(list), list[:0]
		for lo := 0; lo < total; {
			hi := lo + 1
			for hi < total && list[hi].A.Ordinal == list[lo].A.Ordinal {
				hi++
			}
			if err := g.document(list[lo:hi]); err != nil {
				return err
			}
			left := slices.DeleteFunc(slices.Clone(list[lo:hi]), g.superfluous)
			r.pairUp(left)
			kept = append(kept, left...)
			lo = hi
		}
		if len(kept) == total {
			return nil
		}
		return r.matches.put(k, encodeMatches(kept), len(kept)-total)
	})
	r.groups, r.hubs = g.finished(), g.hubs
	if after := r.matches.count; len(r.groups) > 0 {
		r.funnel.add("groups", before, after, "both places in one group", before-after)
	}
	return err
}

func newGrouper(c *corpus, o Options) *grouper {
	return &grouper{f: newFinisher(c, o), most: o.MaxPairwise, in: map[groupCell][]groupPlace{}, hubs: map[int]bool{},
		joined: map[*Match]bool{}, unlike: map[candidacy]bool{}}
}

// document finds the groups that passages of one document lead or join. Its matches are
// in order of where they begin in it.
func (g *grouper) document(matches []*Match) error {
	clear(g.joined)
	if len(matches) >= g.most {
		if err := g.lead(matches); err != nil {
			return err
		}
	}
	return g.joinByMembers(matches)
}

// lead finds the groups that passages of one document lead.
func (g *grouper) lead(matches []*Match) error {
	defer g.laid.forget()
	reach := 0 // the longest side a
	for _, m := range matches {
		reach = max(reach, m.A.Len())
	}
	var asked Span
	from := 0 // of the matches before, none can cover what follows
	for _, m := range matches {
		if m.A.Span == asked || g.isMember(&m.A) {
			continue
		}
		asked = m.A.Span
		for matches[from].A.Start+reach < asked.Start {
			from++
		}
		var found []*Match
		for _, n := range matches[from:] {
			if n.A.Start >= asked.End {
				break
			}
			if covers(n.A.Span, asked) {
				found = append(found, n)
			}
		}
		if len(found) < g.most {
			continue
		}
		if err := g.add(&m.A, found); err != nil {
			return err
		}
	}
	return nil
}

// same tells whether two spans are the same passage, give or take a few words.
func same(x, y Span) bool { return 4*x.Overlap(y) >= 3*max(x.Len(), y.Len()) }

// covers tells whether x holds y, give or take a few words.
func covers(x, y Span) bool { return 4*x.Overlap(y) >= 3*y.Len() }

func (g *grouper) isMember(s *Side) bool { return len(g.places(s)) > 0 }

// places returns the places of groups that are the passage of a side. Passages that are
// the same begin within a third of their length of each other.
func (g *grouper) places(s *Side) (out []groupPlace) {
	last := cellOf(s.Ordinal, s.Start+s.Len()/3)
	for c := cellOf(s.Ordinal, max(0, s.Start-s.Len()/3)); c.part <= last.part; c.part++ {
		for _, p := range g.in[c] {
			if same(p.span, s.Span) {
				out = append(out, p)
			}
		}
	}
	return out
}

// add makes a group of a passage and the matches that cover it, if they are in
// enough places.
func (g *grouper) add(first *Side, matches []*Match) error {
	leader := Place{g.f.c.docs.Name(first.Ordinal), first.Ordinal, first.Span}
	out := &growing{&Group{Kind: Verbatim, Similarity: 1, Representative: leader}, takenSpans{}, map[Class]int{}}
	out.take(leader)
	for _, m := range matches {
		at, err := g.place(m, first.Span)
		if err != nil {
			return err
		}
		if out.take(at) {
			out.tell(m.Kind, m.Similarity, m.Class)
		}
	}
	if len(out.Occurrences) <= g.most {
		return nil
	}
	for _, p := range out.Occurrences {
		g.put(p, len(g.groups), p == leader)
	}
	g.groups = append(g.groups, out)
	g.hubs[first.Ordinal] = true
	return nil
}

// take adds a place, unless it overlaps another one.
func (x *growing) take(at Place) bool {
	if !x.taken.take(at.Ordinal, at.Span) {
		return false
	}
	x.Occurrences = append(x.Occurrences, at)
	return true
}

// tell takes over how a further place is like the representative.
func (x *growing) tell(k Kind, similarity float64, c Class) {
	x.Kind, x.Similarity = max(x.Kind, k), min(x.Similarity, similarity)
	if x.classes[c]++; x.classes[c] > x.classes[x.Class] {
		x.Class = c
	}
}

// put makes a place of a group known.
func (g *grouper) put(at Place, group int, leader bool) {
	c := cellOf(at.Ordinal, at.Start)
	g.in[c] = append(g.in[c], groupPlace{at.Span, group, leader})
}

// finished returns the groups, with their places in order.
func (g *grouper) finished() (out []*Group) {
	for _, x := range g.groups {
		slices.SortFunc(x.Occurrences, func(x, y Place) int {
			return cmp.Or(cmp.Compare(x.Ordinal, y.Ordinal), cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
		})
		first := x.Representative
		x.ID = id(fmt.Sprintf("group %q %d %d %d", first.Doc, first.Start, first.End, len(x.Occurrences)))
		out = append(out, x.Group)
	}
	return out
}

// takenSpans are parts of documents that do not overlap, by the cells they touch: one
// document may have hundreds of thousands.
type takenSpans map[groupCell][]Span

// take adds a part of a document, unless it overlaps another.
func (t takenSpans) take(document int, s Span) bool {
	first, last := cellOf(document, s.Start), cellOf(document, s.End)
	for c := first; c.part <= last.part; c.part++ {
		if slices.ContainsFunc(t[c], func(x Span) bool { return x.Overlap(s) > 0 }) {
			return false
		}
	}
	for c := first; c.part <= last.part; c.part++ {
		t[c] = append(t[c], s)
	}
	return true
}

// place returns where in b of a match the passage of a stands: what its words
// are aligned with.
func (g *grouper) place(m *Match, passage Span) (Place, error) {
	whole := Place{g.f.c.docs.Name(m.B.Ordinal), m.B.Ordinal, m.B.Span}
	if same(m.A.Span, passage) {
		return whole, nil
	}
	words, err := g.laid.get(m, g.f)
	if err != nil {
		return whole, err
	}
	if span, ok := across(words, passage); ok {
		whole.Span = span
	}
	return whole, nil
}

// superfluous tells whether both sides of m stand in one group, neither leads it and
// neither is known to be in it by m alone.
func (g *grouper) superfluous(m *Match) bool {
	placesA := g.places(&m.A)
	if len(placesA) == 0 || g.joined[m] {
		return false
	}
	in := map[int]bool{}
	for _, p := range placesA {
		in[p.group] = in[p.group] || !p.leader
	}
	return slices.ContainsFunc(g.places(&m.B), func(q groupPlace) bool { return in[q.group] && !q.leader })
}
