package filter

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zeebo/xxh3"
	"pgregory.net/rapid"

	"respun/detect"
	"respun/shingle"
)

// writer makes up texts: words drawn by a seed, so that two seeds share nothing.
type writer struct{ *rand.Rand }

func newWriter(seed uint64) writer { return writer{rand.New(rand.NewPCG(seed, 7))} }

func (w writer) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteString([]string{" ", " ", " ", " ", ", ", ". "}[w.IntN(6)])
		}
		fmt.Fprintf(&b, "w%d", w.IntN(20000))
	}
	return b.String()
}

// edited replaces a word in so many.
func (w writer) edited(text string, one int) string {
	words := strings.Fields(text)
	for i := one / 2; i < len(words); i += one {
		words[i] = fmt.Sprintf("x%d", w.IntN(20000))
	}
	return strings.Join(words, " ")
}

func put(t *testing.T, f *Filter, name, text string) Verdict {
	t.Helper()
	v, err := f.Put(t.Context(), detect.Document{Name: name, Text: text})
	require.NoError(t, err)
	return v
}

func newFilter(t *testing.T, change func(*Options)) *Filter {
	t.Helper()
	o := Defaults()
	if change != nil {
		change(&o)
	}
	f, err := New(t.Context(), o)
	require.NoError(t, err)
	return f
}

func TestVerdicts(t *testing.T) {
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprintf("text kept %v", keep), func(t *testing.T) {
			w := newWriter(1)
			f := newFilter(t, func(o *Options) { o.KeepText = keep })
			a, b := w.text(300), w.text(300)
			for _, c := range []struct {
				name, text string
				kind       Kind
				of         string
				similarity float64 // about
				coverage   float64
			}{
				{"a", a, Unseen, "", 0, 0},
				{"b", b, Unseen, "", 0, 0},
				{"a copied", a, Exact, "a", 1, 1},
				{"a in capitals", strings.ToUpper(a), Exact, "a", 1, 1},
				{"a edited", w.edited(a, 50), NearDuplicate, "a", .82, .9},
				{"a framed", w.text(150) + ". " + a + ". " + w.text(150), Contains, "a", .5, .5},
				{"half of a", a[:len(a)/2] + ". " + w.text(150), Contains, "a", .33, .5},
				{"part of b", b[len(b)/4 : len(b)*3/4], Contained, "b", .5, 1},
				{"b", w.edited(b, 20), Revision, "b", .63, .77},
				{"c", w.text(300), Unseen, "", 0, 0},
				{"no words", "...", Unseen, "", 0, 0},
				{"no words either", "...", Unseen, "", 0, 0},
				{"nothing", "", Unseen, "", 0, 0},
			} {
				v := put(t, f, c.name, c.text)
				if c.name == "half of a" { // as large as a: either may be said
					assert.Contains(t, []Kind{Contains, Contained}, v.Kind)
				} else {
					assert.Equal(t, c.kind, v.Kind, "%s: %+v", c.name, v)
				}
				assert.Equal(t, c.of, v.Of, c.name)
				assert.InDelta(t, c.similarity, v.Similarity, .1, "%s similarity", c.name)
				assert.InDelta(t, c.coverage, v.Coverage, .07, "%s coverage", c.name)
				assert.Equal(t, !keep && v.Of != "" && v.Kind != Exact, v.Estimate, "%s estimate", c.name)
				assert.Equal(t, v, put(t, f, c.name, c.text), "%s again", c.name)
			}
		})
	}
}

