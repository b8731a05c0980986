package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"respun/detect"
	"respun/internal/decide"
	"respun/internal/evalset"
	"respun/shingle"
)

// drawn makes examples whose answers follow a known model.
func drawn(seed uint64, n int, truth decide.Model) []example {
	rnd := rand.New(rand.NewPCG(seed, 0))
	list := make([]example, n)
	for i := range list {
		e := &list[i]
		for k := range e.x {
			e.x[k] = 3 * rnd.Float64()
		}
		e.right = rnd.Float64() < 1/(1+math.Exp(-truth.ScoreTerms(e.x)))
	}
	return list
}

func TestLogisticRecoversAModel(t *testing.T) {
	truth := decide.Model{Terms: decide.Terms{decide.LogShared: 2, decide.LogPlain: .5, decide.LogRun: 1}, Intercept: -6}
	got := logistic(drawn(1, 20000, truth), allTerms())
	for k := range truth.Terms {
		assert.InDelta(t, truth.Terms[k], got.Terms[k], .1, termNames[k])
	}
	assert.InDelta(t, truth.Intercept, got.Intercept, .3)
}

func TestLogisticLeavesTermsOut(t *testing.T) {
	truth := decide.Model{Terms: decide.Terms{decide.LogShared: 1, decide.LogBigrams: 2}, Intercept: -4}
	use := allTerms()
	use[decide.LogBigrams] = false
	got := logistic(drawn(3, 2000, truth), use)
	assert.Zero(t, got.Terms[decide.LogBigrams])
	assert.Positive(t, got.Terms[decide.LogShared])
}

func window(score float64, a, b int, c int) row {
	return row{
		F: decide.Features{Shared: score, Weight: 10}, Kind: detect.Spun, A: 0, B: 1, Case: c,
		RA: shingle.Span{Start: a, End: a + 10}, RB: shingle.Span{Start: b, End: b + 10},
	}
}

func TestExamplesTakeTheBestOfOverlappingOnes(t *testing.T) {
	r := rows{cases: make([]evalset.Case, 2), list: []row{
		window(5, 0, 0, 0), window(9, 3, 0, 0), // one rewrite, found twice
		window(6, 100, 100, nobody), window(7, 105, 105, nobody), window(5, 105, 200, nobody),
		window(20, 300, 300, unclear), window(2, 400, 400, nobody),
	}}
	m := decide.Model{Terms: decide.Terms{decide.LogShared: 1}}
	var right, wrong []float64
	for _, e := range r.examples(&m, nil) {
		to := &wrong
		if e.right {
			to = &right
		}
		*to = append(*to, math.Round(math.Expm1(e.x[decide.LogShared])))
	}
	assert.Equal(t, []float64{9}, right)
	assert.Equal(t, []float64{7, 5}, wrong)
}

func TestThresholdAndReachAgree(t *testing.T) {
	s := []float64{5, 4, 4, 2}
	assert.Equal(t, 4.0, threshold(s, 2))
	assert.Equal(t, 2.0, threshold(s, 9))
	assert.Equal(t, 3, reach(s, 4))
	assert.Equal(t, 0, reach(s, 6))
	assert.Equal(t, 4, reach(s, 0))
}
