package sample

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/lsh"
	"respun/shingle"
)

// samplesOf takes the samples of texts, in batches of three.
func samplesOf(texts ...string) *List {
	var s List
	var p Sampler
	for part := range slices.Chunk(texts, 3) {
		var b Chunk
		for _, t := range part {
			p.Sample(t, &b)
		}
		s.Place(&b)
	}
	return &s
}

// running is a text of n words, numbered from the given one on.
func running(from, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "word%d ", from+i)
	}
	return b.String()
}

func TestSampleSizes(t *testing.T) {
	for _, tt := range []struct {
		text   string
		thinly uint8
		least  int
		most   int
	}{
		{"", 0, 0, 0}, {"...", 0, 0, 0}, {"one", 0, 1, 1}, {running(0, 67), 0, 63, 63}, {running(0, 200), 2, 30, 70}, {running(0, 4000), 3, 400, 600},
		{strings.Repeat("again ", 5000), 0, 1, 1}, {strings.Repeat(running(0, 20), 500), 0, 20, 20},
	} {
		s := samplesOf(tt.text)
		assert.Equal(t, tt.thinly, s.thinly(0), "%.30s", tt.text)
		assert.GreaterOrEqual(t, len(s.Of(0)), tt.least, "%.30s", tt.text)
		assert.LessOrEqual(t, len(s.Of(0)), tt.most, "%.30s", tt.text)
	}
}

// What two documents share is in both samples, as far as the coarser goes, and whether
// they are alike is told of all of it, whatever is known before. One KeySet is asked
// about several documents.
func TestSamplesMeet(t *testing.T) {
	keys := func(text string, thinly uint8) map[lsh.Key]bool {
		var w shingle.WordShingler
		out := map[lsh.Key]bool{}
		for _, x := range w.Shingles(text, nil) {
			if x>>(64-thinly) == 0 {
				out[sampleKey(x)] = true
			}
		}
		return out
	}
	likely := []*Estimate{NewEstimate(.3), NewEstimate(.5), NewEstimate(1)}
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(0, 700)
		texts := []string{running(0, length.Draw(t, "a")), running(rapid.IntRange(0, 400).Draw(t, "offset"), length.Draw(t, "b")), "third"}
		texts = append(texts, texts[0])
		s := samplesOf(texts...)
		require.Equal(t, len(texts), s.Len())
		require.Equal(t, s.Whole(0), s.Whole(3))
		require.Equal(t, s.Of(0), s.Of(3))
		var first KeySet
		for range 6 {
			d, e := rapid.IntRange(0, 3).Draw(t, "d"), rapid.IntRange(0, 3).Draw(t, "e")
			thinly := max(s.thinly(d), s.thinly(e))
			x, y := keys(texts[d], thinly), keys(texts[e], thinly)
			require.Equal(t, len(x), s.size(d, thinly))
			require.Equal(t, len(y), s.size(e, thinly))
			shared := 0
			for k := range x {
				if y[k] {
					shared++
				}
			}
			first.take(s, d)
			require.Equal(t, shared > 0, first.shares(s.Of(e), 1))
			require.True(t, shared == 0 || first.shares(s.Of(e), shared))
			require.False(t, first.shares(s.Of(e), shared+1))

			asked := rapid.SampledFrom(likely).Draw(t, "asked")
			least := asked.least(min(len(x), len(y)), thinly)
			for met := range min(shared, 254) + 1 {
				require.Equal(t, shared >= least, s.Alike(d, e, met, shared-met, asked, &first))
			}
		}
	})
}

// Texts of other words, or of another order, are others as a whole.
func TestWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("a b c d e f g")), 0, 12)
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		s := samplesOf(strings.Join(a, " "), strings.Join(b, ", "))
		require.Equal(t, slices.Equal(a, b), s.Whole(0) == s.Whole(1))
	})
}

// Of a count that stops at 255 nobody knows what is missing.
func TestAlikeBeyondWhatIsCounted(t *testing.T) {
	s := samplesOf(running(0, 4000), running(0, 4000))
	require.Greater(t, len(s.Of(0)), 400)
	assert.True(t, s.Alike(0, 1, 255, 0, NewEstimate(1), new(KeySet)))
	assert.False(t, s.Alike(0, 1, 254, 0, NewEstimate(1), new(KeySet)))
}

// All shingles of a short document tell its containment; of a sample of a longer one as
// much is asked for as comes four standard errors below.
func TestEstimate(t *testing.T) {
	for _, n := range []int{0, 1, 7, 100, 255, 256, 300, 1000} {
		for k := range n + 1 {
			e := Estimate{asked: float64(k) / float64(max(n, 1))}
			require.Equal(t, max(k, 1), e.compute(n, 0), "%d of %d", k, n)
		}
	}
	for _, asked := range []float64{.3, .5, .9, 1} {
		e := NewEstimate(asked)
		for thinly := range uint8(Bits + 1) {
			assert.Equal(t, 1, e.least(0, thinly))
			for _, n := range []int{1, 7, 100, 255, 256, 300, 1000} {
				population := float64(n) * float64(uint(1)<<thinly) // drawn from without putting back
				variance := float64(n) * asked * (1 - asked) * (population - float64(n)) / population
				assert.InDelta(t, max(1, float64(n)*asked-4*math.Sqrt(variance)+.5), e.least(n, thinly), .5001, "%d keys, 1 in %d, of %v", n, 1<<thinly, asked)
			}
		}
	}
}

// Documents just as alike as asked for are candidates.
func TestSamplesKeepWhatIsAlikeEnough(t *testing.T) {
	lost := 0
	const n = 2000
	for i := range n {
		words := 60 + i%500
		s := samplesOf(running(1000*i, words), running(1000*i+(words-4)/2, words)) // half of the shingles
		if !s.Alike(0, 1, 0, 1<<20, NewEstimate(.5-.5/float64(words-4)), new(KeySet)) {
			lost++
		}
	}
	assert.LessOrEqual(t, lost, 1)
}

func TestManySamplesAreFound(t *testing.T) {
	var s List
	var p Sampler
	for i := range chunkDocs + 10 {
		var b Chunk
		p.Sample(fmt.Sprintf("document number %d", i), &b)
		s.Place(&b)
	}
	require.Equal(t, chunkDocs+10, s.Len())
	for _, d := range []int{0, 1, chunkDocs - 1, chunkDocs, chunkDocs + 9} {
		want := samplesOf(fmt.Sprintf("document number %d", d))
		assert.Equal(t, want.Of(0), s.Of(d))
		assert.Equal(t, want.Whole(0), s.Whole(d))
	}
}
