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
