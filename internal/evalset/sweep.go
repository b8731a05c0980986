package evalset

import "fmt"

// SweepPoint is what a threshold of confidence gives.
type SweepPoint struct {
	Threshold float64 `json:"threshold"` // 0..1
	Measure
	PairsHit int `json:"pairs_with_detections"` // unrelated pairs with a match
}

// SweepResult is precision against recall, threshold by threshold.
type SweepResult []SweepPoint

// Thresholds are those of a sweep by default: steps of .05, finer at the top,
// where a calibrated confidence leaves most of its matches.
func Thresholds() []float64 {
	var ts []float64
	for i := range 20 {
		ts = append(ts, float64(i)/20)
	}
	return append(ts, .97, .98, .99, .995)
}

// Sweep measures as Align does at each threshold, from one run made with
// --min-confidence 0. See Run.AtLeast for how that may differ from many runs.
func Sweep(gold []Case, run Run, pairs []Pair, thresholds []float64) SweepResult {
	var points SweepResult
	for _, t := range thresholds {
		r := Align(gold, run.AtLeast(t), pairs)
		p := SweepPoint{Threshold: t, Measure: r.All}
		if r.NoReuse != nil {
			p.PairsHit = r.NoReuse.PairsHit
		}
		points = append(points, p)
	}
	return points
}

// Rows gives the table: a line a threshold.
func (r SweepResult) Rows() [][]string {
	rows := [][]string{{"threshold", "precision", "recall", "granularity", "plagdet", "matches", "unrelated pairs hit"}}
	for _, p := range r {
		rows = append(rows, []string{fmt.Sprintf("%.3f", p.Threshold), digits(p.Precision), digits(p.Recall),
			digits(p.Granularity), digits(p.Plagdet), fmt.Sprint(p.Detections), fmt.Sprint(p.PairsHit)})
	}
	return rows
}
