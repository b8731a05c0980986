package detect

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

// explained measures two passages as a match.
func explained(t testing.TB, a, b string) *Match {
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(texts(a, b)...), nil, nil)
	require.NoError(t, err)
	f := newFinisher(c, Defaults())
	f.read(&f.a, a, Span{Start: 0, End: len(a)}, 0)
	f.read(&f.b, b, Span{Start: 0, End: len(b)}, 0)
	m := &Match{Kind: f.exactKind()}
	m.Similarity = f.similarity(m.Kind)
	m.A = Side{Span: Span{Start: 0, End: len(a)}, Text: a, Words: len(f.a.Tokens)}
	m.B = Side{Span: Span{Start: 0, End: len(b)}, Text: b, Words: len(f.b.Tokens)}
	f.explain(m)
	return m
}

func TestEvidence(t *testing.T) {
	tests := []struct {
		name, a, b string
		kind       Kind
		want       Evidence
	}{
		{"the same", "Divers found cracks in eleven granite piers.", "Divers found cracks in eleven granite piers!", Verbatim,
			Evidence{Kept: 7, SharedShingles: 3, EditSimilarity: 1, Explanation: "All 7 words are the same."}},
		{"a word replaced by a synonym", "Divers found big cracks in granite piers on Monday.", "Divers found large cracks in granite piers on Monday.", NearDuplicate,
			Evidence{Kept: 8, Synonyms: 1, SharedShingles: 2, EditSimilarity: 8. / 9}},
		{"a word replaced by another", "Divers found cracks in granite piers on Monday.", "Divers found cracks in granite piers on Tuesday.", NearDuplicate,
			Evidence{Kept: 7, Replaced: 1, SharedShingles: 3, EditSimilarity: 7. / 8}},
		{"dropped and added", "On Monday divers found cracks in granite piers.", "Divers found cracks in granite piers again.", NearDuplicate,
			Evidence{Kept: 6, Added: 1, Dropped: 2, SharedShingles: 2, EditSimilarity: 5. / 8}},
		{"moved", "On Monday divers found cracks in granite piers.", "Divers found cracks in granite piers on Monday.", NearDuplicate,
			Evidence{Kept: 6, Moved: 2, SharedShingles: 2, EditSimilarity: .5}},
		{"a stop word moves with others only", "The finance minister rejected the criticism of divers.", "Finance minister rejected criticism of the divers.", Spun,
			Evidence{Kept: 6, Added: 1, Dropped: 2, SharedShingles: 0, EditSimilarity: 5. / 8}},
		{"other forms", "On Monday the diver finds a crack in granite piers.", "The divers found cracks in a granite pier on Monday.", Spun,
			Evidence{Kept: 7, Added: 1, Dropped: 1, Moved: 2, OtherForms: 4, EditSimilarity: 1. / 10}},
		{"nothing in common", "Divers found cracks.", "Bakers fight bans today.", Spun, Evidence{Replaced: 3, Added: 1}},
		{"marks that show nothing", "Divers fo\ufeffund cracks in gran\u200eite.", "Divers found cracks in granite.", Verbatim,
			Evidence{Kept: 5, SharedShingles: 1, EditSimilarity: 1, Obfuscation: []string{"invisible characters"}, Explanation: "All 5 words are the same, hidden by invisible characters."}},
		{"marks that have a use", "Di\u00advers \u200bfound crack\u00ads in granite\u200c. \u2764\ufe0f", "Divers found cracks in granite.", Verbatim,
			Evidence{Kept: 5, SharedShingles: 1, EditSimilarity: 1, Explanation: "All 5 words are the same."}},
		{"hidden", "Divers f\u200bound сracks in granite.", "Divers found cracks in granite.", Verbatim,
			Evidence{Kept: 5, SharedShingles: 1, EditSimilarity: 1, Obfuscation: []string{"look-alike letters", "invisible characters"}, Explanation: "All 5 words are the same, hidden by look-alike letters and invisible characters."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := explained(t, tt.a, tt.b)
			got := m.Evidence
			assert.Equal(t, tt.kind, m.Kind)
			assert.Len(t, got.MarksA, m.A.Words)
			assert.Len(t, got.MarksB, m.B.Words)
			assert.InDelta(t, tt.want.EditSimilarity, got.EditSimilarity, 1e-9)
			assert.NotEmpty(t, got.Explanation)
			if tt.want.Explanation == "" {
				got.Explanation = ""
			}
			if tt.want.Obfuscation == nil {
				assert.Empty(t, got.Obfuscation)
				got.Obfuscation = nil
			}
			got.Rare, got.MarksA, got.MarksB, got.EditSimilarity = nil, nil, nil, tt.want.EditSimilarity
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestRareStemsComeRarestFirst(t *testing.T) {
	m := explained(t, quay, quaySpun)
	require.Len(t, m.Evidence.Rare, rareListed)
	assert.Contains(t, m.Evidence.Rare[:3], "lindesborg")
	assert.NotContains(t, m.Evidence.Rare, "the")
}

// Counts add up to the words of either side, and marks agree with them.
func TestEvidenceAddsUp(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields(quay + " " + quaySpun + " a b big large 3 4."))
	rapid.Check(t, func(rt *rapid.T) {
		a := strings.Join(rapid.SliceOfN(word, 1, 30).Draw(rt, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 1, 30).Draw(rt, "b"), " ")
		m := explained(t, a, b)
		e := &m.Evidence
		assert.Equal(rt, m.A.Words, e.Kept+e.Moved+e.Synonyms+e.Replaced+e.Dropped)
		assert.Equal(rt, m.B.Words, e.Kept+e.Moved+e.Synonyms+e.Replaced+e.Added)
		assertMarks(rt, e.MarksA, m.A)
		assertMarks(rt, e.MarksB, m.B)
		assert.Equal(rt, m.Kind == Verbatim, e.EditSimilarity == 1)
		back := explained(t, b, a)
		assert.Equal(rt, m.Kind, back.Kind)
		assert.InDelta(rt, m.Similarity, back.Similarity, 1e-9)
		assert.Equal(rt, e.SharedShingles, back.Evidence.SharedShingles)
	})
}

func TestEvidenceOfLongPassagesIsAffordable(t *testing.T) {
	n := 100_000
	book, other := story(1, n/10), story(2, n/10)
	a, b := strings.Repeat("word ", n), strings.Repeat("word other ", n/2)
	tests := []struct{ name, a, b string }{
		{"the same", book, book}, {"two halves swapped", book + other, other + book}, {"nothing in common", book, other},
		{"one word", a, a + "more"}, {"one word and two", a, b}, {"letters", strings.Repeat("x", n), strings.Repeat("x", n)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			m := explained(t, tt.a, tt.b)
			e := &m.Evidence
			assert.Equal(t, m.A.Words, e.Kept+e.Moved+e.Synonyms+e.Replaced+e.Dropped)
			assert.LessOrEqual(t, len(e.MarksA), markedWords)
			assert.Less(t, time.Since(begun), 5*time.Minute) // quadratic takes hours
		})
	}
}

func TestExactKindAndSimilarity(t *testing.T) {
	assert.Equal(t, Verbatim, explained(t, quay, strings.ToUpper(quay)).Kind)
	assert.Equal(t, NearDuplicate, explained(t, quay, strings.Replace(quay, "eleven", "twelve", 1)).Kind)
	spun := explained(t, quay, quaySpun)
	assert.Equal(t, Spun, spun.Kind)
	assert.Greater(t, spun.Similarity, .5)
	assert.Zero(t, explained(t, quay, "Bakers.").Similarity)
	assert.Equal(t, 1., explained(t, "he said so", "said he so").Similarity, "no content: all stems alike")
}

// Tversky's index by its formula, over maps.
func TestSimilarityAgainstMaps(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(texts(quay+quaySpun+bakery)...), nil, nil)
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		pick := rapid.SliceOfN(rapid.SampledFrom(c.tokens), 1, 20)
		ta, tb := pick.Draw(rt, "a"), pick.Draw(rt, "b")
		weight := func(t shingle.Token) float64 { return float64(c.vocab.weights[t.ID()]) }
		a, b := map[uint32]float64{}, map[uint32]float64{}
		for _, x := range ta {
			a[x.ID()] = weight(x)
		}
		for _, x := range tb {
			b[x.ID()] = weight(x)
		}
		var wa, wb, e float64
		for x, w := range a {
			wa += w
			if _, ok := b[x]; ok {
				e += w
			}
		}
		for _, w := range b {
			wb += w
		}
		want := e / (e + .8*(min(wa, wb)-e) + .2*(max(wa, wb)-e))
		if wa+wb == 0 {
			want = -1
		} else if e == 0 {
			want = 0
		}
		var f finisher
		f.a.Tokens, f.b.Tokens = ta, tb
		assert.InDelta(rt, want, f.tversky(weight), 1e-6)
	})
}
