package report

import (
	"bufio"

	"respun/detect"
)

// run is what every sink keeps of the run it writes.
type run struct {
	out    *bufio.Writer
	opt    Options
	begin  detect.Begin
	texts  *texts
	drafts map[string]*CheckRecord // what was checked, by name
}

func (r *run) start(b detect.Begin) {
	r.begin = b
	r.texts = newTexts(b.Text)
	r.drafts = map[string]*CheckRecord{}
}

// documents counts what was compared: of an archive a check sees the possible sources
// alone, which nobody would take for all documents there are.
func (r *run) documents(s detect.Stats) string {
	drafts := int64(len(r.drafts))
	if _, checked := r.begin.Options["check"]; checked || drafts > 0 {
		return plural(drafts, "draft") + " against " + plural(s.Documents-drafts, "document")
	}
	return plural(s.Documents, "document")
}

// ofDocuments tells whether whole documents were compared: there are pairs, and no matches.
func (r *run) ofDocuments() bool { return r.begin.Options["level"] == detect.DocumentLevel.String() }

// found counts what was looked for.
func (r *run) found(s detect.Stats) string {
	if r.ofDocuments() {
		return plural(s.Pairs, "pair") + " of like documents"
	}
	return plural(s.Matches, "match")
}
