package evalset

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

func smallPool(n, hosts int) PoolOptions {
	var o PoolOptions
	for i := range n {
		rw := Rewrite{Number: i, Type: "llm"}
		for j := range 1 + i%3 {
			rw.Paragraphs = append(rw.Paragraphs, ParagraphPair{
				Source:    fmt.Sprintf("Source %d/%d über the first thing, and the second thing was told at once.", i, j),
				Rewritten: fmt.Sprintf("Rewrite %d/%d about the initial matter, which followed “at once” — as told.", i, j),
			})
		}
		o.Rewrites = append(o.Rewrites, rw)
	}
	for i := range hosts {
		text := ""
		for p := range 10 {
			text += fmt.Sprintf("Hôst %d paragraph %d.\n", i, p)
		}
		o.Hosts = append(o.Hosts, Host{Index: i, Document: shingle.Document{Name: fmt.Sprintf("h%d", i), Text: text}})
	}
	return o
}

func TestPoolLabelsPointAtThePassages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := smallPool(12, 30)
		docs, gold, err := MakePool(rapid.Uint64().Draw(t, "seed"), o)
		require.NoError(t, err)
		texts := map[string][]rune{}
		for _, d := range docs {
			texts[d.Name] = []rune(d.Text)
		}
		require.Len(t, gold, 12*2)
		for _, c := range gold {
			assert.Equal(t, c.AText, string(texts[c.A.Doc][c.A.Start:c.A.End]))
			assert.Equal(t, c.BText, string(texts[c.B.Doc][c.B.Start:c.B.End]))
			assert.True(t, strings.HasPrefix(c.AText, "Source") && c.Words > 0)
		}
	})
}

func TestPoolPlaces(t *testing.T) {
	docs, gold, err := MakePool(5, smallPool(90, 200))
	require.NoError(t, err)
	types := map[string]int{}
	for _, c := range gold {
		types[c.Type]++
		switch place, _, _ := strings.Cut(c.Type, "-"); Place(place) {
		case Cross:
			assert.NotEqual(t, c.A.Doc, c.B.Doc)
		case Far:
			assert.Equal(t, c.A.Doc, c.B.Doc)
			assert.Greater(t, c.B.Start-c.A.End, 40, "paragraphs stand between")
		case Adjacent:
			assert.Equal(t, c.A.Doc, c.B.Doc)
			assert.Less(t, c.B.Start-c.A.End, 400)
		}
	}
	assert.Len(t, types, 6, "three places, whole and cut: %v", types)
	assert.Len(t, docs, 120, "one host, and two for cross")
}

func TestCutPassagesAreCut(t *testing.T) {
	_, gold, err := MakePool(6, smallPool(300, 500))
	require.NoError(t, err)
	cut, left := map[string]int{}, 0
	for _, c := range gold {
		whole := strings.HasSuffix(c.BText, "as told.") && strings.HasPrefix(c.BText, "Rewrite")
		passage := c.AText[:strings.Index(c.AText, "/")] // "Source 17"
		cut[passage] += 0
		if !whole {
			assert.True(t, strings.HasSuffix(c.Type, "-trunc"))
			cut[passage]++
		} else if strings.HasSuffix(c.Type, "-trunc") {
			left++
		}
	}
	assert.InDelta(t, 60, left, 30, "of some 300 paragraphs in cut passages, a third alone")
	for _, c := range gold {
		if strings.HasSuffix(c.Type, "-trunc") {
			assert.Positive(t, cut[c.AText[:strings.Index(c.AText, "/")]], c.AText)
		}
	}
}

func TestPoolIsMadeBySeedOnly(t *testing.T) {
	o := smallPool(9, 40)
	docs, gold, err := MakePool(1, o)
	require.NoError(t, err)
	docs2, gold2, err := MakePool(1, o)
	require.NoError(t, err)
	assert.Equal(t, docs, docs2)
	assert.Equal(t, gold, gold2)
	_, other, err := MakePool(2, o)
	require.NoError(t, err)
	assert.NotEqual(t, gold, other)
}

// Figures are compared over years: a seed must go on making the same pool.
func TestPoolStaysTheSame(t *testing.T) {
	_, gold, err := MakePool(1, smallPool(3, 6))
	require.NoError(t, err)
	var got []string
	for _, c := range gold {
		got = append(got, fmt.Sprintf("%s %s[%d,%d) %s[%d,%d) %d", c.Type, c.A.Doc, c.A.Start, c.A.End, c.B.Doc, c.B.Start, c.B.End, c.Words))
	}
	assert.Equal(t, []string{
		"adj-full h1[63,134) h1[282,355) 13",
		"adj-full h1[136,207) h1[356,429) 13",
		"adj-full h1[209,280) h1[430,503) 13",
		"far-trunc h5[21,92) h5[178,213) 7",
		"cross-trunc h4[21,92) h2[168,203) 7",
		"cross-trunc h4[94,165) h2[204,277) 13",
	}, got)
}

