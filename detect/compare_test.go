package detect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	harbour = `The harbour authority closed the northern pier on Tuesday after divers found cracks in four of its concrete pillars. Engineers from Rotterdam will examine the damage next week. Ferries to the islands leave from the cruise terminal until further notice, and cargo ships are diverted to Esbjerg. The pier was built in 1968 and had last been inspected nine years ago.`
	// reworded is harbour told with other words in the same order.
	reworded = `On Tuesday the northern pier was shut by the harbour authority when divers discovered cracks in four concrete pillars. The damage will be inspected by engineers from Rotterdam in the coming week. Until further notice ferries to the islands depart from the cruise terminal, while cargo vessels are being diverted to Esbjerg. Constructed in 1968, the pier was last examined nine years earlier.`
	garden   = `Tomatoes need more water than most gardeners believe, but never on their leaves. A thick layer of straw keeps the soil moist and cool through July. Basil between the rows deters whitefly, according to an old saying that nobody has tested. Pinch out the side shoots every few days.`
	chess    = `The young Norwegian opened with the Catalan and gave up a pawn for pressure along the long diagonal. His opponent defended for five hours before a careless rook move decided the game. It was the third decisive result of the tournament. The organisers expect record crowds on Sunday.`
)

const clause = "for which a master had to forge nine anchors and a bell under the eyes of the dean"

