// Package logit fits logistic regressions whose coefficients are 0 or more, so
// that more evidence never lowers a score.
//
// It works by cyclic coordinate descent: Newton's step for one coefficient at a
// time, no longer than its trust region, cut off at 0 (Genkin, Lewis and Madigan
// 2007, "Large-scale Bayesian logistic regression for text categorization",
// sections 4 and 5). Terms are centred and scaled first, so that the ridge weighs
// on all alike and the intercept moves on its own. Some ten thousand examples of
// some terms take a second or two, so nothing faster was looked for; and no
// library at hand bounds coefficients.
package logit

import "math"

const (
	ridge     = .1    // on coefficients of scaled terms, as a sum of squares / 2
	tolerance = 1e-9  // largest step of a round that ends the descent
	maxRounds = 20000 // never reached on the data at hand
)

// Example is something whose answer is known.
type Example struct {
	Terms []float64 // as many in every example
	Right bool
}

// Fit returns the coefficients of the terms, each 0 or more, and the intercept
// of the log odds that an example is right. Terms for which use is false stay 0;
// a use of nil uses all. Without examples there are no coefficients.
func Fit(list []Example, use []bool) (coefficients []float64, intercept float64) {
	if len(list) == 0 {
		return nil, 0
	}
	d := newDescent(list)
	for range maxRounds {
		largest := d.intercept()
		for k := range d.beta {
			if (use == nil || use[k]) && d.scale[k] > 0 {
				largest = max(largest, d.coefficient(k))
			}
		}
		if largest < tolerance {
			break
		}
	}
	return d.model()
}

type descent struct {
	x           [][]float64 // scaled, by term: a step looks at one term of all examples
	sign        []float64   // 1 right, -1 wrong
	margin      []float64   // sign times score
	mean, scale []float64   // of the terms
	beta, trust []float64
	base        float64 // intercept of scaled terms
	baseTrust   float64
}

func newDescent(list []Example) *descent {
	terms := len(list[0].Terms)
	zeros := func(n int) []float64 { return make([]float64, n) }
	d := &descent{
		x: make([][]float64, terms), sign: zeros(len(list)), margin: zeros(len(list)),
		mean: zeros(terms), scale: zeros(terms), beta: zeros(terms), trust: zeros(terms), baseTrust: 1,
	}
	for i, e := range list {
		d.sign[i] = -1
		if e.Right {
			d.sign[i] = 1
		}
	}
	for k := range d.x {
		d.trust[k] = 1
		d.x[k] = d.scaled(list, k)
	}
	return d
}

// scaled returns term k of all examples, centred and scaled.
func (d *descent) scaled(list []Example, k int) []float64 {
	n := float64(len(list))
	for _, e := range list {
		d.mean[k] += e.Terms[k] / n
	}
	for _, e := range list {
		d.scale[k] += (e.Terms[k] - d.mean[k]) * (e.Terms[k] - d.mean[k]) / n
	}
	d.scale[k] = math.Sqrt(d.scale[k])
	x := make([]float64, len(list))
	if d.scale[k] > 0 {
		for i, e := range list {
			x[i] = (e.Terms[k] - d.mean[k]) / d.scale[k]
		}
	}
	return x
}

// coefficient improves one coefficient and returns the length of the step.
func (d *descent) coefficient(k int) float64 {
	slope, curve, x := -ridge*d.beta[k], ridge, d.x[k]
	for i, m := range d.margin {
		p := 1 / (1 + math.Exp(m)) // chance given to the wrong answer
		slope += d.sign[i] * x[i] * p
		curve += x[i] * x[i] * p * (1 - p)
	}
	step := max(-d.beta[k], within(slope/max(curve, 1e-12), d.trust[k]))
	d.trust[k] = max(2*math.Abs(step), d.trust[k]/2)
	d.beta[k] += step
	for i := range d.margin {
		d.margin[i] += d.sign[i] * x[i] * step
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
func (d *descent) model() (coefficients []float64, intercept float64) {
	coefficients, intercept = make([]float64, len(d.beta)), d.base
	for k, b := range d.beta {
		if d.scale[k] > 0 {
			coefficients[k] = b / d.scale[k]
			intercept -= coefficients[k] * d.mean[k]
		}
	}
	return coefficients, intercept
}
