package detect

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/doctable"
)

var wordPattern = regexp.MustCompile(`[\p{L}\p{Nd}_]+`)

// naiveShingles is the slow truth: lower-cased runs of five words, as text.
func naiveShingles(text string) map[string]bool {
	words := wordPattern.FindAllString(strings.ToLower(text), -1)
	out := map[string]bool{}
	for i := 0; i+5 <= len(words); i++ {
		out[strings.Join(words[i:i+5], " ")] = true
	}
	if len(words) > 0 && len(words) < 5 {
		out[strings.Join(words, " ")] = true
	}
	return out
}

func naiveLikeness(a, b string) (jaccard, containment float64) {
	x, y := naiveShingles(a), naiveShingles(b)
	both := 0
	for s := range x {
		if y[s] {
			both++
		}
	}
	if both == 0 {
		return 0, 0
	}
	return float64(both) / float64(len(x)+len(y)-both), float64(both) / float64(min(len(x), len(y)))
}

func TestPairsAgainstMaps(t *testing.T) {
	docs := mixed(1, t)
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		r := scanned(t, with(func(o *Options) { o.Level = level }), docs...)
		require.NotEmpty(t, r.Pairs)
		for _, p := range r.Pairs {
			j, c := naiveLikeness(docs[p.OrdinalA].Text, docs[p.OrdinalB].Text)
			assert.InDelta(t, j, p.Jaccard, 1e-9, "%s %s", p.A, p.B)
			assert.InDelta(t, c, p.Containment, 1e-9, "%s %s", p.A, p.B)
		}
	}
}

func TestLikenessOfAnyTexts(t *testing.T) {
	piece := rapid.SampledFrom([]string{"one", "TWO", "Three", "é", "É", "fünf", "_", "7", " ", " ", "-", "’", "\n", "今", "\xff"})
	rapid.Check(t, func(rt *rapid.T) {
		a := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(rt, "a"), "")
		b := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(rt, "b"), "")
		c := newCorpus(nil, nil)
		assert.NoError(rt, c.texts.Add(&Document{Text: a}, nil))
		assert.NoError(rt, c.texts.Add(&Document{Text: b}, nil))
		got, err := newMeasurer(c).compare(0, 1)
		assert.NoError(rt, err)
		j, in := naiveLikeness(strings.ToValidUTF8(a, " "), strings.ToValidUTF8(b, " "))
		assert.InDelta(rt, j, got.jaccard, 1e-9)
		assert.InDelta(rt, in, got.containment, 1e-9)
	})
}

// Whatever was asked before, and though there is room for a few lists only.
func TestLikenessWithLittleRoom(t *testing.T) {
	word := rapid.SampledFrom([]string{"one ", "two ", "three ", "four ", "-"})
	rapid.Check(t, func(rt *rapid.T) {
		c := newCorpus(nil, nil)
		c.bytes = 1 << 20
		n := rapid.IntRange(2, 8).Draw(rt, "documents")
		for range n {
			text := strings.Join(rapid.SliceOfN(word, 0, 40).Draw(rt, "text"), "")
			assert.NoError(rt, c.texts.Add(&Document{Text: text}, nil))
		}
		m := newMeasurer(c)
		m.held = rapid.IntRange(1, 200).Draw(rt, "held")
		for range rapid.IntRange(1, 40).Draw(rt, "pairs") {
			a, b := rapid.IntRange(0, n-1).Draw(rt, "a"), rapid.IntRange(0, n-1).Draw(rt, "b")
			want, err := newMeasurer(c).compare(a, b)
			assert.NoError(rt, err)
			got, err := m.compare(a, b)
			assert.NoError(rt, err)
			assert.Equal(rt, want, got)
		}
	})
}

// Every two documents with a match are a pair, once, in order; and it sums them up.
func TestPairsSumUpMatches(t *testing.T) {
	r := scanned(t, Defaults(), mixed(2, t)...)
	counts := map[[2]int]int{}
	words := map[[2]int]int{}
	for _, m := range r.Matches {
		if m.A.Ordinal != m.B.Ordinal {
			counts[[2]int{m.A.Ordinal, m.B.Ordinal}]++
			words[[2]int{m.A.Ordinal, m.B.Ordinal}] += m.A.Words
		}
	}
	last := [2]int{-1, -1}
	for _, p := range r.Pairs {
		k := [2]int{p.OrdinalA, p.OrdinalB}
		assert.True(t, last[0] < k[0] || last[0] == k[0] && last[1] < k[1])
		last = k
		assert.Equal(t, counts[k], p.Matches)
		delete(counts, k)
		assert.True(t, p.CoverageA > 0 && p.CoverageA <= 1 && p.CoverageB > 0 && p.CoverageB <= 1)
	}
	assert.Empty(t, counts)
}

