package main

import (
	"math"

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
	var odds []float64 // of each match; below zero where they should be
	var right []bool
	for i := range run.Matches {
		m := run.Matches[i]
		if !m.Spun() {
			continue
		}
		p := min(m.Confidence, 1-1e-9)
		odds = append(odds, math.Log(p/(1-p))/decide.Slope)
		right = append(right, evalset.Alarms(cases, evalset.Run{Matches: []evalset.Match{m}}).none())
	}
	return platt(odds, right), nil
}
