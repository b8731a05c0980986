package detect

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/sample"
)

// What is screened out is what measuring would have dropped, and no more.
func TestScreenLosesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		words := rapid.SampledFrom([]int{12, 40, 3000}).Draw(rt, "words") // few make many pairs nearly alike
		r := &result{o: with(func(o *Options) { o.Level = DocumentLevel }), c: newCorpus(nil, nil)}
		r.o.MinPair = rapid.SampledFrom([]float64{0, .3, .5, .9}).Draw(rt, "least")
		var p sample.Sampler
		var b sample.Chunk
		const documents = 30
		for d := range documents {
			var text strings.Builder
			text.WriteString(strings.Repeat("what all of them begin with is this very paragraph ", random.IntN(3)))
			for range random.IntN(60) {
				fmt.Fprintf(&text, "%d ", random.IntN(words))
			}
			doc := Document{Name: fmt.Sprint(d), Text: text.String()}
			require.NoError(rt, r.c.texts.Add(&doc, nil))
			_, err := r.c.docs.Add(&doc, 0)
			require.NoError(rt, err)
			p.Sample(doc.Text, &b)
		}
		r.c.samples.Place(&b)
		require.NoError(rt, r.c.docs.Done())
		var pairs []pair
		var wanted []bool
		for i := range uint32(documents) {
			for j := i + 1; j < documents; j++ {
				pairs, wanted = append(pairs, makePair(i, j)), append(wanted, random.IntN(5) > 0)
			}
		}
		before := append([]bool{}, wanted...)
		s := &screener{r: r, pairs: pairs, wanted: wanted, sizes: make([]uint32, documents)}
		asked := make([]bool, documents)
		for d := range asked {
			asked[d] = true
		}
		step := rapid.Uint32Range(1, documents).Draw(rt, "block")
		for s.hi < documents {
			s.lo, s.hi = s.hi, min(documents, s.hi+step)
			require.NoError(rt, s.take(context.Background(), asked))
			require.NoError(rt, s.look(context.Background()))
		}
		m := newMeasurer(r.c)
		kept, right := 0, 0
		for i, p := range pairs {
			a, b := p.split()
			l, err := m.compare(int(a), int(b))
			require.NoError(rt, err)
			alike := max(l.jaccard, l.containment) >= r.o.MinPair
			require.True(rt, before[i] || !wanted[i], "asks for what was not wanted")
			require.True(rt, wanted[i] || !before[i] || !alike, "%d and %d are lost: %v", a, b, l)
			if before[i] && alike {
				right++
			}
			if wanted[i] {
				kept++
			}
		}
		require.LessOrEqual(rt, kept, right+len(pairs)/20, "sixteen bits tell nearly all apart")
	})
}

// Where many more pairs than documents are candidates, what comes out is the same.
func TestScanOfASharedParagraphIsTheBruteOne(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	word := func(n int) string { return fmt.Sprintf("w%d ", random.IntN(n)) }
	var shared strings.Builder
	for range 60 {
		shared.WriteString(word(1 << 20))
	}
	var phrases []string
	for range 40 {
		phrases = append(phrases, word(1<<20)+word(1<<20)+word(1<<20)+word(1<<20)+word(1<<20)+word(1<<20)+word(1<<20))
	}
	var docs []string
	for range 2*documentCap + 100 {
		var text strings.Builder
		text.WriteString(shared.String())
		for range 12 {
			text.WriteString(phrases[random.IntN(len(phrases))])
		}
		docs = append(docs, text.String())
	}
	level := func(brute bool) *records {
		return scanned(t, with(func(o *Options) { o.Level, o.Brute, o.MinPair = DocumentLevel, brute, .6 }), texts(docs...)...)
	}
	want, got := level(true), level(false)
	require.NotEmpty(t, want.Pairs)
	assert.Equal(t, len(want.Pairs), len(got.Pairs))
	assert.Equal(t, want.Pairs, got.Pairs)
}