func text(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") }

func compareTexts(t *testing.T, a, b string) []Match {
	t.Helper()
	d, err := New(Defaults())
	require.NoError(t, err)
	m, err := d.Compare(context.Background(), Document{Name: "a", Text: a}, Document{Name: "b", Text: b})
	require.NoError(t, err)
	return m
}

func TestCompare(t *testing.T) {
	edited := strings.Replace(strings.Replace(harbour, "on Tuesday", "late on Monday", 1), "next week", "in March", 1)
	for name, c := range map[string]struct {
		a, b string
		kind Kind
		inA  string // the passage; empty: none
		inB  string
	}{
		"the same text":      {harbour, harbour, Verbatim, harbour, harbour},
		"a copied paragraph": {text(garden, harbour, chess), text(chess[:40], harbour), Verbatim, harbour, harbour},
		"case and quotes":    {text(garden, strings.ToUpper(harbour)), text(harbour, chess), Verbatim, strings.ToUpper(harbour), harbour},
		"an edited one":      {text(garden, edited), text(harbour, chess), NearDuplicate, edited, harbour},
		"a reworded one":     {text(garden, reworded, chess), harbour, Spun, reworded, harbour},
		"broken lines":       {text(garden, strings.ReplaceAll(reworded, " the ", "\nthe ")), text(harbour), Spun, strings.ReplaceAll(reworded, " the ", "\nthe "), harbour},
		"a copied clause":    {text(garden, "The guild of blacksmiths kept a ledger of each test "+clause+", until the fire of 1804."), text(chess, "Nobody at the shipyard remembers a winter "+clause+" without a shudder."), Verbatim, clause, clause},
		"nothing in common":  {text(garden, chess), harbour, 0, "", ""},
		"an empty document":  {"", harbour, 0, "", ""},
		"no words":           {"— …", harbour, 0, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := compareTexts(t, c.a, c.b)
			if c.inA == "" {
				require.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			m := got[0]
			assert.Equal(t, c.kind, m.Kind)
			assert.Equal(t, c.inA, m.A.Text)
			assert.Equal(t, c.inB, m.B.Text)
			assert.Equal(t, c.a[m.A.Start:m.A.End], m.A.Text)
			assert.Greater(t, m.Confidence, .9)
			assert.NotEmpty(t, m.Evidence.Explanation)
		})
	}
}

// TestCompareParts holds that two copies stay two where they stand together on
// one side only.
func TestCompareParts(t *testing.T) {
	part := func(seed int) string {
		var s strings.Builder
		for i := range 9 {
			fmt.Fprintf(&s, "Item %d%d concerns walnut%d furnished beside lantern%d by mister%d. ", seed, i, seed*31+i, seed*17+i*3, seed*7+i)
		}
		return strings.TrimSpace(s.String())
	}
	a := text(garden, part(1)+" "+part(2), chess)
	b := text(part(2), harbour, part(1))
	got := compareTexts(t, a, b)
	require.Len(t, got, 2)
	assert.Equal(t, part(1), got[0].A.Text)
	assert.Equal(t, part(2), got[1].A.Text)
}

// TestCompareSwapped holds that a short passage is not lost beside a long copy
// that it was taken with in another order.
func TestCompareSwapped(t *testing.T) {
	long := "Item 12 concerns one walnut furnished beside a lantern. " + harbour
	short := "Tomatoes need far more water than most gardeners believe, but never on their leaves. A layer of straw keeps soil moist and cool through July."
	a, b := text(long, short), text(short, long)
	got := compareTexts(t, a, b)
	require.Len(t, got, 2)
	assert.Equal(t, long, got[0].A.Text)
	assert.Equal(t, short, got[1].A.Text)
	assert.Equal(t, short, got[1].B.Text)
}

// pairRecords writes down what a comparison tells, a line a record.
type pairRecords struct {
	matchList
	lines []string
}

func (r *pairRecords) add(format string, args ...any) error {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
	return nil
}
func (r *pairRecords) Match(m *Match) error { return r.add("match %s %s %s", m.A.Doc, m.B.Doc, m.Kind) }
func (r *pairRecords) Pair(p *Pair) error {
	return r.add("pair %s %s %.1f %.1f", p.A, p.B, p.CoverageA, p.CoverageB)
}
func (r *pairRecords) Skip(s Skip) error { return r.add("skip %s %s", s.Doc, s.Reason) }

func TestComparePairs(t *testing.T) {
	docs := All(Document{Name: "h", Text: harbour}, Document{Name: "r", Text: text(reworded, garden)}, Document{Name: "g", Text: garden}, Document{Name: "c", Text: chess})
	pairs := []Named{{"r", "g"}, {"h", "c"}, {"nosuch", "h"}, {"r", "h"}, {"c", "c"}, {"h", "nosuch"}, {"h", "r"}}
	want := []string{
		"match r g verbatim", "match r h spun", "match h r spun",
		"pair r g 0.4 1.0", "pair r h 0.6 1.0", "pair h r 1.0 0.6",
		"skip nosuch not-found", "skip c same-document",
	}
	for _, workers := range []int{1, 2, 8} {
		o := Defaults()
		o.Workers = workers
		d, err := New(o)
		require.NoError(t, err)
		var got pairRecords
		stats, err := d.ComparePairs(context.Background(), docs, pairs, &got)
		require.NoError(t, err)
		assert.Equal(t, want, got.lines)
		assert.EqualValues(t, 3, stats.Matches)
	}
}

// Messages tell where a pair is listed.
func TestComparePairsTellsWhere(t *testing.T) {
	for want, listed := range map[string]func(int) string{
		"pair 2 names it twice; a scan looks inside documents": nil,
		"list:8 names it twice; a scan looks inside documents": func(n int) string { return fmt.Sprint("list:", 7+n) },
	} {
		d, err := New(with(func(o *Options) { o.Listed = listed }))
		require.NoError(t, err)
		var got []Skip
		_, err = d.ComparePairs(context.Background(), All(Document{Name: "c", Text: chess}), []Named{{"c", "c2"}, {"c", "c"}}, skipList{skips: &got})
		require.NoError(t, err)
		require.Len(t, got, 2)
		assert.Equal(t, want, got[1].Detail)
	}
}

// skipList is a Sink that keeps the skips.
type skipList struct {
	Discard
	skips *[]Skip
}

func (l skipList) Skip(s Skip) error { *l.skips = append(*l.skips, s); return nil }

// A repeated name is the one that a scan of the same documents gives it, and what no pair
// names is left out.
func TestComparePairsNamesAsAScan(t *testing.T) {
	docs := All(Document{Name: "h", Text: harbour}, Document{Name: "c", Text: chess}, Document{Name: "c", Text: garden},
		Document{Name: "c", Text: harbour}, Document{Name: "h", Text: chess})
	d, err := New(Defaults())
	require.NoError(t, err)
	var got pairRecords
	stats, err := d.ComparePairs(context.Background(), docs, []Named{{"h", "c@3"}, {"h@4", "c"}, {"h", "c@1"}}, &got)
	require.NoError(t, err)
	assert.Equal(t, []string{"match h c@3 verbatim", "match h@4 c verbatim", "pair h c@3 1.0 1.0", "pair h@4 c 1.0 1.0", "skip c@1 not-found"}, got.lines)
	assert.EqualValues(t, 4, stats.Documents)
	assert.EqualValues(t, 2, stats.RepeatedNames)
}

func TestCompareEnds(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = d.Compare(ctx, Document{Name: "a", Text: harbour}, Document{Name: "b", Text: harbour})
	assert.ErrorIs(t, err, context.Canceled)

	broken := errors.New("broken")
	_, err = d.ComparePairs(context.Background(), func(yield func(Document, error) bool) { yield(Document{}, broken) }, nil, new(matchList))
	assert.ErrorIs(t, err, broken)
}

// FuzzCompare compares anything with anything.
func FuzzCompare(f *testing.F) {
	for _, s := range []string{"", harbour, text(garden, reworded), "\xff\xfe. A\x00b. \n\n.\n", strings.Repeat("the same again. ", 40), "東京は日本の首都です。人口は約千四百万人。"} {
		f.Add(s, harbour)
		f.Add(text(s, chess), s)
	}
	o := Defaults()
	o.MinConfidence, o.MinWords = 0, 0
	d, err := New(o)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, a, b string) {
		got, err := d.Compare(context.Background(), Document{Name: "a", Text: a}, Document{Name: "b", Text: b})
		require.NoError(t, err)
		for _, m := range got {
			require.Equal(t, a[m.A.Start:m.A.End], m.A.Text)
			require.Equal(t, b[m.B.Start:m.B.End], m.B.Text)
			require.NotEmpty(t, m.A.Text)
			require.True(t, m.Confidence >= 0 && m.Confidence <= 1)
		}
	})
}

