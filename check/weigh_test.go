package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
)

// bench weighs matches made by hand on a draft of numbered words.
type bench struct {
	words  int
	policy Policy
	docs   []detect.Document // ordinals from 1; 0 is the draft
	said   []said
}

// said is a match: words [from,to) of the draft stand in document doc.
type said struct {
	from, to int
	doc      int
	kind     detect.Kind
	class    detect.Class
}

func (b *bench) text() string {
	var words []string
	for i := range b.words {
		words = append(words, fmt.Sprintf("w%03d", i))
	}
	return strings.Join(words, " ")
}

func (b *bench) weigh() *Result {
	p := compile(b.policy)
	d := newDraft("draft", 0, b.text(), nil)
	s := newScale(d, &p, func(i int) detect.Document { return b.docs[i-1] })
	for i, x := range b.said {
		at := d.bytes(span{x.from, x.to})
		m := &detect.Match{ID: fmt.Sprint("m", i), Kind: x.kind, Class: x.class, A: detect.Side{Span: at}, B: detect.Side{Ordinal: x.doc}}
		if x.doc == 0 {
			m.A, m.B = detect.Side{Span: detect.Span{Start: -1}}, detect.Side{Span: at} // said before
		}
		s.match(m)
	}
	return s.weigh()
}

// parts gives the words of each part that has any.
func (b *bench) parts() map[string]int {
	out := map[string]int{}
	for _, s := range b.weigh().Shares {
		if s.Words > 0 {
			out[s.Name] = s.Words
		}
	}
	return out
}

func TestWeigh(t *testing.T) {
	docs := []detect.Document{{Name: "one", Source: "One"}, {Name: "two", Source: "Two"}}
	for name, c := range map[string]struct {
		policy Policy
		said   []said
		want   map[string]int
	}{
		"nothing":                       {Policy{}, nil, map[string]int{Original: 100}},
		"kinds":                         {Policy{}, []said{{0, 10, 1, 0, 0}, {10, 30, 1, 1, 0}, {30, 60, 1, 2, 0}}, map[string]int{Verbatim: 10, NearDuplicate: 20, Spun: 30, Original: 40}},
		"the most alike":                {Policy{}, []said{{0, 20, 1, 2, 0}, {10, 30, 2, 0, 0}}, map[string]int{Spun: 10, Verbatim: 20, Original: 70}},
		"inside after elsewhere":        {Policy{}, []said{{0, 20, 0, 0, 0}, {10, 30, 1, 2, 0}}, map[string]int{Inside: 10, Spun: 20, Original: 70}},
		"a template":                    {Policy{}, []said{{0, 20, 1, 2, detect.Parallel}, {10, 30, 2, 2, 0}}, map[string]int{Template: 10, Spun: 20, Original: 70}},
		"a verbatim template is a copy": {Policy{}, []said{{0, 20, 1, 0, detect.Template}}, map[string]int{Verbatim: 20, Original: 80}},
		"a template that counts":        {Policy{Count: []Reason{TemplateText}}, []said{{0, 20, 1, 2, detect.Parallel}}, map[string]int{Spun: 20, Original: 80}},
		"a headline told again":         {Policy{}, []said{{0, 20, 0, 0, detect.Echo}, {40, 50, 0, 0, 0}}, map[string]int{Template: 20, Inside: 10, Original: 70}},
		"both quote":                    {Policy{}, []said{{0, 20, 1, 2, detect.Quotation}}, map[string]int{Quoted: 20, Original: 80}},
		"both quote, and it counts":     {Policy{Count: []Reason{Quotation}}, []said{{0, 20, 1, 2, detect.Quotation}}, map[string]int{Spun: 20, Original: 80}},
		"short":                         {Policy{MinWords: 11}, []said{{0, 10, 1, 0, 0}, {20, 31, 1, 0, 0}}, map[string]int{Excluded: 10, Verbatim: 11, Original: 79}},
		"trusted":                       {Policy{Trusted: []string{"One"}}, []said{{0, 10, 1, 0, 0}, {20, 30, 2, 0, 0}}, map[string]int{Excluded: 10, Verbatim: 10, Original: 80}},
		"trusted and others":            {Policy{Trusted: []string{"One"}}, []said{{0, 10, 1, 0, 0}, {0, 10, 2, 0, 0}}, map[string]int{Excluded: 10, Original: 90}},
		"trusted, others are nearer":    {Policy{Trusted: []string{"One"}}, []said{{0, 10, 1, 2, 0}, {0, 10, 2, 0, 0}}, map[string]int{Verbatim: 10, Original: 90}},
		"trusted does not excuse twice": {Policy{Trusted: []string{"One"}}, []said{{0, 10, 1, 0, 0}, {0, 10, 0, 0, 0}}, map[string]int{Inside: 10, Original: 90}},
		"the reason of the most alike":  {Policy{MinWords: 11}, []said{{0, 10, 1, 2, detect.Parallel}, {0, 10, 2, 0, 0}}, map[string]int{Excluded: 10, Original: 90}},
		"the first of two reasons":      {Policy{MinWords: 11}, []said{{0, 10, 1, 2, 0}, {0, 10, 2, 2, detect.Parallel}}, map[string]int{Template: 10, Original: 90}},
		"the first of two, turned":      {Policy{MinWords: 11}, []said{{0, 10, 2, 2, 0}, {0, 10, 1, 2, detect.Parallel}}, map[string]int{Template: 10, Original: 90}},
		"ignored":                       {Policy{Ignore: []string{"w002 w003"}}, []said{{0, 20, 1, 0, 0}}, map[string]int{Excluded: 4, Verbatim: 16, Original: 80}},
		"ignored inside":                {Policy{Ignore: []string{"w002 w003"}}, []said{{0, 20, 0, 0, 0}}, map[string]int{Excluded: 4, Inside: 16, Original: 80}},
		"ignored, little is left":       {Policy{Ignore: []string{"w004 w005 w006 w007 w008"}}, []said{{0, 13, 1, 0, 0}}, map[string]int{Excluded: 13, Original: 87}},
	} {
		t.Run(name, func(t *testing.T) {
			b := &bench{100, c.policy, docs, c.said}
			require.Equal(t, c.want, b.parts())
			checkSums(t, b.weigh())
		})
	}
}

