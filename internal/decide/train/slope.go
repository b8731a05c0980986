package main

import (
	"math"
	"slices"

	"respun/internal/decide"
	"respun/internal/evalset"
)

// The slope is Platt scaling (1999) with one parameter: the alarm budget has
// fixed where even confidence lies. It is fitted on the training pools, to
// matches as a scan reports them. In pools a match is right where it lies on a
// hidden rewrite; real reuse in their hosts, which nobody labelled, counts as
// wrong, so confidences are rather too low than too high.

// leastTold is the confidence above which matches are used.
const leastTold = .2

// fitSlope returns the slope with which the installed decision is calibrated.
func fitSlope(pools []pool) (float64, error) {
	cases, run, err := scanPools(pools, leastTold)
	if err != nil {
		return 0, err
	}
	var list []outcome
	for _, m := range run.Matches {
		if m.Spun() {
			p := min(m.Confidence, 1-1e-9)
			list = append(list, outcome{math.Log(p/(1-p)) / decide.Slope, slices.ContainsFunc(cases, func(c evalset.Case) bool { return joins(m.Sides, c.Sides) })})
		}
	}
	return round(platt(list)), nil
}

// joins tells whether a match lies on both sides of a label, in either order.
func joins(m, label evalset.Sides) bool {
	return overlap(m.A, label.A) && overlap(m.B, label.B) || overlap(m.A, label.B) && overlap(m.B, label.A)
}

func overlap(p, q evalset.Passage) bool {
	return p.Doc == q.Doc && p.Start < q.End && q.Start < p.End
}

// outcome is a match: what it was thought to be, in log odds, and what it is.
type outcome struct {
	odds  float64
	right bool
}

// platt returns the factor of the log odds with which the outcomes are likeliest,
// by Newton's steps from 1.
func platt(list []outcome) float64 {
	slope := 1.0
	for range 50 {
		gradient, curve := 0.0, 1e-9
		for _, o := range list {
			p := 1 / (1 + math.Exp(-slope*o.odds))
			if o.right {
				gradient += o.odds
			}
			gradient -= p * o.odds
			curve += p * (1 - p) * o.odds * o.odds
		}
		slope = max(.1, slope+max(-.5, min(.5, gradient/curve)))
	}
	return slope
}
