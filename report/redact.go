package report

import "respun/detect"

// sources tells which sides of a match are somebody else's text. Where drafts
// were checked, that is whatever is no draft. Else it follows from the order of
// the two documents, except that what was given as new is never the source of
// what was there before; a match inside one document then has none.
func (r *run) sources(m *detect.Match) (a, b bool) {
	if len(r.drafts) > 0 {
		return r.drafts[m.A.Doc] == nil, r.drafts[m.B.Doc] == nil
	}
	if m.A.Ordinal == m.B.Ordinal {
		return false, false
	}
	newA, newB := r.begin.Doc(m.A.Ordinal).New, r.begin.Doc(m.B.Ordinal).New
	return newB && !newA, newA || !newB
}

// shown returns m as it may be shown: under Redact, without its sources' text
// and what could quote it.
func (r *run) shown(m *detect.Match) *detect.Match {
	if !r.opt.Redact {
		return m
	}
	a, b := r.sources(m)
	if !a && !b {
		return m
	}
	c := *m
	if a {
		c.A.Text, c.Evidence.MarksA = "", nil
	}
	if b {
		c.B.Text, c.Evidence.MarksB = "", nil
	}
	c.Evidence.Explanation, c.Evidence.Rare = "", nil
	return &c
}