func TestCredit(t *testing.T) {
	docs := []detect.Document{{Name: "late", Date: "2024-05-02"}, {Name: "early", Date: "2024-05-01"}, {Name: "undated"}, {Name: "undated and large"}}
	b := &bench{100, Policy{}, docs, []said{{0, 20, 1, 0, 0}, {10, 30, 2, 1, 0}, {0, 40, 3, 0, 0}, {0, 60, 4, 2, 0}, {80, 90, 0, 0, 0}}}
	r := b.weigh()
	type line struct {
		words              int
		kind, source, also string
	}
	var got []line
	for _, p := range r.Passages {
		got = append(got, line{p.Words, p.Kind, p.Source, strings.Join(p.AlsoIn, ", ")})
	}
	require.Equal(t, []line{
		{10, Verbatim, "late", "undated and large, undated"},
		{20, Verbatim, "early", "late, undated and large, undated"},
		{10, Verbatim, "undated and large", "undated"},
		{20, Spun, "undated and large", ""},
		{10, Inside, "draft", ""},
	}, got)
	var ranked []string
	for _, s := range r.Sources {
		ranked = append(ranked, fmt.Sprintf("%s %d/%d", s.Doc, s.Words, s.Has))
	}
	require.Equal(t, []string{"undated and large 30/60", "early 20/20", "late 10/20", "undated 0/40"}, ranked)
	require.True(t, r.Over)
	require.Equal(t, []Gate{{Copied, 0, .6, true}, {Inside, 0, .1, true}}, r.Gates)
	b.policy.Limits = []Limit{{Spun, .3}, {Copied, .5}}
	require.Equal(t, []Gate{{Spun, .3, .2, false}, {Copied, .5, .6, true}}, b.weigh().Gates)
	b.policy = Policy{Ignore: []string{"w030 w031 w032 w033 w034 w035 w036 w037 w038 w039 w040 w041 w042 w043 w044 w045 w046 w047 w048 w049 w050 w051"}}
	require.Equal(t, "early", b.weigh().Sources[0].Doc, "what does not count ranks no source")
}

