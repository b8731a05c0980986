package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGroupBeginsAboveMaxPairwisePlaces(t *testing.T) {
	copies := func(n int) (docs []Document) {
		around := []string{library, glacier, gambit, orchard, tunnel, whales}
		for i := range n {
			docs = append(docs, Document{Name: letters(i), Text: storyOf(around[i], quay)})
		}
		return docs
	}
	tests := []struct {
		name        string
		places, max int
		matches     []string
		groups      int
	}{
		{"as many places as may be", 3, 3, []string{"a-b", "a-c", "b-c"}, 0},
		{"a place more", 3, 2, []string{"a-b", "a-c"}, 1},
		{"four", 4, 2, []string{"a-b", "a-c", "a-d"}, 1},
		{"six of five", 6, 5, []string{"a-b", "a-c", "a-d", "a-e", "a-f"}, 1},
		{"two of one", 2, 1, []string{"a-b"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs := copies(tt.places)
			r := scanned(t, with(func(o *Options) { o.MaxPairwise = tt.max }), docs...)
			var got []string
			for _, m := range r.Matches {
				got = append(got, m.A.Doc+"-"+m.B.Doc)
			}
			assert.Equal(t, tt.matches, got)
			require.Len(t, r.Groups, tt.groups)
			for _, g := range r.Groups {
				assert.Len(t, g.Occurrences, tt.places)
				assert.Equal(t, "a", g.Representative.Doc)
				assert.Equal(t, Verbatim, g.Kind)
				assert.Equal(t, 1., g.Similarity)
				for i, p := range g.Occurrences {
					assert.Equal(t, letters(i), p.Doc)
					assert.Equal(t, quay, docs[i].Text[p.Start:p.End])
				}
			}
			assertRanges(t, r, docs)
		})
	}
}

// Every second copy goes on with another paragraph, so that the shared passages
// are of two lengths: the shorter one stands in all documents all the same.
func TestGroupHoldsPlacesInsideLongerMatches(t *testing.T) {
	around := []string{library, glacier, gambit, orchard, tunnel, whales}
	var docs []Document
	for i := range 6 {
		parts := []string{around[i], quay}
		if i%2 == 0 {
			parts = append(parts, bakery)
		}
		docs = append(docs, Document{Name: letters(i), Text: storyOf(parts...)})
	}
	r := scanned(t, with(func(o *Options) { o.MaxPairwise = 4 }), docs...)
	require.Len(t, r.Groups, 1)
	var got []string
	for _, p := range r.Groups[0].Occurrences {
		assert.Equal(t, strings.TrimSuffix(quay, "."), strings.TrimSuffix(docs[p.Ordinal].Text[p.Start:p.End], "."))
		got = append(got, p.Doc)
	}
	assert.Equal(t, []string{"a", "b", "c", "d", "e", "f"}, got)
	// The three with the further paragraph are matched with each other too.
	assert.Contains(t, r.summary(), "c-e verbatim reuse")
}

// Each of two places in one group is told as a place or by a match with another.
func TestNothingIsLostByGrouping(t *testing.T) {
	docs := texts(storyOf(library, quay), storyOf(glacier, quay), storyOf(quay, gambit), storyOf(orchard, quay, bakery), storyOf(bakery, tunnel))
	all := scanned(t, Defaults(), docs...)
	grouped := scanned(t, with(func(o *Options) { o.MaxPairwise = 2 }), docs...)
	for _, m := range all.Matches {
		told := false
		for _, n := range grouped.Matches {
			told = told || m.ID == n.ID
		}
		for _, g := range grouped.Groups {
			told = told || holdsPlace(g, m.A) && holdsPlace(g, m.B)
		}
		assert.True(t, told, "%s-%s", m.A.Doc, m.B.Doc)
	}
	assert.Less(t, len(grouped.Matches), len(all.Matches))
}

func holdsPlace(g Group, s Side) bool {
	for _, p := range g.Occurrences {
		if p.Ordinal == s.Ordinal && same(p.Span, s.Span) {
			return true
		}
	}
	return false
}

func TestGroupInsideOneDocument(t *testing.T) {
	doc := texts(storyOf(quay, library, quay, glacier, quay, gambit, quay))
	r := scanned(t, with(func(o *Options) { o.MaxPairwise = 3; o.Documents = true }), doc...)
	require.Len(t, r.Groups, 1)
	assert.Len(t, r.Groups[0].Occurrences, 4)
	assert.Len(t, r.Matches, 3, "from the first to each other place")
	assert.InDelta(t, 1, r.Shares[0].Inside+r.Shares[0].Original, 1e-9)
}

