package main

import (
	"math"

	"respun/internal/decide"
)

// Logistic regression with coefficients of 0 or more, by cyclic coordinate
// descent: Newton's step for one coefficient at a time, no longer than its
// trust region, cut off at 0 (Genkin, Lewis and Madigan 2007, "Large-scale
// Bayesian logistic regression for text categorization", sections 4 and 5).
// Terms are centred and scaled first, so that the ridge weighs on all alike and
// the intercept moves on its own. Some thousand examples of some terms take a
// fraction of a second, so nothing faster was looked for; and no library at
// hand bounds coefficients.

const (
	ridge     = .1    // on coefficients of scaled terms, as a sum of squares / 2
	tolerance = 1e-9  // largest step of a round that ends the descent
	maxRounds = 20000 // never reached on the data at hand
)

// example is a candidate as the fit sees it.
type example struct {
	x     decide.Terms
	right bool
}

// logistic fits a model to examples. Terms that use leaves out stay 0.
func logistic(list []example, use termSet) decide.Model {
	d := newDescent(list)
	for range maxRounds {
		largest := d.intercept()
		for k := range d.beta {
			if use[k] && d.scale[k] > 0 {
				largest = max(largest, d.coefficient(k))
			}
		}
		if largest < tolerance {
			break
		}
	}
	return d.model()
}

// termSet tells which terms a model may use.
type termSet [len(decide.Terms{})]bool

func allTerms() (s termSet) {
	for k := range s {
		s[k] = true
	}
	return s
}

type descent struct {
	x           []decide.Terms // scaled
	sign        []float64      // 1 right, -1 wrong
	margin      []float64      // sign times score
	mean, scale decide.Terms
	beta, trust decide.Terms
	base        float64 // intercept of scaled terms
	baseTrust   float64
}

func newDescent(list []example) *descent {
	d := &descent{x: make([]decide.Terms, len(list)), sign: make([]float64, len(list)), margin: make([]float64, len(list)), baseTrust: 1}
	n := float64(len(list))
	for k := range d.mean {
		d.trust[k] = 1
		for _, e := range list {
			d.mean[k] += e.x[k] / n
		}
		for _, e := range list {
			d.scale[k] += (e.x[k] - d.mean[k]) * (e.x[k] - d.mean[k]) / n
		}
		d.scale[k] = math.Sqrt(d.scale[k])
	}
	for i, e := range list {
		d.sign[i] = -1
		if e.right {
			d.sign[i] = 1
		}
		for k := range e.x {
			if d.scale[k] > 0 {
				d.x[i][k] = (e.x[k] - d.mean[k]) / d.scale[k]
			}
		}
	}
	return d
}

// coefficient improves one coefficient and returns the length of the step.
func (d *descent) coefficient(k int) float64 {
	slope, curve := -ridge*d.beta[k], ridge
	for i, m := range d.margin {
		p := 1 / (1 + math.Exp(m)) // chance given to the wrong answer
		slope += d.sign[i] * d.x[i][k] * p
		curve += d.x[i][k] * d.x[i][k] * p * (1 - p)
	}
	step := max(-d.beta[k], within(slope/max(curve, 1e-12), d.trust[k]))
	d.trust[k] = max(2*math.Abs(step), d.trust[k]/2)
	d.beta[k] += step
	for i := range d.margin {
		d.margin[i] += d.sign[i] * d.x[i][k] * step
	}
	return math.Abs(step)
}

// intercept does the same for the intercept, which is free and bears no ridge.
func (d *descent) intercept() float64 {
	slope, curve := 0.0, 1e-12
	for i, m := range d.margin {
		p := 1 / (1 + math.Exp(m))
		slope += d.sign[i] * p
		curve += p * (1 - p)
	}
	step := within(slope/curve, d.baseTrust)
	d.baseTrust = max(2*math.Abs(step), d.baseTrust/2)
	d.base += step
	for i := range d.margin {
		d.margin[i] += d.sign[i] * step
	}
	return math.Abs(step)
}

func within(step, trust float64) float64 { return max(-trust, min(trust, step)) }

// model undoes the scaling.
func (d *descent) model() decide.Model {
	m := decide.Model{Intercept: d.base}
	for k, b := range d.beta {
		if d.scale[k] > 0 {
			m.Terms[k] = b / d.scale[k]
			m.Intercept -= m.Terms[k] * d.mean[k]
		}
	}
	return m
}
