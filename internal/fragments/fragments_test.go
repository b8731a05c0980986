package fragments

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/align"
	"respun/shingle"
)

// TestStretcher checks copied stretches against what they promise.
func TestStretcher(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.Uint64Range(1, 40)
		core := rapid.SliceOfN(rapid.Uint64Range(100, 1<<40), copyWords, 3*copyWords).Draw(t, "copied")
		a := slices.Concat(rapid.SliceOfN(word, 0, 60).Draw(t, "a0"), core, rapid.SliceOfN(word, 0, 60).Draw(t, "a1"))
		b := slices.Concat(rapid.SliceOfN(word, 0, 60).Draw(t, "b0"), core, rapid.SliceOfN(word, 0, 60).Draw(t, "b1"))
		k := stretcher{capped: func(string, int) {}}
		inA, holds := make([]bool, len(a)), false
		for _, c := range k.find(a, b) {
			if c.same < copyWords || c.A.From < 0 || c.A.To > len(a) || c.B.From < 0 || c.B.To > len(b) {
				t.Fatalf("%+v", c)
			}
			if 2*claimed(inA, c.A) > c.A.Len() {
				t.Fatalf("%+v overlaps others", c)
			}
			claim(inA, c.A)
			at := slices.Index(a, core[0])
			holds = holds || c.A.From <= at && at+len(core) <= c.A.To
		}
		if !holds {
			t.Fatal("the copy was not found whole")
		}
	})
}

// TestClusters checks that clusters hold each point once and part at every gap.
func TestClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &chainer{}
		unit := rapid.IntRange(0, 40)
		for range rapid.IntRange(0, 60).Draw(t, "points") {
			c.points = append(c.points, point{I: unit.Draw(t, "i"), J: unit.Draw(t, "j")})
		}
		var all []int
		for k := range c.points {
			all = append(all, k)
		}
		gaps := [2]int{rapid.IntRange(1, 6).Draw(t, "gap"), rapid.IntRange(1, 6).Draw(t, "gap")}
		var seen []int
		for _, g := range c.clusters(all, gaps) {
			seen = append(seen, g...)
			for axis, gap := range gaps {
				var at []int
				for _, k := range g {
					at = append(at, c.axis(k, axis))
				}
				slices.Sort(at)
				for n := 1; n < len(at); n++ {
					if at[n]-at[n-1] > gap {
						t.Fatalf("a gap of %d along %d", at[n]-at[n-1], axis)
					}
				}
			}
		}
		slices.Sort(seen)
		if !slices.Equal(all, seen) {
			t.Fatalf("%v in clusters, want %v", seen, all)
		}
	})
}

// stems is a vocabulary in which every word is a stem of its own; those of three letters
// say nothing.
type stems struct{ known []string }

func (w *stems) Lookup(_ uint8, folded string) shingle.Token {
	id := slices.Index(w.known, folded)
	if id < 0 {
		id = len(w.known)
		w.known = append(w.known, folded)
	}
	t := shingle.Token(id)
	if len(folded) > 3 {
		t |= shingle.Content
	}
	return t
}

func (*stems) Capitals(uint8) bool { return true }

// documents takes two texts apart, and returns how many stems they have.
func documents(a, b string) (da, db Document, n int) {
	w := &stems{known: []string{""}} // 0 is no stem
	scanner := shingle.NewScanner(w)
	apart := func(text string) Document {
		whole := &shingle.Text{KeepSpans: true}
		scanner.Scan(text, 0, whole)
		return Document{Text: text, Sentences: whole.Sentences, Tokens: whole.Tokens, Words: whole}
	}
	da, db = apart(a), apart(b)
	return da, db, len(w.known)
}

// found returns the passages of two texts, a and b in turn, and what was capped. Stems
// weigh the same; units are seeds where their cosine is likeness and more.
func found(t *testing.T, a, b string, likeness float32) (list []Fragment, passages []string, capped map[string]int) {
	da, db, n := documents(a, b)
	capped = map[string]int{}
	x := NewFinder(n, func(uint32) float32 { return 1 }, func(reason string, n int) { capped[reason] += n })
	x.OpenA(da)
	x.OpenB(db)
	list, err := x.Find(context.Background(), func(i, j int, cosine, _ float32) Score {
		return Score{Value: cosine - likeness, A: Run{i, i}, B: Run{j, j}}
	})
	require.NoError(t, err)
	ua, ub := x.Units()
	for k := range list {
		sa, sb := ua.SpanOf(list[k].Box.A), ub.SpanOf(list[k].Box.B)
		passages = append(passages, a[sa.Start:sa.End], b[sb.Start:sb.End])
	}
	return list, passages, capped
}

const (
	pier   = "Divers found cracks under four pillars. Engineers from Rotterdam will examine that damage next week. Ferries leave from another terminal until further notice."
	shut   = "Cracks under four pillars were found. Next week engineers from Rotterdam examine that damage closely. Until further notice ferries leave elsewhere."
	garden = "Tomatoes need more water than most gardeners believe. Straw keeps soil moist and cool through July. Basil between rows deters whitefly, according to some."
	dawn   = "divers found cracks under four pillars yesterday morning"
	woke   = "Cracks under four pillars yesterday morning divers found."
	chess  = "Somebody opened with Catalan moves, giving pawns away. His opponent defended five hours before careless rook moves decided everything. Organisers expect record crowds tomorrow."
)

