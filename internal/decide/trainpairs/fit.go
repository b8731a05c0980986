package main

import (
	"fmt"
	"io"
	"math"
	"slices"

	"respun/detect"
	"respun/internal/decide"
	"respun/internal/decide/logit"
)

// A labelled passage does not tell which of its sentences was made from which.
// So, of the points inside it, those are right that are the best by cosine both
// of their sentence of a and of their sentence of b; the others inside it don't
// count, nor do points on its rim, nor any on a summary, whose sentences gather
// what is spread. Of alignments those are right that lie on a labelled passage.
// Verbatim ones beside the labels of two documents are reuse that nobody
// labelled, and don't count.

// fit fits the rows of a stage that examples chooses from those of two documents.
func fit(stage string, sets []set, notes io.Writer, examples func([]row, []label) []logit.Example) (decide.Linear, error) {
	var all []logit.Example
	for _, s := range sets {
		list, err := s.rows(stage)
		if err != nil {
			return decide.Linear{}, err
		}
		labels := s.labels()
		var chosen []logit.Example
		eachPair(list, func(pair [2]int, rows []row) { chosen = append(chosen, examples(rows, labels[pair])...) })
		for range s.times {
			all = append(all, chosen...)
		}
		fmt.Fprintf(notes, "%s of %s: %d, of which %d count and %d are right\n", stage, s.name, len(list), len(chosen), right(chosen))
	}
	c, intercept := logit.Fit(all, nil)
	for k := range c {
		c[k] = round(c[k])
	}
	return decide.Linear{Terms: c, Intercept: intercept}, nil
}

func right(list []logit.Example) (n int) {
	for _, e := range list {
		if e.Right {
			n++
		}
	}
	return n
}

// round rounds to the two digits that the source file has, so that what is
// measured is what is written.
func round(x float64) float64 { return math.Round(100*x) / 100 }

// What a row lies on that is no single label.
const (
	nobody  = -1
	unclear = -2
)

// seedExamples chooses points of two documents.
func seedExamples(rows []row, labels []label) (out []logit.Example) {
	in, best := make([]int, len(rows)), bestPoints{}
	for n := range rows {
		in[n] = labelOf(&rows[n], labels)
		if in[n] >= 0 {
			best.take(&rows[n], in[n])
		}
	}
	for n := range rows {
		switch r := &rows[n]; {
		case in[n] == nobody:
			out = append(out, logit.Example{Terms: r.terms})
		case in[n] >= 0 && best.is(r, in[n]):
			out = append(out, logit.Example{Terms: r.terms, Right: true})
		}
	}
	return out
}

// labelOf returns the label that holds more than half of both sentences of a point.
func labelOf(r *row, labels []label) int {
	at := nobody
	for k, l := range labels {
		a, b := r.ra.Overlap(l.a), r.rb.Overlap(l.b)
		switch {
		case l.summary && a > 0:
			return unclear
		case l.summary:
		case 2*a > r.ra.Len() && 2*b > r.rb.Len():
			at = k
		case a > 0 && b > 0 && at == nobody:
			at = unclear
		}
	}
	return at
}

// bestPoints are the best points, by cosine, of each sentence inside each label.
type bestPoints map[bestKey]*row

type bestKey struct{ label, side, start int }

func keysOf(r *row, label int) [2]bestKey {
	return [2]bestKey{{label, 0, r.ra.Start}, {label, 1, r.rb.Start}}
}

func (b bestPoints) take(r *row, label int) {
	for _, k := range keysOf(r, label) {
		if old := b[k]; old == nil || r.terms[decide.SeedCosine] > old.terms[decide.SeedCosine] {
			b[k] = r
		}
	}
}

func (b bestPoints) is(r *row, label int) bool {
	k := keysOf(r, label)
	return b[k[0]] == r && b[k[1]] == r
}

// alignmentExamples chooses alignments of two documents.
func alignmentExamples(rows []row, labels []label) (out []logit.Example) {
	for i := range rows {
		r := &rows[i]
		onLabel := slices.ContainsFunc(labels, func(l label) bool { return r.ra.Overlap(l.a) > 0 && r.rb.Overlap(l.b) > 0 })
		if onLabel || r.kind == detect.Spun || len(labels) == 0 {
			out = append(out, logit.Example{Terms: r.terms, Right: onLabel})
		}
	}
	return out
}