// A page may come without words first, or later, and a copy of a copy be revised: what stands
// for it is the first of all.
func TestRevisions(t *testing.T) {
	w := newWriter(10)
	for _, keep := range []bool{false, true} {
		f := newFilter(t, func(o *Options) { o.KeepText = keep })
		a := w.text(400)
		almost := a + " z1"
		for _, c := range []struct {
			name, text string
			kind       Kind
			of         string
			similarity float64 // about
		}{
			{"empty", "", Unseen, "", 0},
			{"empty", w.text(100), Revision, "empty", 0},
			{"emptied", w.text(100), Unseen, "", 0},
			{"emptied", "...", Revision, "emptied", 0},
			{"emptied", "", Revision, "emptied", 0},
			{"a", a, Unseen, "", 0},
			{"b", almost, NearDuplicate, "a", 1},
			{"c", strings.ToUpper(almost), Exact, "b", 1},
			{"c", almost + " z2", Revision, "c", 1},
			{"d", almost, Exact, "b", 1},
			{"d", a, Revision, "d", 1},
		} {
			v := put(t, f, c.name, c.text)
			assert.Equal(t, c.kind, v.Kind, "%s: %+v", c.name, v)
			assert.Equal(t, c.of, v.Of, c.name)
			assert.InDelta(t, c.similarity, v.Similarity, .02, c.name)
		}
	}
}

// Whatever comes under whatever name: what the sketches say is what the texts do.
func TestEstimatesAgainstTexts(t *testing.T) {
	w := newWriter(11)
	a, b := w.text(400), w.text(300)
	almost := a + " z1"
	texts := []string{"", "...", a, almost, strings.ToUpper(almost), almost + " z2 z3", w.edited(a, 60), a[:len(a)*2/3], b, b + " z4", w.text(200)}
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{0, 1, 2}).Draw(t, "remembered")
		o := Defaults()
		o.MaxDocuments = most
		estimating, err := New(context.Background(), o)
		require.NoError(t, err)
		o.KeepText = true
		exact, err := New(context.Background(), o)
		require.NoError(t, err)
		said := map[string][]string{} // by name: a revision is remembered beside what it revises
		for range rapid.IntRange(1, 12).Draw(t, "documents") {
			d := detect.Document{Name: rapid.SampledFrom([]string{"", "x", "y", "z"}).Draw(t, "name"), Text: texts[rapid.IntRange(0, len(texts)-1).Draw(t, "text")]}
			got, err := estimating.Put(context.Background(), d)
			require.NoError(t, err)
			want, err := exact.Put(context.Background(), d)
			require.NoError(t, err)
			require.Equal(t, want.Kind, got.Kind)
			if most == 0 { // else what stands for another may be forgotten before it
				if want.Of != got.Of { // of two that are as near a sketch may take the other
					require.InDelta(t, want.Similarity, nearestOf(said[got.Of], d.Text), .02)
				}
				require.InDelta(t, want.Similarity, got.Similarity, .1)
				require.InDelta(t, want.Coverage, got.Coverage, .1)
			}
			name := cmp.Or(d.Name, textName(xxh3.HashString(d.Text)))
			said[name] = append(said[name], d.Text)
		}
	})
}

// nearestOf is the Jaccard index of a text and the most alike of others.
func nearestOf(others []string, text string) (most float64) {
	for _, other := range others {
		most = max(most, exactJaccard(other, text))
	}
	return most
}

// A revision is measured however short it is, and what a sketch cannot see is not called the
// same: a word of twenty thousand.
func TestEstimatesOfRevisions(t *testing.T) {
	w := newWriter(12)
	for _, words := range []int{8, 12, 20, 40, 100, 500, 20000} {
		for i := range 20 {
			name := fmt.Sprint(words, " words, ", i)
			text := w.text(words)
			revised := strings.Fields(text)
			revised[w.IntN(words)] = "new"
			f, exact := newFilter(t, nil), newFilter(t, func(o *Options) { o.KeepText = true })
			put(t, f, name, text)
			put(t, exact, name, text)
			got, want := put(t, f, name, strings.Join(revised, " ")), put(t, exact, name, strings.Join(revised, " "))
			assert.Equal(t, Revision, got.Kind)
			assert.True(t, got.Estimate)
			assert.InDelta(t, want.Similarity, got.Similarity, .06, name)
			assert.InDelta(t, want.Coverage, got.Coverage, .06, name)
			assert.Less(t, max(got.Similarity, got.Coverage), 1., name)
		}
	}
	f := newFilter(t, nil)
	text := w.text(200)
	put(t, f, "a", text)
	v := put(t, f, "a", text+"!")
	assert.Equal(t, Verdict{Kind: Revision, Of: "a", Similarity: 1, Coverage: 1, Matches: 1}, v, "the words are known to be the same")
}