func TestKindOfAPair(t *testing.T) {
	m := func(k Kind, words int) *Match { return &Match{Kind: k, A: Side{Words: words}, B: Side{Words: words}} }
	assert.Equal(t, Spun, mainKind([]*Match{m(Verbatim, 10), m(Spun, 30), m(NearDuplicate, 15)}))
	assert.Equal(t, Verbatim, mainKind([]*Match{m(Spun, 10), m(Verbatim, 10)}), "the more alike of as many")
}

func TestCoverageAndSharesAreExact(t *testing.T) {
	ten := "Divers found eleven deep cracks in granite piers near Lindesborg." // 10 words
	other := "Bakers defend their wood fired ovens against the town council."  // 10 words
	docs := texts(ten+"\n\n"+other, ten, ten+"\n\n"+ten+"\n\n"+glacier)
	r := scanned(t, with(func(o *Options) { o.Documents = true }), docs...)
	require.Len(t, r.Shares, 3)
	byDoc := map[string]DocumentShares{}
	for _, s := range r.Shares {
		byDoc[s.Doc] = s
		assert.InDelta(t, 1, s.Inside+s.Across+s.Original, 1e-9)
	}
	assert.Equal(t, DocumentShares{Doc: "a", Words: 20, Across: .5, Original: .5}, byDoc["a"])
	assert.Equal(t, 1., byDoc["b"].Across)
	assert.InDelta(t, 20/float64(byDoc["c"].Words), byDoc["c"].Across, 1e-9, "both repeats are found elsewhere")
	for _, p := range r.Pairs {
		if p.A == "a" && p.B == "b" {
			assert.Equal(t, .5, p.CoverageA)
			assert.Equal(t, 1., p.CoverageB)
		}
	}
	alone := scanned(t, with(func(o *Options) { o.Documents = true }), texts(ten+"\n\n"+other+"\n\n"+ten+"\n\n"+other)...)
	assert.Equal(t, DocumentShares{Doc: "a", Words: 40, Inside: .5, Original: .5}, alone.Shares[0], "told before in the same document")
}

// Passages that lie apart are summed up, others laid on the text: it is the same.
func TestCoverageIsThatOfTheText(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(texts(storyOf(quay, library, glacier, bakery))...), nil, nil)
	require.NoError(t, err)
	w, summed := newCoverer(c), 0
	rapid.Check(t, func(rt *rapid.T) {
		w.open(0, nil)
		words, err := w.words()
		require.NoError(rt, err)
		covers := make([]cover, rapid.IntRange(1, 5).Draw(rt, "covers"))
		for i := range covers {
			from := rapid.IntRange(0, len(words)-1).Draw(rt, "from")
			n := rapid.IntRange(1, min(20, len(words)-from)).Draw(rt, "words")
			covers[i] = cover{span: Span{Start: words[from].Start, End: words[from+n-1].End}, words: n, other: rapid.IntRange(1, 2).Draw(rt, "other")}
			if rapid.IntRange(0, 4).Draw(rt, "grouped") == 0 {
				covers[i].words, covers[i].other, covers[i].group = 0, 0, map[int]bool{0: true, covers[i].other: true}
			}
		}
		w.open(0, covers)
		for other := range 3 {
			got, err := w.shareWith(other)
			require.NoError(rt, err)
			if !w.read {
				summed++
			}
			want, err := w.share(func(c cover) bool { return c.other == other || c.group[other] }, covers)
			require.NoError(rt, err)
			assert.Equal(rt, want, got)
		}
	})
	assert.Positive(t, summed)
}

// Coverage of two documents does not depend on which of their matches a group replaced.
func TestCoverageHoldsGroups(t *testing.T) {
	docs := texts(storyOf(quay, library), storyOf(quay, glacier), storyOf(quay, bakery, whales), storyOf(quay, orchard, whales), storyOf(quay, gambit))
	all := scanned(t, Defaults(), docs...)
	grouped := scanned(t, with(func(o *Options) { o.MaxPairwise = 3 }), docs...)
	require.Len(t, grouped.Groups, 1)
	found := 0
	for _, p := range grouped.Pairs {
		for _, q := range all.Pairs {
			if p.A == q.A && p.B == q.B {
				found++
				assert.InDelta(t, q.CoverageA, p.CoverageA, .02, "%s %s", p.A, p.B)
				assert.InDelta(t, q.CoverageB, p.CoverageB, .02, "%s %s", p.A, p.B)
			}
		}
	}
	assert.Equal(t, len(grouped.Pairs), found)
	assert.GreaterOrEqual(t, found, 5)
}