func TestCreditCounts(t *testing.T) {
	docs := []detect.Document{{Name: "one"}, {Name: "two"}}
	b := &bench{100, Policy{}, docs, []said{{20, 40, 1, 0, 0}, {30, 50, 1, 0, 0}, {20, 30, 2, 0, 0}}}
	r := b.weigh()
	require.Equal(t, 30, r.Sources[0].Has, "a word that two matches have is one")
	require.Equal(t, []string{"two"}, r.Passages[0].AlsoIn, "half of the words are enough")
	b.said[2].to = 29
	require.Empty(t, b.weigh().Passages[0].AlsoIn)
	b.said = append(b.said, b.said[2], said{21, 28, 2, 0, 0})
	require.Empty(t, b.weigh().Passages[0].AlsoIn, "a document that has the words twice has no more of them")
	b.said = append(b.said, said{28, 30, 2, 0, 0})
	require.Equal(t, []string{"two"}, b.weigh().Passages[0].AlsoIn)
}

func TestWordsAreWhole(t *testing.T) {
	d := newDraft("d", 0, "one two three", nil)
	require.Equal(t, span{1, 2}, d.words(detect.Span{Start: 1, End: 10}))
	require.Equal(t, span{0, 3}, d.words(detect.Span{Start: 0, End: 13}))
	require.Zero(t, d.words(detect.Span{Start: 5, End: 6}).len())
}

// Where several reasons hold, the first is told.
func TestFirstReason(t *testing.T) {
	p := compile(Policy{Ignore: []string{"the bridge is safe"}})
	out := p.outside(newDraft("d", 0, "“The bridge is safe,” she said. The bridge is safe.", nil))
	require.Equal(t, []Reason{Quotation, Quotation, Quotation, Quotation, "", "", IgnoredPhrase, IgnoredPhrase, IgnoredPhrase, IgnoredPhrase}, out)
}

// Words in marks here and there excuse no sentence that is copied around them; what stands
// beside a quotation, or between several, is no reuse if it is little.
func TestMarksInASentence(t *testing.T) {
	for name, c := range map[string]struct {
		text             string
		verbatim, quoted int
	}{
		"a quotation":           {"“The piers are older than the town,” said Holm.", 0, 9},
		"two short ones":        {"“Never again,” said Holm, “and not here.”", 0, 7},
		"two long ones":         {"“The piers are older than the town,” said Holm. “Nobody knows when they were built.”", 0, 15},
		"a copy around a word":  {"Holm said the “granite” piers below the quay were older than the town.", 12, 1},
		"a copy with marks":     {"Holm called “granite” piers below the “quay” older than the “town” and its “church” and walls.", 12, 4},
		"beside a long one":     {"“The piers are older than the town,” said Holm of the “granite” below.", 0, 13},
		"between a long and on": {"“The piers are older than the town,” said Holm of the “granite” below the quay and church.", 9, 8},
	} {
		t.Run(name, func(t *testing.T) {
			p := compile(Policy{})
			d := newDraft("draft", 0, c.text, nil)
			s := newScale(d, &p, func(int) detect.Document { return detect.Document{Name: "one"} })
			s.match(&detect.Match{ID: "m", A: detect.Side{Span: detect.Span{End: len(c.text)}}, B: detect.Side{Ordinal: 1}})
			r := s.weigh()
			require.Equal(t, []int{c.verbatim, c.quoted}, []int{r.Shares[0].Words, r.Shares[quotedPart].Words})
			checkSums(t, r)
		})
	}
}

