package report

import (
	"bufio"

	"respun/detect"
)

// run is what every sink keeps of the run it writes.
type run struct {
	out   *bufio.Writer
	opt   Options
	begin detect.Begin
	texts *texts
}

func (r *run) start(b detect.Begin) {
	r.begin = b
	r.texts = newTexts(b.Text)
}

func (r *run) doc(ordinal int) detect.Document {
	if r.begin.Doc == nil {
		return detect.Document{}
	}
	return r.begin.Doc(ordinal)
}

func (r *run) isNew(ordinal int) bool { return r.doc(ordinal).New }

// shown returns m as it may be shown: without sources' text under Redact.
func (r *run) shown(m *detect.Match) *detect.Match {
	if r.opt.Redact {
		return redacted(m, r.isNew)
	}
	return m
}