// Keys whose buckets are full say nothing of a former text that they do not name.
func TestEstimatesOfRevisionsInFullBuckets(t *testing.T) {
	w := newWriter(13)
	f := newFilter(t, nil)
	frame := w.text(14)
	for i := range 2 * likesLimit {
		put(t, f, fmt.Sprint(i), frame+" "+w.text(10))
	}
	last := frame + " " + w.text(4)
	put(t, f, "last", last)
	assert.InDelta(t, .93, put(t, f, "last", last+" more").Similarity, .06)
}

// Where all buckets are full the sketch alone tells.
func TestEstimatesOfRevisionsInFullBucketsAlone(t *testing.T) {
	for _, words := range []int{8, 200} {
		w := newWriter(13)
		f, exact := newFilter(t, nil), newFilter(t, func(o *Options) { o.KeepText = true })
		frame := w.text(words)
		for i := range 2 * likesLimit {
			put(t, f, fmt.Sprint(i), frame+" "+w.text(10))
		}
		put(t, f, "frame", frame+" more")
		put(t, exact, "frame", frame+" more")
		got, want := put(t, f, "frame", frame), put(t, exact, "frame", frame)
		assert.InDelta(t, want.Similarity, got.Similarity, .06, "%d words", words)
		assert.InDelta(t, want.Coverage, got.Coverage, .06, "%d words", words)
	}
}

func TestLongArticleIsNotTheBriefItQuotes(t *testing.T) {
	w := newWriter(2)
	f := newFilter(t, nil)
	brief := w.text(60)
	put(t, f, "brief", brief)
	assert.Equal(t, Unseen, put(t, f, "long", w.text(1000)+". "+brief+". "+w.text(1000)).Kind)
}

func TestDocumentsWithoutNames(t *testing.T) {
	w := newWriter(3)
	f := newFilter(t, nil)
	text := w.text(100)
	assert.Equal(t, Unseen, put(t, f, "", text).Kind)
	v := put(t, f, "", text)
	assert.Equal(t, Exact, v.Kind)
	assert.Regexp(t, `^text:[0-9a-f]{16}$`, v.Of)
	assert.Equal(t, Unseen, put(t, f, "", w.text(100)).Kind, "no revision")
}

// Each copy tells the name of what it repeats, and remembers it.
func TestNamesHaveABound(t *testing.T) {
	const text = "The storm closed every harbour on the northern coast."
	f := newFilter(t, nil)
	assert.Equal(t, Verdict{Kind: Error, Detail: "a name of 8193 bytes, more than 8192"}, put(t, f, strings.Repeat("n", shingle.MaxName+1), text))
	longest := strings.Repeat("n", shingle.MaxName)
	assert.Equal(t, Unseen, put(t, f, longest, text).Kind, "what is no name is not remembered")
	assert.Equal(t, longest, put(t, f, "copy", text).Of)
	assert.Equal(t, 2, f.Stats().Documents)
}

func TestFramesAreNoReuse(t *testing.T) {
	for _, source := range []string{"The Site", ""} {
		for _, own := range []int{60, 200} {
			t.Run(fmt.Sprintf("source %q, %d words", source, own), func(t *testing.T) {
				w := newWriter(4)
				f := newFilter(t, nil)
				head, foot := w.text(40), w.text(80)
				late := 0
				var article string
				for i := range 200 {
					article = w.text(own)
					v, err := f.Put(t.Context(), detect.Document{Name: fmt.Sprint(i), Text: head + "\n" + article + "\n" + foot, Source: source})
					require.NoError(t, err)
					if i >= 2*frameUnknown && v.Kind != Unseen {
						late++
					}
				}
				assert.LessOrEqual(t, late, 10, "of 136 pages taken for copies once the frame is known")
				v, err := f.Put(t.Context(), detect.Document{Name: "copy", Text: head + "\n" + article + "\n" + foot + "\nand a word more", Source: source})
				require.NoError(t, err)
				assert.Equal(t, NearDuplicate, v.Kind, "a copy of a page is one")
				v, err = f.Put(t.Context(), detect.Document{Name: "elsewhere", Text: article + w.text(20), Source: "Another Site"})
				require.NoError(t, err)
				assert.Contains(t, []Kind{NearDuplicate, Contained}, v.Kind, "a copy without the frame is one")
			})
		}
	}
}

