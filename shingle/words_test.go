package shingle

import (
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWordShingles(t *testing.T) {
	var w WordShingler
	assert.Empty(t, w.Shingles("", nil))
	assert.Empty(t, w.Shingles("… —", nil))
	assert.Len(t, w.Shingles("too few words", nil), 1)
	assert.Len(t, w.Shingles("one two three four five six", nil), 2)
	a := w.Shingles("The Quick, brown fox_1 ÉTÉ jumps", nil)
	b := w.Shingles("the quick brown FOX_1 été - jumps", nil)
	assert.Equal(t, a, b)
	c := w.Shingles("x the quick brown fox_1 été", nil)
	assert.Equal(t, a[0], c[1], "a shingle's hash does not depend on what came before")
}

func naiveWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
}

// naiveShingles is what WordShingler does, word by word.
func naiveShingles(text string) []uint64 {
	var words []uint64
	for _, w := range naiveWords(text) {
		words = append(words, hashBytes([]byte(strings.Map(unicode.ToLower, w))))
	}
	var out []uint64
	for i := range words {
		if i+WordK > len(words) && i > 0 {
			break
		}
		h := uint64(0)
		for _, w := range words[i:min(len(words), i+WordK)] {
			h = h*mul1 + w
		}
		out = append(out, finish(h*mul2))
	}
	return out
}

func TestWordShinglesAreThoseOfTheWords(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", "B", "_", "9", "word", "Longerwords", " ", ", ", "\n", "’", "é", "É", "ſ", "K", "война", "今天", "\xe2\x80", "\xe2", "\x80", "\xff", "٣", "½",
		strings.Repeat("x", 7), strings.Repeat("Y", 8), strings.Repeat("z", 61), strings.Repeat("w", 64), strings.Repeat(" ", 63), strings.Repeat("x", 64*listed-3), strings.Repeat("a ", 32*listed-1)})
	var s WordShingler
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 0, 60).Draw(t, "pieces"), "")
		require.Equal(t, naiveShingles(text), s.Shingles(text, nil))
		require.Equal(t, len(naiveWords(text)), s.Words())
	})
}

func FuzzWordShingles(f *testing.F) {
	f.Add("The quick brown fox_1 — ÉTÉ jumps \xe2\x80\xc3\xa9")
	f.Fuzz(func(t *testing.T, text string) {
		var s WordShingler
		require.Equal(t, naiveShingles(text), s.Shingles(text, nil))
	})
}

func TestWordMarks(t *testing.T) {
	words, high := make([]uint64, 1), make([]uint64, 1)
	for c := range 256 {
		text := make([]byte, 64)
		text[13] = byte(c)
		r := rune(c)
		for _, mark := range []func(text []byte, words, high []uint64){markWords, markWordsPortably} {
			mark(text, words, high)
			assert.Equal(t, c < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'), words[0] == 1<<13, "%q", r)
			assert.Equal(t, c >= utf8.RuneSelf, high[0] == 1<<13, "%q", r)
		}
	}
}

func TestMarksAndEdgesAreThePortableOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.IntRange(1, 5).Draw(t, "blocks")
		text := rapid.SliceOfN(rapid.Byte(), 64*blocks, 64*blocks).Draw(t, "text")
		words, high, want, wantHigh := make([]uint64, blocks), make([]uint64, blocks), make([]uint64, blocks), make([]uint64, blocks)
		markWords(text, words, high)
		markWordsPortably(text, want, wantHigh)
		require.Equal(t, want, words)
		require.Equal(t, wantHigh, high)
		if rapid.Bool().Draw(t, "any") { // as many edges as there can be, too
			words = rapid.SliceOfN(rapid.OneOf(rapid.Uint64(), rapid.Just(uint64(0x5555555555555555)), rapid.Just(uint64(math.MaxUint64))), blocks, blocks).Draw(t, "words")
		}
		base, before := rapid.Uint32().Draw(t, "base"), rapid.Uint64Range(0, 1).Draw(t, "before")
		edges, wanted := make([]uint32, 64*blocks+edgesAhead), make([]uint32, 64*blocks)
		n := listEdgesPortably(words, base, before, wanted)
		require.Equal(t, n, listEdges(words, base, before, edges))
		require.Equal(t, wanted[:n], edges[:n])
	})
}

func BenchmarkWordShingles(b *testing.B) {
	text := seed(b)
	var s WordShingler
	var out []uint64
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		out = s.Shingles(text, out[:0])
	}
}
