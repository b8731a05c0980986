package sample

import (
	"fmt"
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

// What two documents share is in both samples, as far as the coarser goes.
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
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(0, 700)
		a := running(0, length.Draw(t, "a"))
		b := running(rapid.IntRange(0, 400).Draw(t, "offset"), length.Draw(t, "b"))
		s := samplesOf(a, b, "third", a)
		require.Equal(t, 4, s.Len())
		require.Equal(t, s.Whole(0), s.Whole(3))
		require.Equal(t, s.Of(0), s.Of(3))
		thinly := max(s.thinly(0), s.thinly(1))
		x, y := keys(a, thinly), keys(b, thinly)
		require.Equal(t, len(x), s.size(0, thinly))
		require.Equal(t, len(y), s.size(1, thinly))
		shared := 0
		for k := range x {
			if y[k] {
				shared++
			}
		}
		var first KeySet
		first.take(s, 0)
		require.Equal(t, shared > 0, first.shares(s.Of(1), 1))
		require.True(t, shared == 0 || first.shares(s.Of(1), shared))
		require.False(t, first.shares(s.Of(1), shared+1))
	})
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
