package evalset

import (
	"fmt"
	"math"
)

// Reliability diagrams (DeGroot and Fienberg 1983) in tenths of confidence.
// Equal widths rather than equal counts: the promise is about what stands in a
// record ("of matches with confidence .9 nine in ten are right"), so a reader
// must find a record's bin from its confidence alone.

const bins = 10

// Bin is the matches of one tenth of confidence.
type Bin struct {
	From       float64 `json:"from"`       // 0..1, inclusive
	To         float64 `json:"to"`         // exclusive, but for 1
	Confidence float64 `json:"confidence"` // mean of the matches, four digits
	Right      Share   `json:"right"`
}

// CalibrationResult says whether confidence means what it says.
type CalibrationResult struct {
	Bins []Bin `json:"bins"` // those with a match
	// Error is the mean distance of a bin's confidence from its share of right
	// matches, weighted by matches (expected calibration error, 0..1).
	Error float64 `json:"error"`
	// Brier is the mean squared distance of a match's confidence from 1 if it is
	// right and 0 if not (0..1).
	Brier float64 `json:"brier"`
}

// Calibration bins a run's matches by confidence. A match is right if it
// overlaps a label on both sides, in either order, with an intersection over
// union of at least iou (0..1; 0 is any overlap). Matches on SameFact labels
// only are left out. Real reuse that no label knows counts as wrong, so give it
// text whose reuse is all labelled, and the matches in question only
// (run.Where(Match.Spun)): verbatim ones are always sure and would flatter it.
func Calibration(gold []Case, run Run, iou float64) CalibrationResult {
	by := casesByDocs(gold)
	var counts [bins]Share
	var sums [bins]float64
	brier, n := 0.0, 0
	for _, m := range run.named(docsOf(gold)).Matches {
		right, judged := judge(m.Sides, by, iou)
		if !judged {
			continue
		}
		i := max(0, min(bins-1, int(m.Confidence*bins)))
		counts[i].add(right)
		sums[i] += m.Confidence
		miss := m.Confidence
		if right {
			miss = 1 - m.Confidence
		}
		brier += miss * miss
		n++
	}
	res := CalibrationResult{Brier: round(brier/float64(max(1, n)), 4)}
	res.fill(counts, sums, n)
	return res
}

// judge tells whether a match is right; a match that touches SameFact labels
// only is not judged.
func judge(m Sides, by map[docPair][]Case, iou float64) (right, judged bool) {
	onLabel, onSameFact := false, false
	for _, v := range []Sides{m, m.flip()} {
		for _, c := range by[v.docs()] {
			if !c.touches(v) {
				continue
			}
			same := c.Type == SameFact
			onLabel, onSameFact = onLabel || !same, onSameFact || same
			right = right || !same && c.iou(v) >= iou
		}
	}
	return right, onLabel || !onSameFact
}

func (r *CalibrationResult) fill(counts [bins]Share, sums [bins]float64, n int) {
	for i, c := range counts {
		if c.Of == 0 {
			continue
		}
		mean := sums[i] / float64(c.Of)
		r.Error += math.Abs(mean-c.Value()) * float64(c.Of) / float64(n)
		r.Bins = append(r.Bins, Bin{From: float64(i) / bins, To: float64(i+1) / bins, Confidence: round(mean, 4), Right: c})
	}
	r.Error = round(r.Error, 4)
}

func casesByDocs(gold []Case) map[docPair][]Case {
	by := map[docPair][]Case{}
	for _, c := range gold {
		by[c.docs()] = append(by[c.docs()], c)
	}
	return by
}

// Rows gives the reliability table: a line a bin, then the two errors.
func (r CalibrationResult) Rows() [][]string {
	rows := [][]string{{"confidence", "mean", "right", "share"}}
	for _, b := range r.Bins {
		rows = append(rows, []string{fmt.Sprintf("%.1f-%.1f", b.From, b.To), digits(b.Confidence), b.Right.String(), digits(b.Right.Value())})
	}
	return append(rows, []string{"calibration error", digits(r.Error)}, []string{"brier", digits(r.Brier)})
}