// Spelling and inflection reword nothing: both commands call such a copy the same.
func TestCompareAndScanAgreeOnTheKind(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"American spelling", "The organisation apologised for the behaviour of its travelling supporters, who tore grey fibre panels from the theatre and burnt tyres in the centre of the harbour. It will honour the licence, its programme director said, and analyse the catalogue of damage.",
			"The organization apologized for the behavior of its traveling supporters, who tore gray fiber panels from the theater and burned tires in the center of the harbor. It will honor the license, its program director said, and analyze the catalog of damage."},
		{"another tense", "Divers find cracks in eleven granite piers and engineers close the quay. They suspect a dredger that works upstream, and they ask the owners of houseboats to leave.",
			"Divers found cracks in eleven granite piers and engineers closed the quay. They suspected a dredger that worked upstream, and they asked the owners of houseboats to leave."},
	}
	for _, tt := range tests {
		compared, scanned := comparedAll(t, tt.a, tt.b), scanned(t, Defaults(), texts(tt.a, tt.b)...).Matches
		if assert.Len(t, compared, 1, tt.name) && assert.Len(t, scanned, 1, tt.name) {
			assert.Equal(t, NearDuplicate, compared[0].Kind, tt.name)
			assert.Equal(t, NearDuplicate, scanned[0].Kind, tt.name)
		}
	}
}

// A frame filled with other figures is parallel; a passage that was reworded keeps most.
func TestComparedFramesAreParallel(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	const prices = "The FTSE 100 closed up 34.2 points, or 0.4 per cent, at 8,214.6 on Tuesday as gains for miners offset falls among banks. Brent crude rose 1.2 per cent to $83.40 a barrel and the pound slipped to $1.27."
	tests := []struct {
		name, a, b string
		want       Class
	}{
		{"another day", prices, "The FTSE 100 closed down 51.7 points, or 0.6 per cent, at 8,162.9 on Wednesday as falls for oil companies offset gains among retailers. Brent crude fell 2.1 per cent to $81.65 a barrel and the pound rose to $1.28.", Parallel},
		{"the same day", prices, "Gains for miners outweighed falls among banks on Tuesday, and the FTSE 100 finished 34.2 points (0.4%) higher at 8,214.6. The pound slipped to $1.27 while a barrel of Brent crude rose 1.2% to $83.40.", Reuse},
		{"another flat", "Two-bedroom ground floor flat in the heart of Ashbourne with private garden and off-street parking. Gas central heating, double glazing, fitted kitchen. EPC rating C. No onward chain. Guide price £235,000.",
			"Three-bedroom semi-detached house on the edge of Ashbourne with large garden and garage. Gas central heating, double glazing, fitted kitchen. EPC rating D. No onward chain. Guide price £310,000.", Parallel},
	}
	for _, tt := range tests {
		matches, err := d.Compare(t.Context(), Document{Name: "a", Text: tt.a}, Document{Name: "b", Text: tt.b})
		require.NoError(t, err)
		require.NotEmpty(t, matches, tt.name)
		for _, m := range matches {
			if m.Kind == Spun {
				assert.Equal(t, tt.want, m.Class, tt.name)
			}
		}
	}
}
