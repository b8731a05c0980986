package copies

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/shingle"
)

// tokens numbers words as they come: those of more than three letters are content.
type tokens map[string]shingle.Token

func (k tokens) of(text string) (out []shingle.Token) {
	for _, w := range strings.Fields(text) {
		if _, known := k[w]; !known {
			k[w] = shingle.Token(len(k))
			if len(w) > 3 {
				k[w] |= shingle.Content
			}
		}
		out = append(out, k[w])
	}
	return out
}

// found lists the copies of a in b as "words of a | words of b | shared".
func found(a, b string, same bool) (out []string) {
	k, words := NewFinder(), tokens{}
	ta := words.of(a)
	k.Open(0, ta)
	tb := words.of(b)
	if same {
		tb = ta
	}
	for _, c := range k.Append(nil, tb, 0, len(tb), same) {
		x, y := strings.Fields(a)[c.A.First:c.A.Last+1], strings.Fields(b)[c.B.First:c.B.Last+1]
		out = append(out, strings.Join(x, " ")+" | "+strings.Join(y, " ")+" | "+string(rune('0'+c.Shared)))
	}
	return out
}

func TestCopies(t *testing.T) {
	other := func(n int, word string) string { return strings.Repeat(" "+word, n) + " " }
	for name, c := range map[string]struct {
		a, b string
		want []string
	}{
		"six words":           {"xxxx alpha bravo charly delta echoes foxtrot", "yyyy zzzz alpha bravo charly delta echoes foxtrot yyyy", []string{"alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6"}},
		"five are too few":    {"xxxx alpha bravo charly delta echoes xxxx", "alpha bravo charly delta echoes", nil},
		"no content":          {"a b c d e f g h", "a b c d e f g h", nil},
		"a word replaced":     {"alpha bravo charly delta echoes foxtrot golfer", "alpha bravo charly zzzz echoes foxtrot golfer", []string{"alpha bravo charly delta echoes foxtrot golfer | alpha bravo charly zzzz echoes foxtrot golfer | 6"}},
		"a word moved in":     {"alpha bravo charly echoes foxtrot golfer", "alpha bravo charly delta echoes foxtrot golfer", []string{"alpha bravo charly echoes foxtrot golfer | alpha bravo charly delta echoes foxtrot golfer | 6"}},
		"what is kept within": {"alpha bravo charly delta hotel echoes foxtrot golfer", "alpha bravo charly delta zzzz hotel yyyy echoes foxtrot golfer", []string{"alpha bravo charly delta hotel echoes foxtrot golfer | alpha bravo charly delta zzzz hotel yyyy echoes foxtrot golfer | 8"}},
		"more is lost than had between": {"alpha bravo charly" + other(6, "xxxx") + "delta echoes foxtrot", "alpha bravo charly" + other(6, "yyyy") + "delta echoes foxtrot",
			nil},
		"an end behind a word":      {"alpha bravo charly delta echoes xxxx foxtrot", "alpha bravo charly delta echoes yyyy foxtrot", []string{"alpha bravo charly delta echoes xxxx foxtrot | alpha bravo charly delta echoes yyyy foxtrot | 6"}},
		"a beginning before a word": {"foxtrot xxxx alpha bravo charly delta echoes", "foxtrot yyyy alpha bravo charly delta echoes", []string{"foxtrot xxxx alpha bravo charly delta echoes | foxtrot yyyy alpha bravo charly delta echoes | 6"}},
		"as much lost as gained":    {"golfer xxxx alpha bravo charly delta echoes foxtrot", "golfer yyyy zzzz alpha bravo charly delta echoes foxtrot", []string{"alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6"}},
		"no stop word behind one":   {"alpha bravo charly delta echoes foxtrot xxxx the", "alpha bravo charly delta echoes foxtrot yyyy the", []string{"alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6"}},
		"too far behind":            {"alpha bravo charly delta echoes foxtrot" + other(3, "xxxx") + "golfer", "alpha bravo charly delta echoes foxtrot" + other(3, "yyyy") + "golfer", []string{"alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6"}},
		"two far apart": {"alpha bravo charly delta echoes foxtrot" + other(20, "xxxx") + "golfer hotel india juliet kilos limas", "alpha bravo charly delta echoes foxtrot" + other(20, "yyyy") + "golfer hotel india juliet kilos limas",
			[]string{"alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6", "golfer hotel india juliet kilos limas | golfer hotel india juliet kilos limas | 6"}},
		"in another order": {"alpha bravo charly delta echoes foxtrot golfer hotel india juliet kilos limas", "golfer hotel india juliet kilos limas alpha bravo charly delta echoes foxtrot",
			[]string{"golfer hotel india juliet kilos limas | golfer hotel india juliet kilos limas | 6", "alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6"}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, found(c.a, c.b, false)) })
	}
}

