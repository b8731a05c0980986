// Package evalset measures a run of respun against labels, and makes the test
// pools that need no labelling by hand.
//
// It reads what any user can read, respun's JSON lines, and knows nothing of
// the engine: a measure that shared code with what it measures would share its
// faults too. All offsets are Unicode code points (runes), half-open, because
// the labelled collections count so; LoadRun refuses runs in another unit.
//
// The measures:
//
//   - Align: plagdet, precision, recall and granularity (Potthast et al. 2010)
//   - Found: which labelled passages were found, and what else was reported
//   - Clusters, Silver: groups of documents against labels or silver pairs
//   - Sweep: precision against recall over the confidence threshold
//   - Calibration: confidence against the share of matches that are right
//   - Alarms: spun matches per 1,000 documents of unrelated text
//   - Recall, Coverage: planted rewrites found, and how much of them
//   - ParagraphTask, PassageTask: two tasks the peers were measured on
//
// Results marshal to JSON, and WriteTable prints them for people.
package evalset

// Passage is a half-open range of runes, [Start, End), of the document Doc.
type Passage struct {
	Doc        string
	Start, End int
}

// Len returns the length in runes.
func (p Passage) Len() int { return p.End - p.Start }

// overlap returns how many runes the ranges share, their documents aside.
func (p Passage) overlap(q Passage) int {
	return max(0, min(p.End, q.End)-max(p.Start, q.Start))
}

func (p Passage) within(q Passage) bool { return q.Start <= p.Start && p.End <= q.End }

// iou is the overlap over the extent of both ranges, 0..1.
func (p Passage) iou(q Passage) float64 {
	return float64(p.overlap(q)) / float64(max(p.End, q.End)-min(p.Start, q.Start))
}

// Sides are the two passages of a label or a match.
type Sides struct {
	A, B Passage
}

// docPair names the documents of two sides, in the order of the sides.
type docPair struct{ a, b string }

func (p docPair) flip() docPair { return docPair{p.b, p.a} }

func (s Sides) docs() docPair { return docPair{s.A.Doc, s.B.Doc} }

func (s Sides) flip() Sides { return Sides{A: s.B, B: s.A} }

func (s Sides) len() int { return s.A.Len() + s.B.Len() }

// touches tells whether both sides overlap; the documents are the caller's matter.
func (s Sides) touches(t Sides) bool { return s.A.overlap(t.A) > 0 && s.B.overlap(t.B) > 0 }

func (s Sides) within(t Sides) bool { return s.A.within(t.A) && s.B.within(t.B) }

// iou is that of the worse side, 0..1.
func (s Sides) iou(t Sides) float64 { return min(s.A.iou(t.A), s.B.iou(t.B)) }