func TestFind(t *testing.T) {
	text := func(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") }
	long := strings.TrimSuffix(strings.Repeat(pier[:len(pier)-1]+", and ", 3), ", and ") + "."
	for name, c := range map[string]struct {
		a, b string
		want []string
	}{
		"reworded":                    {text(garden, pier, chess), text(shut), []string{pier, shut}},
		"copied":                      {text(garden, long), text(long, chess), []string{long, long}},
		"beginning a sentence":        {text(garden, dawn+" while gulls circled noisily above crowded fishing boats nearby."), text(woke, chess), []string{dawn, woke}},
		"ending a sentence":           {"Gulls circled noisily above crowded fishing boats nearby while " + dawn + ".", woke, []string{dawn + ".", woke}},
		"twice, of which one is told": {text(shut, garden, chess, garden, shut), pier, []string{shut, pier}},
		"nothing in common":           {garden, chess, nil},
		"no text":                     {"", pier, nil},
		"neither has any":             {"", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, got, capped := found(t, c.a, c.b, .4)
			assert.Equal(t, c.want, got)
			assert.Empty(t, capped)
			for _, f := range list {
				assert.Equal(t, name == "copied", f.Copied)
				assert.False(t, f.Retold)
			}
		})
	}
}

// A text of which every fifth sentence is told in half its words, amid others, is retold as
// a whole, whichever of the two comes first.
func TestFindRetellings(t *testing.T) {
	var long, short []string
	for i := range 40 {
		var words []string
		for k := range 10 {
			words = append(words, fmt.Sprintf("word%c%c", 'a'+i%26, 'a'+10*(i/26)+k))
		}
		words[0] = "W" + words[0][1:]
		long = append(long, strings.Join(words, " ")+".")
		if i%5 == 0 {
			short = append(short, strings.Join(words[:5], " ")+".")
		}
	}
	whole, retold := strings.Join(long, " "), strings.Join(short, " ")
	amid := garden + "\n\n" + retold + "\n\n" + chess
	list, got, _ := found(t, whole, amid, .5)
	assert.Equal(t, []string{whole, retold}, got)
	assert.True(t, list[0].Retold)
	_, got, _ = found(t, amid, whole, .5)
	assert.Equal(t, []string{retold, whole}, got)
	for i := 5; i < len(long); i += 10 {
		long[i] = strings.ReplaceAll(long[i], "ord", "ild")
	}
	list, _, _ = found(t, strings.Join(long, " "), amid, .5)
	require.NotEmpty(t, list)
	for _, f := range list {
		assert.False(t, f.Retold, "half of it is something else")
	}
}

// What is like too many is told, and the rest is found.
func TestFindTellsCaps(t *testing.T) {
	a := strings.Repeat("Divers found cracks under four pillars yesterday.\n\n", unitPairs+9)
	_, got, capped := found(t, a, a, .4)
	assert.NotEmpty(t, got)
	assert.Positive(t, capped["sentence like too many"])
	_, _, capped = found(t, strings.Repeat(a, 9), a, .4)
	assert.Zero(t, capped["stem in too many sentences"], "of the first")
	_, _, capped = found(t, a, strings.Repeat(a, 9), .4)
	assert.Positive(t, capped["stem in too many sentences"], "of the second")
}

func TestFindEnds(t *testing.T) {
	da, db, n := documents(pier, shut)
	x := NewFinder(n, func(uint32) float32 { return 1 }, func(string, int) {})
	x.OpenA(da)
	x.OpenB(db)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := x.Find(ctx, func(int, int, float32, float32) Score { return Score{} })
	assert.ErrorIs(t, err, context.Canceled)
}

func TestSeeds(t *testing.T) {
	da, db, n := documents(pier, shut)
	x := NewFinder(n, func(uint32) float32 { return 1 }, func(string, int) {})
	x.OpenA(da)
	x.OpenB(db)
	list, err := x.Find(context.Background(), func(i, j int, _, _ float32) Score {
		return Score{Value: float32(i) - 1, A: Run{i, i}, B: Run{j, j}} // the first one is no seed
	})
	require.NoError(t, err)
	require.Len(t, list, 1)
	seeds, best := x.Seeds(&list[0])
	assert.Equal(t, 2, seeds)
	assert.Equal(t, 1., best)
	assert.Equal(t, 3, list[0].Points())
}

// Units tile the sentences of a document: short sentences go with the next, and broken
// lines together.
func TestUnits(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []Run
	}{
		"sentences":         {pier, []Run{{0, 0}, {1, 1}, {2, 2}}},
		"a short one":       {"He did. " + pier, []Run{{0, 1}, {2, 2}, {3, 3}}},
		"broken lines":      {"Divers found cracks under four pillars of\nthat quay", []Run{{0, 1}}},
		"lines of a list":   {"Divers found cracks under four pillars.\nEngineers will examine that damage.", []Run{{0, 0}, {1, 1}}},
		"a blank line":      {"Divers found cracks under four pillars\n\nEngineers will examine that damage", []Run{{0, 0}, {1, 1}}},
		"nothing to cut up": {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, n := documents(c.text, "")
			var u Units
			stamp := uint32(0)
			u.cut(d, make([]uint32, n), &stamp)
			assert.Equal(t, c.want, u.runs)
			assert.Equal(t, len(c.want), u.Len())
		})
	}
}

// Text that repeats itself without end has more shared runs than are kept, and that is told.
func TestStretcherIsCapped(t *testing.T) {
	a := make([]uint64, 60_000)
	for i := range a {
		a[i] = uint64(i*i*i%97) % 5
	}
	told := map[string]int{}
	k := stretcher{capped: func(reason string, n int) { told[reason] += n }}
	k.find(a, a[7:])
	assert.Positive(t, told["copies in text that repeats itself"])
	assert.LessOrEqual(t, len(k.runs)*align.SnapRun, copyEffort*2*len(a)+copySpare)
	told = map[string]int{}
	for i := range a {
		a[i] = uint64(i)
	}
	assert.Len(t, k.find(a, a[7:]), 1)
	assert.Empty(t, told)
}