func TestPoolKeepsTrainingFromTest(t *testing.T) {
	o := smallPool(20, 100)
	o.Sources, o.HostsOf = Residue{2, 1}, Residue{4, 3}
	docs, gold, err := MakePool(1, o)
	require.NoError(t, err)
	for _, c := range gold {
		var n int
		_, err := fmt.Sscanf(c.AText, "Source %d/", &n)
		require.NoError(t, err)
		assert.Equal(t, 1, n%2)
	}
	for _, d := range docs {
		var n int
		_, err := fmt.Sscanf(d.Name, "h%d", &n)
		require.NoError(t, err)
		assert.Equal(t, 3, n%4)
	}
}

func TestPoolPlantsASourceOnce(t *testing.T) {
	o := smallPool(4, 40)
	o.Rewrites = append(o.Rewrites, smallPool(4, 0).Rewrites...)
	_, gold, err := MakePool(1, o)
	require.NoError(t, err)
	assert.Len(t, gold, 1+2+3+1)
	o.MinWords = 100
	_, gold, err = MakePool(1, o)
	require.NoError(t, err)
	assert.Empty(t, gold)
	o.MinWords, o.Limit = 0, 1
	docs, _, err := MakePool(1, o)
	require.NoError(t, err)
	assert.Len(t, docs, 1)
}

func TestPoolTellsThatHostsRanOut(t *testing.T) {
	_, _, err := MakePool(1, smallPool(10, 3))
	assert.ErrorContains(t, err, "3 hosts are too few for 10 rewrites")
}

func TestCutKeepsAboutHalfBetweenBoundaries(t *testing.T) {
	text := "The minister resigned on Monday, and the party, which had backed him for years, chose a successor before noon."
	words := strings.Fields(text)
	seen := map[string]bool{}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		seen[cutToHalf(text, rnd)] = true
	}
	assert.Contains(t, seen, "which had backed him for years, chose a successor")
	assert.Greater(t, len(seen), 2)
	for cut := range seen {
		n := len(strings.Fields(cut))
		assert.True(t, strings.Contains(text, cut) && 10*n >= 4*len(words) && 10*n <= 6*len(words), cut)
	}
}

func TestCutOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b,", "and", "c.", "who"})).Draw(t, "words")
		start, end := halfRun(words, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		n := end - start
		if len(words) > 2 { // of two words, one is half
			assert.True(t, 10*n >= 4*len(words) && 3*n <= 2*len(words), "%d of %d", n, len(words))
		}
		assert.True(t, 0 <= start && start <= end && end <= len(words))
		assert.True(t, len(words) == 0 || n > 0)
	})
}

func TestHostsAreNoCopies(t *testing.T) {
	article := func(name, beginning string) shingle.Document {
		return shingle.Document{Name: name, Text: strings.Repeat(beginning+" "+strings.Repeat("word"+name+" ", 10)+"\n", 10)}
	}
	same := strings.Repeat("é", 60)
	near := article("near", "near")
	near.Text += "we saw eight words in a row of a source here"
	hosts, dropped := Hosts([]shingle.Document{
		article("a", same), article("b", same), near, article("c", "other"),
		{Name: "short", Text: "short"}, {Name: "line", Text: strings.Repeat("x ", 300)},
	}, []shingle.Document{{Text: "Eight words, in a row: of a source!"}})
	var names []string
	for _, h := range hosts {
		names = append(names, fmt.Sprint(h.Index, h.Name))
	}
	assert.Equal(t, []string{"0a", "3c"}, names)
	assert.Equal(t, HostsDropped{Length: 1, Paragraphs: 1, Repeated: 1, Near: 1}, dropped)
}

func TestGramsAreJoinedWords(t *testing.T) {
	assert.Equal(t, []string{"a bb", "bb ç"}, grams([]string{"a", "bb", "ç"}, 2))
	assert.Empty(t, grams([]string{"a"}, 2))
}