func TestWireStoryIsNoFrame(t *testing.T) {
	w := newWriter(5)
	f := newFilter(t, nil)
	story := w.text(200)
	for i := range 150 {
		v, err := f.Put(t.Context(), detect.Document{Name: fmt.Sprint(i), Text: w.text(60) + "\n" + story + "\n" + w.text(60), Source: fmt.Sprintf("outlet %d", i)})
		require.NoError(t, err)
		if i > 0 {
			require.NotEqual(t, Unseen, v.Kind, "copy %d", i)
		}
	}
}

func TestTTLAndMaxDocumentsForget(t *testing.T) {
	w := newWriter(6)
	now := time.Unix(1e9, 0)
	f := newFilter(t, func(o *Options) { o.TTL, o.Now = time.Hour, func() time.Time { return now } })
	a := w.text(200)
	put(t, f, "a", a)
	now = now.Add(time.Hour - time.Second)
	assert.Equal(t, Exact, put(t, f, "copy", a).Kind)
	now = now.Add(time.Second)
	assert.Equal(t, Unseen, put(t, f, "later copy", a).Kind)
	v := put(t, f, "copy", a)
	assert.Equal(t, "a", v.Of, "the first verdict holds though its reason is forgotten")

	f = newFilter(t, func(o *Options) { o.MaxDocuments = 2 })
	put(t, f, "a", a)
	put(t, f, "b", w.text(200))
	put(t, f, "c", w.text(200))
	assert.Equal(t, Unseen, put(t, f, "copy", a).Kind)
	assert.Equal(t, 2, f.Stats().Documents)

	f = newFilter(t, func(o *Options) { o.MaxDocuments = 2 })
	put(t, f, "a", a)
	put(t, f, "b", w.text(200))
	assert.Equal(t, Exact, put(t, f, "copy", a).Kind, "with as many as are remembered")
	assert.Equal(t, 2, f.Stats().Documents)
}

// A stream ten times the window must take no more memory than the window.
func TestMemoryIsFlat(t *testing.T) {
	w := newWriter(7)
	now := time.Unix(1e9, 0)
	const window = 3000
	f := newFilter(t, func(o *Options) { o.TTL, o.Now = window*time.Second, func() time.Time { return now } })
	var first int64
	for i := range 10 * window {
		put(t, f, fmt.Sprint(i), w.text(120))
		now = now.Add(time.Second)
		if i == 2*window {
			first = f.Stats().Bytes
		}
	}
	assert.LessOrEqual(t, f.Stats().Bytes, first*115/100)
	assert.LessOrEqual(t, f.Stats().Documents, window)
}

// What is said must not depend on how documents are grouped or by whom.
func TestBatchesSayTheSame(t *testing.T) {
	w := newWriter(8)
	var docs []detect.Document
	for i := range 400 {
		text := w.text(80 + w.IntN(300))
		if i > 10 && i%3 == 0 {
			old := docs[w.IntN(len(docs))].Text
			text = old[:len(old)*(1+w.IntN(4))/4] + " " + w.text(w.IntN(100))
		}
		docs = append(docs, detect.Document{Name: fmt.Sprint(i), Text: text})
	}
	run := func(keep bool, size int) (all []Verdict) {
		f := newFilter(t, func(o *Options) { o.KeepText = keep })
		for i := 0; i < len(docs); i += size {
			v, err := f.PutAll(t.Context(), docs[i:min(i+size, len(docs))])
			require.NoError(t, err)
			all = append(all, v...)
		}
		return all
	}
	for _, keep := range []bool{false, true} {
		one := run(keep, 1)
		assert.Equal(t, one, run(keep, 7))
		assert.Equal(t, one, run(keep, 400))
	}
}