// A document is held against what stands earlier in it.
func TestCopiesInside(t *testing.T) {
	const text = "alpha bravo charly delta echoes foxtrot xxxx yyyy alpha bravo charly delta echoes foxtrot zzzz"
	assert.Equal(t, []string{"alpha bravo charly delta echoes foxtrot | alpha bravo charly delta echoes foxtrot | 6"}, found(text, text, true))
	const once = "alpha bravo charly delta echoes foxtrot golfer hotel"
	assert.Empty(t, found(once, once, true))
}

// A passage of which single words were replaced is found to the word, with all that it
// kept, wherever it stands.
func TestEditedPassagesAreFoundToTheWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		next := shingle.Token(0)
		fresh := func(n int) (out []shingle.Token) {
			for range n {
				next++
				out = append(out, next|shingle.Content)
			}
			return out
		}
		passage := fresh(rapid.IntRange(6, 120).Draw(t, "length"))
		edited := append([]shingle.Token{}, passage...)
		shared := len(passage)
		for i := rapid.IntRange(3, 9).Draw(t, "first"); i+3 < len(passage); i += rapid.IntRange(4, 12).Draw(t, "step") {
			edited[i] = fresh(1)[0]
			shared--
		}
		if shared < LeastShared {
			t.Skip("too little is left")
		}
		a0, b0 := rapid.IntRange(0, 30).Draw(t, "before a"), rapid.IntRange(0, 30).Draw(t, "before b")
		ta := append(append(fresh(a0), passage...), fresh(7)...)
		tb := append(append(fresh(b0), edited...), fresh(9)...)
		k := NewFinder()
		k.Open(0, ta)
		want := []Copy{{Run{a0, a0 + len(passage) - 1}, Run{b0, b0 + len(passage) - 1}, shared}}
		assert.Equal(t, want, k.Append(nil, tb, 0, len(tb), false))
		assert.Zero(t, k.TakeCapped())
	})
}

// Whatever is found lies in the texts and shares, in order, as many words as it says.
func TestCopiesShareWhatTheySay(t *testing.T) {
	word := rapid.Map(rapid.IntRange(1, 8), func(i int) shingle.Token { return shingle.Token(i) | shingle.Content })
	rapid.Check(t, func(t *rapid.T) {
		ta, tb := rapid.SliceOfN(word, 0, 60).Draw(t, "a"), rapid.SliceOfN(word, 0, 60).Draw(t, "b")
		k := NewFinder()
		k.Open(0, ta)
		for _, c := range k.Append(nil, tb, 0, len(tb), false) {
			assert.LessOrEqual(t, 0, min(c.A.First, c.B.First))
			assert.Less(t, c.A.Last, len(ta))
			assert.Less(t, c.B.Last, len(tb))
			a, b := ta[c.A.First:c.A.Last+1], tb[c.B.First:c.B.Last+1]
			assert.LessOrEqual(t, c.Shared, inOrder(a, b, make([]int32, 100)))
			assert.GreaterOrEqual(t, c.Shared, LeastShared)
			assert.GreaterOrEqual(t, 2*c.Shared, max(len(a), len(b)))
		}
	})
}

// A text of one line over and over shares more runs than are looked at, which is told.
func TestTooManyRunsAreTold(t *testing.T) {
	text := tokens{}.of(strings.Repeat("alpha bravo charly ", int(maxAnchors)/anchorTwice/3+100))
	k := NewFinder()
	k.Open(0, text)
	k.Append(nil, text, 0, len(text), false)
	assert.Positive(t, k.TakeCapped())
	assert.Zero(t, k.TakeCapped(), "told once")
}

func TestInOrder(t *testing.T) {
	var slow func(a, b []shingle.Token) int
	slow = func(a, b []shingle.Token) int {
		switch {
		case len(a) == 0 || len(b) == 0:
			return 0
		case a[0].ID() == b[0].ID():
			return 1 + slow(a[1:], b[1:])
		}
		return max(slow(a[1:], b), slow(a, b[1:]))
	}
	word := rapid.Map(rapid.IntRange(0, 2), func(i int) shingle.Token { return shingle.Token(i) })
	row := make([]int32, 9)
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(word, 0, 8).Draw(t, "a"), rapid.SliceOfN(word, 0, 8).Draw(t, "b")
		assert.Equal(t, slow(a, b), inOrder(a, b, row))
	})
	long := make([]shingle.Token, len(row))
	assert.Zero(t, inOrder(long, long, row), "what has no room is not measured")
}

func TestElsewhere(t *testing.T) {
	words := tokens{}
	k := NewFinder()
	k.Open(0, words.of("alpha bravo charly xxxx alpha bravo charly yyyy"))
	run := words.of("alpha bravo charly")
	assert.True(t, k.Elsewhere(run, [2]Run{{0, 2}, {20, 30}}))
	assert.False(t, k.Elsewhere(run, [2]Run{{0, 2}, {4, 6}}))
	assert.False(t, k.Elsewhere(words.of("charly bravo alpha"), [2]Run{{20, 30}, {20, 30}}))
}
