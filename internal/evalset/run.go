package evalset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Match is what the measures need of a match record.
type Match struct {
	Sides
	Kind       string
	Class      string
	Confidence float64 // 0..1
	// AText and BText are the passages as reported.
	AText, BText string
}

// Spun tells whether the match claims reworded reuse: what an alarm is.
func (m Match) Spun() bool { return m.Kind == "spun" && m.reuse() }

// Found tells whether the match counts as a find. A class only takes spun
// matches out; verbatim and near-duplicate ones carry it as a label.
func (m Match) Found() bool { return m.Kind != "spun" || m.reuse() }

func (m Match) reuse() bool { return m.Class == "" || m.Class == "reuse" }

// Run is what the measures need of a run of respun.
type Run struct {
	Documents int // documents read, from the end record
	Matches   []Match
	Clusters  [][]string // names of the documents of each cluster
}

// Errors of LoadRun about a run as a whole.
var (
	ErrNoBegin = errors.New("no begin record: is this the output of respun with --format jsonl?")
	ErrNoEnd   = errors.New("no end record: the run was cut short")
	ErrOffsets = errors.New("offsets are not in runes: run again with --offsets rune")
)

// LoadRun reads respun's JSON lines, made with --offsets rune. It returns
// ErrNoBegin, ErrNoEnd or ErrOffsets where the run as a whole is of no use,
// else an error that names the line.
func LoadRun(r io.Reader) (Run, error) {
	l := runLoader{}
	if err := eachLine(r, "run", l.take); err != nil {
		return Run{}, err
	}
	switch {
	case !l.begun:
		return Run{}, ErrNoBegin
	case !l.ended:
		return Run{}, ErrNoEnd
	}
	return l.run, nil
}

type runLoader struct {
	run          Run
	begun, ended bool
}

func (l *runLoader) take(line []byte) error {
	var head struct {
		Type    string `json:"type"`
		Offsets string `json:"offsets"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return err
	}
	switch head.Type {
	case "begin":
		l.begun = true
		if head.Offsets != "rune" {
			return fmt.Errorf("%w (they are %q)", ErrOffsets, head.Offsets)
		}
	case "match":
		return l.match(line)
	case "cluster":
		return l.cluster(line)
	case "end":
		l.ended = true
		return l.end(line)
	}
	return nil
}

func (l *runLoader) match(line []byte) error {
	type side struct {
		Doc        string
		Start, End int
		Text       string
	}
	var rec struct {
		A, B        side
		Kind, Class string
		Confidence  float64
	}
	if err := json.Unmarshal(line, &rec); err != nil {
		return err
	}
	a, errA := checked(Passage{rec.A.Doc, rec.A.Start, rec.A.End})
	b, errB := checked(Passage{rec.B.Doc, rec.B.Start, rec.B.End})
	l.run.Matches = append(l.run.Matches, Match{
		Sides: Sides{A: a, B: b}, Kind: rec.Kind, Class: rec.Class, Confidence: rec.Confidence,
		AText: rec.A.Text, BText: rec.B.Text,
	})
	return errors.Join(errA, errB)
}

func (l *runLoader) cluster(line []byte) error {
	var rec struct{ Docs []string }
	err := json.Unmarshal(line, &rec)
	l.run.Clusters = append(l.run.Clusters, rec.Docs)
	return err
}

func (l *runLoader) end(line []byte) error {
	var rec struct{ Stats struct{ Documents int } }
	err := json.Unmarshal(line, &rec)
	l.run.Documents = rec.Stats.Documents
	return err
}

// Where returns the run with only those matches that keep holds of. Measures
// compose with it: Calibration(gold, run.Where(Match.Spun), .5).
func (r Run) Where(keep func(Match) bool) Run {
	drop := func(m Match) bool { return !keep(m) }
	r.Matches = slices.DeleteFunc(slices.Clone(r.Matches), drop)
	return r
}

// AtLeast returns the run with only the matches of that confidence (0..1) or
// more. It is not in all cases the run that --min-confidence would give: with a
// higher threshold a match may appear that a weaker, overlapping one displaced.
func (r Run) AtLeast(confidence float64) Run {
	return r.Where(func(m Match) bool { return m.Confidence >= confidence })
}

// named returns the run with each document under the labels' name for it:
// itself, else its last path element where the labels know only that.
func (r Run) named(known map[string]bool) Run {
	name := func(doc string) string {
		base := doc[strings.LastIndexByte(doc, '/')+1:]
		if known[doc] || !known[base] {
			return doc
		}
		return base
	}
	r.Matches = slices.Clone(r.Matches)
	for i := range r.Matches {
		m := &r.Matches[i]
		m.A.Doc, m.B.Doc = name(m.A.Doc), name(m.B.Doc)
	}
	clusters := make([][]string, len(r.Clusters))
	for i, docs := range r.Clusters {
		for _, d := range docs {
			clusters[i] = append(clusters[i], name(d))
		}
	}
	r.Clusters = clusters
	return r
}

// docsOf returns the names of all documents the labels speak of.
func docsOf(gold []Case) map[string]bool {
	known := map[string]bool{}
	for _, c := range gold {
		known[c.A.Doc], known[c.B.Doc] = true, true
	}
	return known
}
