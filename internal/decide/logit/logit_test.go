package logit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// drawn makes examples whose answers follow known coefficients.
func drawn(seed uint64, n int, intercept float64, truth ...float64) []Example {
	rnd := rand.New(rand.NewPCG(seed, 0))
	list := make([]Example, n)
	for i := range list {
		e := &list[i]
		for range truth {
			e.Terms = append(e.Terms, 3*rnd.Float64())
		}
		e.Right = rnd.Float64() < 1/(1+math.Exp(-score(e.Terms, truth, intercept)))
	}
	return list
}

func score(terms, coefficients []float64, intercept float64) float64 {
	for k, c := range coefficients {
		intercept += c * terms[k]
	}
	return intercept
}

func TestFitRecoversAModel(t *testing.T) {
	truth := []float64{2, .5, 1, 0}
	got, intercept := Fit(drawn(1, 20000, -6, truth...), nil)
	assert.InDeltaSlice(t, truth, got, .1)
	assert.InDelta(t, -6, intercept, .3)
}

func TestFitKeepsCoefficientsFromFallingBelowZero(t *testing.T) {
	got, _ := Fit(drawn(2, 2000, 0, 1, -2), nil)
	assert.Zero(t, got[1])
	assert.Positive(t, got[0])
}

func TestFitLeavesTermsOut(t *testing.T) {
	got, _ := Fit(drawn(3, 2000, -4, 1, 2), []bool{true, false})
	assert.Zero(t, got[1])
	assert.Positive(t, got[0])
}

func TestFitOfNothing(t *testing.T) {
	got, intercept := Fit(nil, nil)
	assert.Empty(t, got)
	assert.Zero(t, intercept)
}

// At the optimum no coefficient can move to a better likelihood: a property of
// every data set, ill-conditioned and separable ones included.
func TestFitEndsAtTheOptimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := make([]Example, rapid.IntRange(4, 60).Draw(t, "n"))
		for i := range list {
			list[i].Right = i%3 == 0
			list[i].Terms = rapid.SliceOfN(rapid.Float64Range(0, 10), 3, 3).Draw(t, "terms")
		}
		c, intercept := Fit(list, nil)
		again, same := Fit(list, nil)
		assert.Equal(t, c, again, "the same twice")
		assert.Equal(t, intercept, same)
		best := loss(list, c, intercept)
		for k := range c {
			for _, step := range []float64{-1e-3, 1e-3} {
				other := append([]float64(nil), c...)
				other[k] = max(0, c[k]+step)
				assert.GreaterOrEqual(t, loss(list, other, intercept), best-1e-6)
			}
		}
	})
}

// loss is what the descent lowers.
func loss(list []Example, c []float64, intercept float64) (sum float64) {
	d := newDescent(list)
	for _, e := range list {
		s := score(e.Terms, c, intercept)
		if !e.Right {
			s = -s
		}
		sum += math.Log1p(math.Exp(-s))
	}
	for k, b := range c {
		sum += ridge / 2 * b * d.scale[k] * b * d.scale[k]
	}
	return sum
}
