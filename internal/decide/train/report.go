package main

import (
	"strings"

	"respun/internal/decide"
	"respun/internal/evalset"
)

// decision is what is fitted.
type decision struct {
	model decide.Model
	prior [decide.Contexts]float64
}

// install makes the detector decide so.
func (d decision) install() { decide.Collection, decide.Prior = d.model, d.prior }

// scanPools scans pools with the decision as it stands, one by one, and gathers
// labels and matches of at least that confidence.
func scanPools(pools []pool, confidence float64) (cases []evalset.Case, run evalset.Run, err error) {
	for _, p := range pools {
		r, err := scan(p.docs, confidence)
		if err != nil {
			return nil, run, err
		}
		cases = append(cases, p.cases...)
		run.Documents += r.Documents
		run.Matches = append(run.Matches, r.Matches...)
	}
	return cases, run, nil
}

// evenOdds is the confidence of a match that is as likely right as wrong, the
// least that is reported by default.
const evenOdds = .5

// recall returns which of the hidden rewrites are found: whole ones and those
// cut to half, in all places together.
func recall(cases []evalset.Case, run evalset.Run) (whole, cut evalset.Share) {
	for t, s := range evalset.Recall(cases, run).Types {
		sum := &whole
		if strings.HasSuffix(t, "-trunc") {
			sum = &cut
		}
		sum.Found += s.Found
		sum.Of += s.Of
	}
	return whole, cut
}
