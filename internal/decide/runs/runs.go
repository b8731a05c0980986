// Package runs turns what the detector finds in labelled documents into the
// runs that the measures read: both trainings look at their decision so.
package runs

import (
	"fmt"
	"unicode/utf8"

	"respun/detect"
	"respun/internal/evalset"
	"respun/shingle"
)

// Discard is a sink for runs whose traces are wanted. A skip is an error:
// labelled collections are whole.
type Discard struct{ detect.Discard }

// Skip implements detect.Sink. It returns an error that names the document.
func (Discard) Skip(s detect.Skip) error { return fmt.Errorf("%s: %s: %s", s.Doc, s.Reason, s.Detail) }

// Gather is a sink that keeps the matches for the measures, which count in
// runes.
type Gather struct {
	Discard
	Docs []shingle.Document // what is scanned, by ordinal
	Run  evalset.Run
}

// Match implements detect.Sink.
func (g *Gather) Match(m *detect.Match) error {
	g.Run.Matches = append(g.Run.Matches, evalset.Match{
		Sides: evalset.Sides{A: g.passage(m.A), B: g.passage(m.B)},
		Kind:  m.Kind.String(), Class: m.Class.String(), Confidence: m.Confidence,
	})
	return nil
}

func (g *Gather) passage(s detect.Side) evalset.Passage {
	start := utf8.RuneCountInString(g.Docs[s.Ordinal].Text[:s.Start])
	return evalset.Passage{Doc: s.Doc, Start: start, End: start + utf8.RuneCountInString(s.Text)}
}

// End implements detect.Sink.
func (g *Gather) End(s detect.Stats) error {
	g.Run.Documents = int(s.Documents)
	return nil
}
