package report

import (
	"bufio"
	"fmt"

	"github.com/goccy/go-json"

	"respun/detect"
)

// section is a part of the output, in the order in which records come.
type section int

const (
	beginSection section = iota
	checkSection
	matchSection
	groupSection
	pairSection
	clusterSection
	documentSection
	skipSection
	endSection
	noSection
)

// recordSink turns a run into records and hands each to a writer of JSON lines
// or of one JSON object.
type recordSink struct {
	run
	w recordWriter
}

type recordWriter interface {
	write(section, any) error
}

func (r *recordSink) emit(s section, record any, err error) error {
	if err != nil {
		return err
	}
	return r.w.write(s, record)
}

func (r *recordSink) Begin(b detect.Begin) error {
	r.start(b)
	return r.w.write(beginSection, r.beginRecord())
}

func (r *recordSink) Check(c CheckRecord) error {
	rec, err := r.checkRecord(c, r.opt.Offsets, fractions)
	return r.emit(checkSection, rec, err)
}

func (r *recordSink) Match(m *detect.Match) error {
	rec, err := r.matchRecord(m)
	return r.emit(matchSection, rec, err)
}

func (r *recordSink) Group(g *detect.Group) error {
	rec, err := r.groupRecord(g)
	return r.emit(groupSection, rec, err)
}

func (r *recordSink) Pair(p *detect.Pair) error {
	return r.w.write(pairSection, newPairRecord(p))
}

func (r *recordSink) Cluster(c *detect.Cluster) error {
	return r.w.write(clusterSection, newClusterRecord(c))
}

func (r *recordSink) Document(d *detect.DocumentShares) error {
	return r.w.write(documentSection, newDocumentRecord(d))
}

func (r *recordSink) Skip(s detect.Skip) error {
	return r.w.write(skipSection, newSkipRecord(s))
}

func (r *recordSink) End(s detect.Stats) error {
	if err := r.w.write(endSection, newEndRecord(s)); err != nil {
		return err
	}
	return r.out.Flush()
}

// newEncoder leaves <, > and & as they are: these are files, not web pages.
// Invalid UTF-8 it replaces by U+FFFD, so that no line breaks a strict reader.
func newEncoder(w *bufio.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// lineWriter writes a record a line.
type lineWriter struct{ enc *json.Encoder }

func newJSONLines(w *bufio.Writer, o Options) detect.Sink {
	return &recordSink{run{out: w, opt: o}, lineWriter{newEncoder(w)}}
}

func (l lineWriter) write(_ section, record any) error { return l.enc.Encode(record) }

// sectionNames gives the keys of the one object; begin and end are no lists.
var sectionNames = [...]string{"begin", "checks", "matches", "groups", "pairs", "clusters", "documents", "skips", "end"}

// objectWriter writes one object with a list per kind of record, as they come:
// that takes the fixed order which records are promised in.
type objectWriter struct {
	out   *bufio.Writer
	enc   *json.Encoder
	at    section // open section; noSection before begin
	items int     // records in it
}

func newJSON(w *bufio.Writer, o Options) detect.Sink {
	return &recordSink{run{out: w, opt: o}, &objectWriter{out: w, enc: newEncoder(w), at: noSection}}
}

func (o *objectWriter) write(s section, record any) error {
	if o.at == noSection {
		o.out.WriteByte('{')
		o.open(s)
	}
	if s < o.at {
		return fmt.Errorf("report: %s record after %s", sectionNames[s], sectionNames[o.at])
	}
	for o.at < s {
		o.close()
		o.out.WriteByte(',')
		o.open(o.at + 1)
	}
	if o.items > 0 {
		o.out.WriteByte(',')
	}
	o.items++
	if err := o.enc.Encode(record); err != nil {
		return err
	}
	if s == endSection {
		o.out.WriteString("}\n")
	}
	return failed(o.out)
}

func (o *objectWriter) open(s section) {
	fmt.Fprintf(o.out, "%q:", sectionNames[s])
	o.at, o.items = s, 0
	if o.isList() {
		o.out.WriteString("[\n")
	}
}

func (o *objectWriter) close() {
	if o.isList() {
		o.out.WriteByte(']')
	}
}

func (o *objectWriter) isList() bool { return o.at != beginSection && o.at != endSection }
