package detect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

// Summing up stem by stem names the pairs that comparing each two sentences does.
func TestSummedPairsAgainstEachTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := storyOf(rapid.SliceOfN(rapid.SampledFrom([]string{library, quay, quaySpun, glacier, "The quay is old. ", "Divers found cracks.\n"}), 1, 8).Draw(t, "parts")...)
		d, err := New(Defaults())
		require.NoError(t, err)
		c, err := d.load(context.Background(), All(texts(text)...), nil, nil)
		require.NoError(t, err)
		a := c.view(0)
		p := newPairer(c)
		p.open(a, a)
		want := []pair{}
		for i := range a.len() {
			for j := i + 1; j < a.len(); j++ {
				if a.near(i, j) || commonRarest(c, uint32(i), uint32(j)) >= 2 {
					want = append(want, makePair(uint32(i), uint32(j)))
				}
			}
		}
		var n innerPairs
		got := sortPairs(n.summed(p, []pair{}))
		assert.Equal(t, p.strong(slices.Clone(want), gateInside), got)
		assert.Equal(t, got, n.strong(a, want))
	})
}

// commonRarest counts the stems that are among the rarest of both sentences.
func commonRarest(c *corpus, i, j uint32) (n int) {
	x := c.contents.rarest(i, rareStemsIn, c.vocab.ranks, nil)
	for _, r := range c.contents.rarest(j, rareStemsIn, c.vocab.ranks, nil) {
		for _, q := range x {
			if q == r {
				n++
			}
		}
	}
	return n
}

// A bag comes rarest first, however long it is.
func TestBagsAreRarestFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 5, 64, 65, 300}).Draw(t, "stems")
		c := &corpus{vocab: newVocabulary()}
		var bag []shingle.Token
		for range n {
			bag = append(bag, c.vocab.Lookup(0, rapid.StringMatching(`[a-z]{4,7}`).Draw(t, "word")))
		}
		newLister(c).rarestFirst(bag)
		for i := 1; i < len(bag); i++ {
			assert.LessOrEqual(t, c.vocab.ranks[bag[i-1].ID()], c.vocab.ranks[bag[i].ID()])
		}
	})
}

// What buckets inside a long document leave out is told.
func TestCappedInsideIsTold(t *testing.T) {
	var b strings.Builder
	for i := range mostSummed + 60 {
		fmt.Fprintf(&b, "Divers found cracks in granite pier %s%s.\n\n", letters(i), letters(i+3))
	}
	r := scanned(t, Defaults(), texts(b.String())...)
	assert.Positive(t, r.stage(t, "windows").Capped[cappedInside])
}