func TestGroupIsOfTheClassOfMostMatches(t *testing.T) {
	for quoted, want := range map[int]Class{1: Reuse, 2: Reuse, 3: Quotation, 4: Quotation} {
		var docs []Document
		for i, around := range []string{library, glacier, gambit, orchard} {
			passage := quay
			if i < quoted {
				passage = "“" + quay + "”"
			}
			docs = append(docs, Document{Name: letters(i), Text: storyOf(around, passage)})
		}
		r := scanned(t, with(func(o *Options) { o.MaxPairwise = 2 }), docs...)
		require.Len(t, r.Groups, 1)
		assert.Equal(t, want, r.Groups[0].Class, "%d of 4 places in quotation marks", quoted)
	}
}

func TestTakenSpansDoNotOverlap(t *testing.T) {
	taken := takenSpans{}
	for _, tt := range []struct {
		document   int
		start, end int
		want       bool
	}{
		{0, 0, 10, true},
		{0, 9, 12, false},
		{0, 10, 12, true},      // begins where the other ends
		{0, 100, 1000, true},   // over many cells
		{0, 500, 501, false},   // inside it
		{0, 50, 2000, false},   // around it
		{0, 1000, 1000, true},  // nothing
		{0, 64, 100, true},     // from cell to cell
		{1, 500, 501, true},    // another document
		{0, 1000, 1064, true},  // ends on the border of a cell
		{0, 1064, 1065, true},  // and begins there
		{0, 1063, 1064, false}, // the last byte
		{0, 1 << 20, 1<<20 + 1, true},
	} {
		assert.Equal(t, tt.want, taken.take(tt.document, Span{Start: tt.start, End: tt.end}), tt)
	}
}

// A match that covers many passages is taken apart once, however many are looked for in it.
func TestPlacesOfAMatchAreTakenFromOneLayout(t *testing.T) {
	docs := texts(storyOf(library, quay, bakery), storyOf(glacier, quay, bakery))
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(docs...), nil, nil)
	require.NoError(t, err)
	text := quay + "\n\n" + bakery
	m := &Match{}
	for i, s := range []*Side{&m.A, &m.B} {
		at := strings.Index(docs[i].Text, text)
		require.Positive(t, at)
		*s = Side{Ordinal: i, Span: Span{Start: at, End: at + len(text)}}
	}
	g := newGrouper(c, d.options)
	placeOf := func(passage string) string {
		at := strings.Index(docs[0].Text, passage)
		p, err := g.place(m, Span{Start: at, End: at + len(passage)})
		require.NoError(t, err)
		return docs[1].Text[p.Start:p.End]
	}
	assert.Equal(t, strings.TrimSuffix(quay, "."), placeOf(quay))
	g.f.scanner = nil // takes no text apart any more
	assert.Equal(t, bakery, placeOf(bakery))
	g.laid.forget()
	assert.Panics(t, func() { placeOf(bakery) })
}

// A place that has a match with a member alone joins the group of what it is like, by that
// match, which is told; what else it has in common with members is not. One that is not
// like the representative does not.
func TestPlacesJoinGroupsByAMember(t *testing.T) {
	docs := texts(storyOf(library, quay), storyOf(glacier, quay), storyOf(gambit, quay), storyOf(orchard, quay), storyOf(tunnel, quay),
		storyOf(whales, quaySpun))
	d, err := New(with(func(o *Options) { o.MaxPairwise = 2 }))
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(docs...), nil, nil)
	require.NoError(t, err)
	side := func(i int) Side {
		at := strings.Index(docs[i].Text, "\n\n") + 2
		return Side{Doc: letters(i), Ordinal: i, Span: Span{Start: at, End: len(docs[i].Text) - 1}}
	}
	match := func(i, j int) *Match { return &Match{Kind: Verbatim, Similarity: 1, A: side(i), B: side(j)} }
	g := newGrouper(c, d.options)
	require.NoError(t, g.document([]*Match{match(0, 1), match(0, 2), match(0, 3)}))
	other, joining, spun := match(1, 3), match(1, 4), match(1, 5)
	require.NoError(t, g.document([]*Match{other, joining, spun}))
	assert.True(t, g.superfluous(other))
	assert.False(t, g.superfluous(joining), "nothing else tells how it came in")
	assert.False(t, g.superfluous(spun))
	again := match(3, 4)
	require.NoError(t, g.document([]*Match{again}))
	assert.True(t, g.superfluous(again))
	groups := g.finished()
	require.Len(t, groups, 1)
	var places []string
	for _, p := range groups[0].Occurrences {
		places = append(places, p.Doc)
	}
	assert.Equal(t, []string{"a", "b", "c", "d", "e"}, places)
}
