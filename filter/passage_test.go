package filter

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
	"respun/lsh"
)

// What a verdict says of a reworded document is of its words, each counted once, also where
// the source says the same twice; and of the one source that has most of them.
func TestSpunCountsEachWordOnce(t *testing.T) {
	const (
		original = "On Tuesday the city council approved a new budget that raises spending on public transportation by 12 million dollars.\n" +
			"The additional money would pay for forty electric buses and for longer service hours on weekends, officials said.\n"
		reworded = "The city council approved a new budget on Tuesday that raises spending on public transport by twelve million dollars.\n" +
			"Officials said the additional money would pay for forty electric buses and longer service hours on weekends.\n"
		again = "A new budget was approved on Tuesday by the city council; it raises spending on public transport by twelve million dollars.\n" +
			"Forty electric buses and longer service hours on weekends would be paid for with the additional money, officials said.\n"
		between = "Critics of the plan argued that engineers had called seven bridges dangerous last year, and nobody listened.\n"
		own     = "Gardeners in the valley are waiting for rain after the driest spring in decades, and many have given up on tomatoes.\n" +
			"A retired teacher has painted every lighthouse on the coast and will show her pictures in the library next month.\n"
	)
	share := float64(len(strings.Fields(original))) / float64(len(strings.Fields(own+original)))
	for name, source := range map[string]string{"once": reworded + between, "twice": reworded + between + between + again} {
		f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
		require.Equal(t, Unseen, put(t, f, "less", "Weekends are long here.\n"+strings.SplitAfter(reworded, "\n")[0]).Kind, name)
		put(t, f, "source", source)
		v := put(t, f, "spun", own+original)
		require.Equal(t, Spun, v.Kind, "%s: %+v", name, v)
		assert.Equal(t, "source", v.Of, name)
		assert.InDelta(t, share, v.Coverage, .06, name)
		assert.Less(t, v.Similarity, 1., name)
		assert.Greater(t, v.Similarity, .4, name)
	}
}

const (
	tornado = "The storm closed every harbour on the northern coast before noon on Sunday, and two ferries turned back to the mainland.\n"
	drought = "Gardeners in the valley are waiting for rain after the driest spring in decades, and many have given up on tomatoes.\n"
	painter = "A retired teacher has painted every lighthouse on the coast and will show her pictures in the library next month.\n"
	bridges = "Critics of the plan argued that engineers had called seven bridges dangerous last year, and nobody listened.\n"
	budget  = "On Tuesday the city council approved a new budget that raises spending on public transportation by 12 million dollars.\n"
	buses   = "The additional money would pay for forty electric buses and for longer service hours on weekends, officials said.\n"
)

// surrounded is a text in an article of so many words that as a whole it is no copy.
func surrounded(by, text string) string {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "%s%d stands beside %[1]s%d.\n", by, i, i+1)
	}
	return text + b.String()
}

// A giant is compared part by part, and its verdict is of the whole.
func TestSpunInParts(t *testing.T) {
	giant := tornado + drought + bridges + budget + buses + painter + drought
	for _, c := range []struct {
		name        string
		part, texts int
	}{{"whole", mostPart, mostSources}, {"in parts", 250, mostSources}, {"with one source a part", 250, 1}} {
		f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
		f.passages.part, f.passages.texts = c.part, c.texts
		put(t, f, "tornado", surrounded("x", tornado))
		put(t, f, "budget", surrounded("y", budget+buses))
		v := put(t, f, "giant", giant)
		require.Equal(t, Spun, v.Kind, "%s: %+v", c.name, v)
		assert.Equal(t, "budget", v.Of, c.name)
		assert.InDelta(t, float64(len(strings.Fields(budget+buses)))/float64(len(strings.Fields(giant))), v.Coverage, .02, c.name)
		assert.InDelta(t, 1, v.Similarity, .01, c.name)
	}
}

