package report

import "respun/detect"

// sources tells which sides of a match are somebody else's text. A match
// inside one document has none. Which of two documents is the draft follows
// from their order, except that what was given as new is never the source of
// what was there before.
func sources(m *detect.Match, isNew func(ordinal int) bool) (a, b bool) {
	if m.A.Ordinal == m.B.Ordinal {
		return false, false
	}
	newA, newB := isNew(m.A.Ordinal), isNew(m.B.Ordinal)
	return newB && !newA, newA || !newB
}

// redacted returns m without its sources' text and what could quote it.
func redacted(m *detect.Match, isNew func(ordinal int) bool) *detect.Match {
	a, b := sources(m, isNew)
	if !a && !b {
		return m
	}
	r := *m
	if a {
		r.A.Text, r.Evidence.MarksA = "", nil
	}
	if b {
		r.B.Text, r.Evidence.MarksB = "", nil
	}
	r.Evidence.Explanation = ""
	return &r
}