func tinyNews() fstest.MapFS {
	return fstest.MapFS{
		"docs/source-r002.txt":            {Data: []byte("Ünï one  two.\nThree four.\nLast.")},
		"docs/suspicious-r002-revise.txt": {Data: []byte("One and two.\nThree and four.")},
		"gold_paragraph.jsonl": {Data: []byte(`{"a":"suspicious-r002-revise.txt","b":"source-r002.txt","a_start":0,"a_len":12,"b_start":0,"b_len":13,"type":"llm-revise"}
{"a":"suspicious-r002-revise.txt","b":"source-r002.txt","a_start":13,"a_len":15,"b_start":14,"b_len":11,"type":"llm-revise"}`)},
		"gold.jsonl": {Data: []byte(`{"a":"suspicious-r002-revise.txt","b":"source-r002.txt","a_start":0,"a_len":28,"b_start":0,"b_len":25,"type":"llm-revise"}`)},
	}
}

func TestLoadSpunNews(t *testing.T) {
	news, err := LoadSpunNews(tinyNews())
	require.NoError(t, err)
	one, two := ParagraphPair{"Ünï one two.", "One and two."}, ParagraphPair{"Three four.", "Three and four."}
	assert.Equal(t, []Rewrite{{2, "llm-revise", []ParagraphPair{one}}, {2, "llm-revise", []ParagraphPair{two}}}, news.Paragraphs)
	assert.Equal(t, []Rewrite{{2, "llm-revise", []ParagraphPair{one, two}}}, news.Passages)
	assert.Len(t, news.Sources, 1)

	broken := tinyNews()
	broken["docs/source-r002.txt"].Data = []byte("short")
	_, err = LoadSpunNews(broken)
	assert.ErrorContains(t, err, "past the end of source-r002.txt")
	delete(broken, "gold.jsonl")
	_, err = LoadSpunNews(broken)
	assert.ErrorContains(t, err, "gold.jsonl")
}

func TestParagraphTask(t *testing.T) {
	task, err := LoadParagraphTask(tinyNews(), ParagraphSample)
	require.NoError(t, err)
	require.Len(t, task.Documents(), 4)
	all := runOf()
	for _, a := range task.Rewritten {
		for _, b := range task.Sources {
			all.Matches = append(all.Matches, spun(sides(b.Name, 0, 1, a.Name, 0, 1), .5))
		}
	}
	assert.Equal(t, ParagraphResult{Rewritten: 2, Sources: 2, Recall: 1}, task.Score(all), "a neighbour in the article is not false")
	task.Sources[0].article = "r003"
	r := task.Score(all)
	assert.Equal(t, []float64{1, 500}, []float64{float64(r.False), r.FalsePer1000})
	s := task.Sweep(all, []float64{.4, .6})
	assert.Equal(t, []float64{1, 0}, []float64{s[0].Recall, s[1].Recall})
	assert.Zero(t, s[0].Whole.Recall, "a rune of a paragraph is little of it")
	for i := range all.Matches {
		all.Matches[i].A.End, all.Matches[i].B.End = 1000, 1000
	}
	s = task.Sweep(all, []float64{.4, .6})
	assert.Equal(t, []float64{1, 0}, []float64{s[0].Whole.Recall, s[1].Whole.Recall}, "all of a paragraph")
}

// The first numbers of Python's random.Random(3).shuffle(list(range(10))).
func TestSampleIsPythons(t *testing.T) {
	assert.Equal(t, []int{1, 5, 6, 0, 9, 4, 7, 2, 8, 3}, pythonShuffle(3, 10))
	many := pythonShuffle(3, 1500) // draws more than one state holds
	slices.Sort(many)
	assert.Equal(t, 1499, many[1499])
}

func TestPoolsOfTheCollection(t *testing.T) {
	data := os.Getenv("RESPUN_DATA")
	if data == "" {
		t.Skip("RESPUN_DATA, the folder of labelled data, is not set")
	}
	news, err := LoadSpunNews(os.DirFS(filepath.Join(data, "spun_news")))
	require.NoError(t, err)
	collection := load(t, filepath.Join(data, "bulk", "news.jsonl.gz"), func(f *os.File) ([]shingle.Document, error) { return LoadDocuments(f) })
	hosts, dropped := Hosts(collection, news.Sources)
	t.Logf("%d hosts of %d, dropped %+v", len(hosts), len(collection), dropped)
	for _, p := range []struct {
		name string
		PoolOptions
	}{
		{"paragraphs", PoolOptions{Rewrites: news.Paragraphs, MinWords: DefaultMinWords}},
		{"passages", PoolOptions{Rewrites: news.Passages, Places: []Place{Far, Cross}, MinWords: 8}},
	} {
		p.Hosts, p.HostsOf = hosts, Residue{2, 1}
		docs, gold, err := MakePool(1, p.PoolOptions)
		require.NoError(t, err)
		r := Recall(gold, Run{})
		t.Logf("%s: %d documents, %d labels: %v %v", p.name, len(docs), len(gold), r.Types, r.Words)
		assert.NotEmpty(t, gold)
	}
}