func TestSameSourceAndOnlyNew(t *testing.T) {
	doc := func(name, source string, isNew bool) Document {
		return Document{Name: name, Source: source, New: isNew, Text: storyOf(quay, library)}
	}
	docs := []Document{doc("a", "x", false), doc("b", "x", false), doc("c", "y", true), doc("d", "", false), doc("e", "", false)}
	docs[0].Text += "\n\n" + storyOf(glacier, glacier)
	tests := []struct {
		name   string
		change func(o *Options)
		want   []string // pairs
		inside bool     // the repeat inside a
	}{
		{"all", func(*Options) {}, []string{"a-b", "a-c", "a-d", "a-e", "b-c", "b-d", "b-e", "c-d", "c-e", "d-e"}, true},
		{"skip", func(o *Options) { o.SameSource = SameSourceSkip }, []string{"a-c", "a-d", "a-e", "b-c", "b-d", "b-e", "c-d", "c-e", "d-e"}, true},
		{"only", func(o *Options) { o.SameSource = SameSourceOnly }, []string{"a-b"}, true},
		{"new", func(o *Options) { o.OnlyNew = true }, []string{"a-c", "b-c", "c-d", "c-e"}, false},
		{"new and skip", func(o *Options) { o.OnlyNew = true; o.SameSource = SameSourceSkip }, []string{"a-c", "b-c", "c-d", "c-e"}, false},
	}
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		for _, tt := range tests {
			t.Run(level.String()+" "+tt.name, func(t *testing.T) {
				r := scanned(t, with(func(o *Options) { tt.change(o); o.Level = level }), docs...)
				var got []string
				for _, p := range r.Pairs {
					got = append(got, p.A+"-"+p.B)
				}
				assert.Equal(t, tt.want, got)
				inside := false
				for _, m := range r.Matches {
					inside = inside || m.A.Doc == m.B.Doc
				}
				assert.Equal(t, tt.inside && level == PassageLevel, inside)
			})
		}
	}
}

// Beyond MaxPairwise repeats every document is still paired with one that it may
// be compared with.
func TestRepeatsOfManySources(t *testing.T) {
	var docs []Document
	for i := range 40 {
		docs = append(docs, Document{Name: letters(i), Source: []string{"x", "x", "x", "y"}[i%4], New: i%5 == 4, Text: storyOf(quay, library)})
	}
	for _, change := range []func(o *Options){
		func(*Options) {}, func(o *Options) { o.SameSource = SameSourceSkip }, func(o *Options) { o.SameSource = SameSourceOnly }, func(o *Options) { o.OnlyNew = true },
	} {
		o := with(func(o *Options) { change(o); o.Level = DocumentLevel })
		r := scanned(t, o, docs...)
		paired := map[int]bool{}
		for _, p := range r.Pairs {
			info := func(d int) *doctable.Info { return &doctable.Info{Source: uint32(docs[d].Source[0]), New: docs[d].New} }
			assert.True(t, allowed(o, info(p.OrdinalA), info(p.OrdinalB)))
			paired[p.OrdinalA], paired[p.OrdinalB] = true, true
		}
		assert.Len(t, paired, len(docs))
		cut := int64(0)
		for _, s := range r.Stats.Stages {
			for _, n := range s.Capped {
				cut += n
			}
		}
		assert.Positive(t, cut, "what was capped is told")
	}
}

func TestDocumentLevelFindsCopiesWithOtherTextAround(t *testing.T) {
	var docs []Document
	const n = 40
	for i := range n {
		article := story(uint64(1000+i), 20)
		docs = append(docs, Document{Name: "article" + letters(i), Text: article},
			Document{Name: "copy" + letters(i), Text: storyOf(story(uint64(2000+i), 10*(i%4)+1), article, story(uint64(3000+i), 10*(i%3)+1))})
	}
	for _, brute := range []bool{false, true} {
		r := scanned(t, with(func(o *Options) { o.Level = DocumentLevel; o.Brute = brute }), docs...)
		assert.Len(t, r.Pairs, n)
		for _, p := range r.Pairs {
			assert.Equal(t, strings.TrimPrefix(p.A, "article"), strings.TrimPrefix(p.B, "copy"))
			assert.Greater(t, p.Containment, .9)
		}
	}
}

// Near-copies are one cluster, also beyond the cap of a bucket, which is told.
func TestDocumentLevelAtTheBucketCap(t *testing.T) {
	var docs []Document
	for i := range documentCap + 50 {
		docs = append(docs, Document{Name: letters(i), Text: storyOf(quay, library, glacier, bakery, story(uint64(i), 2))})
	}
	o := with(func(o *Options) { o.Level = DocumentLevel })
	for n, capped := range map[int]bool{documentCap: false, documentCap + 50: true} {
		r := scanned(t, o, docs[:n]...)
		require.Len(t, r.Clusters, 1)
		assert.Len(t, r.Clusters[0].Docs, n)
		told := false
		for _, s := range r.Stats.Stages {
			told = told || s.Capped["bucket over the cap"] > 0
		}
		assert.Equal(t, capped, told)
	}
}

func TestWordlessDocumentsAreLikeNothing(t *testing.T) {
	for _, brute := range []bool{false, true} {
		r := scanned(t, with(func(o *Options) { o.Level = DocumentLevel; o.Brute = brute }), texts("", "…", "", quay, "")...)
		assert.Empty(t, r.Pairs)
	}
}