func TestPutFromManyGoroutines(t *testing.T) {
	f := newFilter(t, func(o *Options) { o.KeepText = true })
	text := newWriter(9).text(200)
	var group sync.WaitGroup
	var mu sync.Mutex
	counts := map[Kind]int{}
	for g := range 8 {
		group.Go(func() {
			for i := range 20 {
				v, err := f.Put(context.Background(), detect.Document{Name: fmt.Sprint(g, "-", i), Text: text})
				assert.NoError(t, err)
				mu.Lock()
				counts[v.Kind]++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	assert.Equal(t, map[Kind]int{Unseen: 1, Exact: 159}, counts)
}

func TestOptionsNameEveryFault(t *testing.T) {
	o := Defaults()
	o.TTL, o.MaxDocuments, o.Level, o.Detect.MinPair = -1, -1, detect.DocumentLevel+1, 2
	_, err := New(t.Context(), o)
	for _, part := range []string{"documents are remembered for", "-1 documents", "level 2"} {
		assert.ErrorContains(t, err, part)
	}
	o.Level = detect.PassageLevel
	_, err = New(t.Context(), o)
	for _, part := range []string{"-1 documents", "the smallest pair"} {
		assert.ErrorContains(t, err, part)
	}
	_, err = New(t.Context(), Options{Level: detect.DocumentLevel})
	assert.NoError(t, err, "nobody reads Detect")
}

// A stream that is not told where a text is would take every line for a bad one.
func TestStreamNeedsToKnowTheText(t *testing.T) {
	var out bytes.Buffer
	_, err := Stream{}.Run(t.Context(), newFilter(t, nil), strings.NewReader("{}\n"), &out)
	assert.ErrorContains(t, err, "text")
	assert.Zero(t, out.Len())
}

func TestContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := newFilter(t, nil).Put(ctx, detect.Document{})
	assert.ErrorIs(t, err, context.Canceled)
}

func TestSpun(t *testing.T) {
	f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
	source := `The city council approved a new budget on Tuesday that raises spending on public transport by twelve million dollars.
Officials said the additional money would pay for forty electric buses and longer service hours on weekends.
Critics of the plan argued that the council had ignored repairs to bridges that engineers called dangerous last year.`
	copied := `Gardeners in the valley are waiting for rain after the driest spring in decades, and many have given up on tomatoes.
On Tuesday the city council approved a new budget that raises spending on public transportation by 12 million dollars.
The additional money would pay for forty electric buses and for longer service hours on weekends, officials said.
A retired teacher has painted every lighthouse on the coast and will show her pictures in the library next month.`
	assert.Equal(t, Unseen, put(t, f, "source", source).Kind)
	v := put(t, f, "spun", copied)
	assert.Equal(t, Spun, v.Kind, "%+v", v)
	assert.Equal(t, "source", v.Of)
	assert.Greater(t, v.Coverage, .3)
	assert.Positive(t, v.Matches)
	assert.False(t, v.Estimate)
	assert.Equal(t, Unseen, put(t, f, "other", newWriter(3).text(80)).Kind)
}

// A revision is told by the most alike of the former ones, whichever came first.
func TestRevisionOfTheMostAlike(t *testing.T) {
	alike := strings.Repeat("The storm closed every harbour on the northern coast before noon. ", 3) + "Two ferries turned back."
	other := strings.Repeat("A bakery in the old town sells rye bread from an oven of 1874. ", 3) + "Nobody else lights the fire."
	for _, former := range [][]string{{alike, other}, {other, alike}} {
		f, err := New(t.Context(), Defaults())
		require.NoError(t, err)
		for _, text := range former {
			_, err := f.Put(t.Context(), detect.Document{Name: "a", Text: text})
			require.NoError(t, err)
		}
		v, err := f.Put(t.Context(), detect.Document{Name: "a", Text: alike + " They came late."})
		require.NoError(t, err)
		assert.Equal(t, Revision, v.Kind)
		assert.Greater(t, v.Similarity, .5)
	}
}
