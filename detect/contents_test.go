package detect

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A stem's weight goes by how many sentences of the two documents have it, also where
// these are more than a byte counts.
func TestWeightsCountEverySentence(t *testing.T) {
	tests := []struct {
		name string
		a, b []int // sentences with the stem, and all, of either document
	}{
		{"few", []int{40, 800}, []int{20, 900}},
		{"as many as a byte counts", []int{255, 800}, []int{254, 900}},
		{"many in one", []int{700, 800}, []int{20, 900}},
		{"many in the other", []int{0, 800}, []int{900, 900}},
		{"many in both", []int{800, 800}, []int{600, 900}},
	}
	text := func(n []int) string {
		return strings.Repeat("The harbour was quiet. ", n[0]) + strings.Repeat("The garden was quiet. ", n[1]-n[0])
	}
	d, err := New(Defaults())
	require.NoError(t, err)
	for _, tt := range tests {
		c, err := d.load(t.Context(), All(texts(text(tt.a), text(tt.b), "Harbour.")...), nil, nil)
		require.NoError(t, err)
		p, id := newPairer(c), c.tokens[len(c.tokens)-1].ID()
		want := func(with, of int) float64 {
			return max(leastLocal, math.Log10(smooth+float64(of))-math.Log10(float64(p.stems[id].chance)+float64(with)))
		}
		p.open(c.view(0), c.view(1))
		assert.InDelta(t, want(tt.a[0]+tt.b[0], tt.a[1]+tt.b[1]), p.weight(id), 1e-4, tt.name)
		p.open(c.view(0), c.view(0))
		assert.InDelta(t, want(tt.a[0], tt.a[1]), p.weight(id), 1e-4, tt.name)
		p.open(c.view(1), c.view(0)) // as if the first came later
		assert.InDelta(t, want(tt.a[0]+tt.b[0], tt.a[1]+tt.b[1]), p.weight(id), 1e-4, tt.name)
	}
}

// What every sentence of a long text has is no evidence that one was made from another:
// any two of five characters by chance have the same pairs of them.
func TestTextOfFewCharactersIsNotReworded(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var s strings.Builder
	for range 200_000 { // of 100,000 the count that stayed at 255 told nothing wrong
		s.WriteRune([]rune("天地人大小")[rnd.IntN(5)])
	}
	for _, m := range scanned(t, Defaults(), texts(s.String())...).Matches {
		require.Less(t, m.A.Words, 60) // copies by chance are short
	}
}