func drawBench(t *rapid.T) *bench {
	b := &bench{words: rapid.IntRange(1, 60).Draw(t, "words")}
	for i := range rapid.IntRange(1, 5).Draw(t, "docs") {
		b.docs = append(b.docs, detect.Document{Name: fmt.Sprint("doc", i), Source: rapid.SampledFrom([]string{"", "One", "Two"}).Draw(t, "source"),
			Date: rapid.SampledFrom([]string{"", "2024-01-01", "2023-01-01", "soon"}).Draw(t, "date")})
	}
	b.policy = Policy{MinWords: rapid.IntRange(0, 8).Draw(t, "min words")}
	if rapid.Bool().Draw(t, "trusted") {
		b.policy.Trusted = []string{"One"}
	}
	if rapid.Bool().Draw(t, "ignored") {
		b.policy.Ignore = []string{"w003 w004", "w010"}
	}
	for range rapid.IntRange(0, 12).Draw(t, "matches") {
		from := rapid.IntRange(0, b.words-1).Draw(t, "from")
		b.said = append(b.said, said{from, rapid.IntRange(from+1, b.words).Draw(t, "to"), rapid.IntRange(0, len(b.docs)).Draw(t, "doc"),
			detect.Kind(rapid.IntRange(0, 2).Draw(t, "kind")), detect.Class(rapid.IntRange(0, 8).Draw(t, "class"))})
	}
	return b
}

func copied(r *Result) (n int) {
	for _, s := range r.Shares[:3] {
		n += s.Words
	}
	return n
}

func without(b *bench, drop func(said) bool) *bench {
	c := *b
	c.said = nil
	for _, x := range b.said {
		if !drop(x) {
			c.said = append(c.said, x)
		}
	}
	return &c
}

func TestWeighProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBench(t)
		r := b.weigh()
		checkSums(t, r)

		// Fewer sources, less that is copied; a trusted one excuses nothing once it is gone.
		gone := rapid.IntRange(1, len(b.docs)).Draw(t, "gone")
		if len(b.policy.Trusted) == 0 || b.docs[gone-1].Source != "One" {
			require.LessOrEqual(t, copied(without(b, func(x said) bool { return x.doc == gone }).weigh()), copied(r))
		}
		// What is found nowhere does not depend on what counts.
		free := *b
		free.policy = Policy{Count: []Reason{Quotation, TemplateText}}
		all := free.weigh()
		require.Equal(t, r.Shares[originalPart], all.Shares[originalPart])
		require.LessOrEqual(t, copied(r), copied(all))
		for i, s := range all.Shares {
			require.Equal(t, s.Words, s.AllWords)
			require.Equal(t, s.AllWords, r.Shares[i].AllWords)
		}
		// Excusing more never copies more.
		strict := *b
		strict.policy.Trusted = append([]string{"Two"}, b.policy.Trusted...)
		require.LessOrEqual(t, copied(strict.weigh()), copied(r))
		// The order in which matches come makes no difference to the words.
		turned := *b
		turned.said = nil
		for i := range b.said {
			turned.said = append(turned.said, b.said[len(b.said)-1-i])
		}
		require.Equal(t, r.Shares, turned.weigh().Shares)
	})
}

// A passage that many documents have, each several times, is claimed once for each of
// those that would be credited first; the rest is told.
func TestPassageOfManyDocuments(t *testing.T) {
	const docs = 3 * mostCited
	b := bench{words: 100}
	p := compile(Policy{Trusted: []string{"trusted *"}})
	d := newDraft("draft", 0, b.text(), nil)
	s := newScale(d, &p, func(i int) detect.Document {
		name := fmt.Sprint("doc ", i)
		if i%2 == 0 {
			name = "trusted " + name
		}
		return detect.Document{Name: name, Date: fmt.Sprint(3000 - i)}
	})
	g := &detect.Group{ID: "g", Representative: detect.Place{Ordinal: 1}}
	for _, from := range []int{0, 30, 60} {
		g.Occurrences = append(g.Occurrences, detect.Place{Span: d.bytes(span{from, from + 10})})
	}
	for i := range 2 * docs {
		g.Occurrences = append(g.Occurrences, detect.Place{Ordinal: 1 + i/2, Span: detect.Span{Start: i, End: i + 1}})
	}
	s.group(g, nil, 1)
	require.Len(t, s.claims, 3*mostCited)
	require.EqualValues(t, 3*(docs-mostCited), s.uncited)
	for _, c := range s.claims {
		require.Equal(t, 1, c.source%2, "trusted ones come last")
		require.Greater(t, c.source, docs-2*mostCited, "the earliest come first")
	}
}