// Of sources that are too much to read at once, those with most sentences in common are read.
func TestSpunReadsTheLikeliestSources(t *testing.T) {
	for texts, matches := range map[int]int{1: 1, mostSources: 2} {
		f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
		f.passages.texts = texts
		put(t, f, "less", surrounded("x", tornado))
		put(t, f, "most", surrounded("y", budget+buses))
		v := put(t, f, "spun", tornado+drought+painter+budget+buses+bridges)
		require.Equal(t, Spun, v.Kind, "%+v", v)
		assert.Equal(t, "most", v.Of)
		assert.Equal(t, matches, v.Matches, texts)
	}
}

// Of sources that cover a document alike the earliest is told.
func TestSpunTellsTheEarliestSource(t *testing.T) {
	f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
	put(t, f, "other", surrounded("w", tornado))
	put(t, f, "first", surrounded("x", budget+buses))
	put(t, f, "second", surrounded("y", budget+buses))
	assert.Equal(t, "first", put(t, f, "spun", drought+painter+budget+buses+bridges).Of)
}

// A document of which less than a fifth stands in others is new.
func TestLittleIsNotSpun(t *testing.T) {
	f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
	put(t, f, "source", surrounded("x", tornado))
	assert.Equal(t, Spun, put(t, f, "a third", tornado+drought+painter).Kind)
	assert.Equal(t, Verdict{Kind: Unseen}, put(t, f, "a tenth", tornado+surrounded("z", budget+buses+bridges)))
}

// Sentences of what is forgotten are forgotten too.
func TestSentencesAreForgotten(t *testing.T) {
	f := newFilter(t, func(o *Options) { o.Level, o.MaxDocuments = detect.PassageLevel, 10 })
	put(t, f, "first", tornado)
	keys := f.passages.detector.Keys(detect.Document{Text: tornado})[0].Rare
	require.NotEmpty(t, f.passages.table.Query(keys, 1, nil))
	for i := range 1000 {
		put(t, f, fmt.Sprint(i), fmt.Sprintf("Number %d of this list stands alone.", i))
	}
	assert.Empty(t, f.passages.table.Query(keys, 1, nil))
}

// A document is found by each key of its sentences: by runs of words for what was copied, by
// rare stems for what was reworded.
func TestSentencesArePosted(t *testing.T) {
	f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
	put(t, f, "before", tornado)
	put(t, f, "posted", budget+buses)
	for _, s := range f.passages.detector.Keys(detect.Document{Text: budget + buses}) {
		for _, keys := range [][]lsh.Key{s.Rare, s.Runs} {
			require.NotEmpty(t, keys)
			found := map[int]bool{}
			require.NoError(t, f.passages.Postings(t.Context(), keys, func(key int, docs []uint32) error {
				assert.Equal(t, []uint32{1}, docs)
				found[key] = true
				return nil
			}))
			assert.Len(t, found, len(keys))
		}
	}
}

// TestCutPart: parts make the whole, are no longer than asked for, and end at a line or a
// blank, or between characters.
func TestCutPart(t *testing.T) {
	for _, c := range []struct {
		text       string
		most       int
		part, rest string
	}{
		{"one two", 7, "one two", ""},
		{"one two", 6, "one ", "two"},
		{"one\ntwo three", 9, "one\n", "two three"},
		{"äöü", 3, "ä", "öü"},
		{"\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf", 6, "\xbf\xbf", "\xbf\xbf\xbf\xbf\xbf\xbf"},
	} {
		part, rest := cutPart(c.text, c.most)
		assert.Equal(t, []string{c.part, c.rest}, []string{part, rest}, "%q", c.text)
	}
	rapid.Check(t, func(t *rapid.T) {
		text, most := rapid.String().Draw(t, "text"), rapid.IntRange(utf8.UTFMax+1, 20).Draw(t, "most")
		whole := ""
		for rest := text; rest != ""; {
			var part string
			if part, rest = cutPart(rest, most); part == "" || len(part) > most || !utf8.ValidString(part) {
				t.Fatalf("part %q of %q", part, text)
			}
			whole += part
		}
		if whole != text {
			t.Fatalf("%q became %q", text, whole)
		}
	})
}
