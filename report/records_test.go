package report

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Who adds the shares of a whole up gets the whole: three thirds are no .9999.
func TestFractionsSumToTheWhole(t *testing.T) {
	require.Equal(t, []float64{.3334, .3333, .3333}, fractions(1./3, 1./3, 1./3))
	require.Equal(t, []float64{.1667, .1667, .6666, 0}, fractions(1./6, 1./6, 4./6, 0), "none of nothing is something")
	require.Equal(t, []float64{1, 0}, fractions(1, math.NaN()))
	require.Empty(t, fractions())
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.IntRange(0, 1000), 1, 9).Draw(t, "words")
		all := 0
		for _, n := range words {
			all += n
		}
		shares := make([]float64, len(words))
		for i, n := range words {
			shares[i] = float64(n) / float64(max(1, all))
		}
		sum := 0.
		for i, f := range fractions(shares...) {
			sum += f
			assert.LessOrEqual(t, math.Abs(f-shares[i]), 1.01e-4)
			assert.Equal(t, words[i] == 0, shares[i] == 0)
			assert.True(t, words[i] > 0 || f == 0)
		}
		assert.InDelta(t, min(1, all), sum, 1e-9)
	})
}

// One share is one number in text and on a page, rounded once.
func TestPercentIsTheSameOnThePage(t *testing.T) {
	assert.Equal(t, "84.2%", percent(369./438))
	b := startBrowser(t)
	s := desk()
	for _, x := range []float64{369. / 438, .8425, .8475, .00049, .0005, 1. / 3, .9995, 1} {
		s.checks[0].Shares[0].Share = x
		b.open(s.play(t, "html", Options{}))
		assert.Equal(t, percent(x), b.Text(`document.querySelector(".draft .plain tbody .n").textContent`), "%v", x)
	}
}
