package main

import (
	"cmp"
	"slices"

	"respun/internal/decide"
)

// Which window of a hidden rewrite is the right one is not labelled, and a
// wrong passage brings many windows that overlap. So the fit goes in rounds, as
// in multiple-instance learning (Andrews, Tsochantaridis and Hofmann 2002): with
// the model of the last round the best window of each rewrite counts as right,
// and of overlapping wrong ones the best; the rest, which would be suppressed
// in a scan as well, don't count. Four rounds settle the third digit.

const rounds = 4

// fit fits a model to the candidates of collections.
func fit(parts []rows, use termSet) decide.Model {
	m := decide.Collection
	for range rounds {
		var list []example
		for i := range parts {
			list = parts[i].examples(&m, list)
		}
		m = logistic(list, use)
	}
	return m
}

// examples appends the best candidate of each hidden rewrite and of each wrong
// place, by model m.
func (r *rows) examples(m *decide.Model, to []example) []example {
	best := make([]int, len(r.cases))
	for i := range best {
		best[i] = -1
	}
	var wrong []scored
	for i := range r.list {
		w := &r.list[i]
		if !w.spun() || w.F.Shared < leastShared {
			continue
		}
		s := m.Score(w.F)
		switch {
		case w.Case >= 0:
			if k := best[w.Case]; k < 0 || s > m.Score(r.list[k].F) {
				best[w.Case] = i
			}
		case w.Case == nobody:
			wrong = append(wrong, scored{w, s})
		}
	}
	for _, k := range best {
		if k >= 0 {
			to = append(to, example{r.list[k].F.Terms(), true})
		}
	}
	for _, w := range suppress(wrong) {
		to = append(to, example{w.F.Terms(), false})
	}
	return to
}

// leastShared is the least evidence of a candidate in any context.
const leastShared = 3.5

type scored struct {
	*row
	score float64
}

// suppress keeps, of candidates that overlap on both sides, the best, best first.
func suppress(list []scored) []scored {
	slices.SortStableFunc(list, func(x, y scored) int { return cmp.Compare(y.score, x.score) })
	kept := map[[2]int][]scored{}
	var out []scored
	for _, s := range list {
		pair := [2]int{s.A, s.B}
		if !slices.ContainsFunc(kept[pair], func(k scored) bool { return k.RA.Overlap(s.RA) > 0 && k.RB.Overlap(s.RB) > 0 }) {
			kept[pair] = append(kept[pair], s)
			out = append(out, s)
		}
	}
	return out
}
