package evalset

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// The character-level macro measures of Potthast, Stein, Barrón-Cedeño and
// Rosso, "An Evaluation Framework for Plagiarism Detection" (COLING 2010), over
// both sides of each case. Recall is the mean share of a case's characters that
// the matches on its two documents cover, precision the same with the roles
// exchanged, granularity the mean number of matches on a case that any match
// touches; plagdet is F1 / log2(1 + granularity). Macro, not micro: a short
// passage counts as much as a long one.

// Measure is the outcome for one set of cases and matches.
type Measure struct {
	Precision   float64 `json:"precision"`   // 0..1, four digits
	Recall      float64 `json:"recall"`      // 0..1, four digits
	Granularity float64 `json:"granularity"` // 1 or more, four digits
	Plagdet     float64 `json:"plagdet"`     // 0..1, four digits
	Cases       int     `json:"cases"`
	Detections  int     `json:"detections"`
}

func measure(cases, found []Sides) Measure {
	recall, counts := covered(cases, found)
	precision, _ := covered(found, cases)
	granularity := 1.0
	if len(counts) > 0 {
		granularity = float64(sum(counts)) / float64(len(counts))
	}
	f1 := 0.0
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	return Measure{
		Precision: round(precision, 4), Recall: round(recall, 4), Granularity: round(granularity, 4),
		Plagdet: round(f1/math.Log2(1+granularity), 4), Cases: len(cases), Detections: len(found),
	}
}

// covered returns the mean share of each x that the ys on the same documents
// cover, and for each x that any y touches the number of those ys.
func covered(xs, ys []Sides) (share float64, counts []int) {
	if len(xs) == 0 {
		if len(ys) == 0 {
			share = 1
		}
		return share, nil
	}
	by := byDocs(ys)
	for _, x := range xs {
		hits := touching(x, by[x.docs()])
		share += float64(coveredLen(x, hits)) / float64(x.len())
		if len(hits) > 0 {
			counts = append(counts, len(hits))
		}
	}
	return share / float64(len(xs)), counts
}

func byDocs(ss []Sides) map[docPair][]Sides {
	by := map[docPair][]Sides{}
	for _, s := range ss {
		by[s.docs()] = append(by[s.docs()], s)
	}
	return by
}

func touching(x Sides, ys []Sides) []Sides {
	var hits []Sides
	for _, y := range ys {
		if x.touches(y) {
			hits = append(hits, y)
		}
	}
	return hits
}

// coveredLen returns how many runes of both sides of x the hits cover.
func coveredLen(x Sides, hits []Sides) int {
	a, b := coveredLens(x, hits)
	return a + b
}

// coveredLens returns how many runes of each side of x the hits cover.
func coveredLens(x Sides, hits []Sides) (ofA, ofB int) {
	a, b := make([]Passage, len(hits)), make([]Passage, len(hits))
	for i, h := range hits {
		a[i], b[i] = h.A, h.B
	}
	return unionLen(x.A, a), unionLen(x.B, b)
}

// unionLen returns how many runes of x lie in any of the ranges, which it sorts.
func unionLen(x Passage, ranges []Passage) int {
	slices.SortFunc(ranges, func(p, q Passage) int { return cmp.Compare(p.Start, q.Start) })
	total, last := 0, x.Start
	for _, r := range ranges {
		start, end := max(r.Start, last), min(r.End, x.End)
		if end > start {
			total += end - start
			last = end
		}
	}
	return total
}

func sum(ns []int) int {
	t := 0
	for _, n := range ns {
		t += n
	}
	return t
}

// round gives the nearest decimal of so many digits; as in Python, the exact
// binary value decides and only true ties go to even.
func round(x float64, digits int) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', digits, 64), 64)
	if err != nil {
		return x // not reached: ParseFloat reads whatever FormatFloat writes
	}
	return v
}

// ratio is n/d, and 0 of nothing.
func ratio(n, d int) float64 {
	if d == 0 {
		return 0
	}
	return float64(n) / float64(d)
}
