package main

import (
	"fmt"
	"io"

	"respun/internal/decide"
	"respun/internal/evalset"
)

// Even odds are not where either decision serves best, and no fit tells where.
// A point less likely than not is still worth a look, because the alignment that
// comes of it is judged in the end; and of the pairs that people name fewer were
// made to match than of those that were fitted to. So some shifts of both
// intercepts are tried out on the halves that are tuned on. Mean plagdet decides,
// less what is found between documents that share nothing: plagdet hardly sees
// those, and they are what a person minds most.
var (
	seedShifts      = []float64{1, 1.5, 2}
	alignmentShifts = []float64{-.5, -1}
)

// falseAlarm is what a share of unrelated pairs with a match weighs against plagdet.
const falseAlarm = 10

// choice is coefficients, how far their intercepts were shifted, and what they reach.
type choice struct {
	seed, alignment           decide.Linear
	seedShift, alignmentShift float64
	worth                     float64
}

// choose fits both decisions and installs the best choice.
func choose(sets []set, notes io.Writer) (best choice, err error) {
	seed, err := fit("seeds", sets, notes, seedExamples)
	if err != nil {
		return best, err
	}
	for _, up := range seedShifts {
		c := choice{seed: shifted(seed, up), seedShift: up}
		decide.Seed = c.seed
		alignment, err := fit("alignments", sets, notes, alignmentExamples)
		if err != nil {
			return best, err
		}
		for _, down := range alignmentShifts {
			c.alignment, c.alignmentShift = shifted(alignment, down), down
			decide.Alignment = c.alignment
			if c.worth, err = worth(sets, notes); err != nil {
				return best, err
			}
			fmt.Fprintf(notes, "seeds %+.1f, alignments %+.1f: %.4f\n", up, down, c.worth)
			if c.worth > best.worth {
				best = c
			}
		}
	}
	decide.Seed, decide.Alignment = best.seed, best.alignment
	return best, nil
}

// shifted returns m with another intercept, of the two digits that the source
// file has, so that what is measured is what is written.
func shifted(m decide.Linear, by float64) decide.Linear {
	m.Intercept = round(m.Intercept + by)
	return m
}

// worth is the mean over sets, of which each weighs alike.
func worth(sets []set, notes io.Writer) (mean float64, err error) {
	for _, s := range sets {
		run, err := s.compare()
		if err != nil {
			return 0, err
		}
		r := evalset.Align(s.Gold, run, s.Pairs)
		fmt.Fprintf(notes, "%s: plagdet %.4f, %d of %d unrelated pairs hit\n", s.name, r.All.Plagdet, r.NoReuse.PairsHit, r.NoReuse.Pairs)
		mean += r.All.Plagdet - falseAlarm*float64(r.NoReuse.PairsHit)/float64(max(1, r.NoReuse.Pairs))
	}
	return mean / float64(len(sets)), nil
}
