package main

import (
	"context"
	"iter"
	"unicode/utf8"

	"respun/detect"
	"respun/internal/evalset"
	"respun/shingle"
)

// scan runs the detector over documents as a user would, with the decision as
// it stands, and reports matches of at least that confidence.
func scan(docs []shingle.Document, confidence float64) (evalset.Run, error) {
	o := detect.Defaults()
	o.MinConfidence = confidence
	d, err := detect.New(o)
	if err != nil {
		return evalset.Run{}, err
	}
	g := &gather{docs: docs}
	_, err = d.Scan(context.Background(), all(docs), g)
	return g.run, err
}

func all(docs []shingle.Document) iter.Seq2[shingle.Document, error] {
	return func(yield func(shingle.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// gather is a sink that keeps the matches for the measures, which count in runes.
type gather struct {
	detect.Discard
	docs []shingle.Document
	run  evalset.Run
}

func (g *gather) Match(m *detect.Match) error {
	g.run.Matches = append(g.run.Matches, evalset.Match{
		Sides: evalset.Sides{A: g.passage(m.A), B: g.passage(m.B)},
		Kind:  m.Kind.String(), Class: m.Class.String(), Confidence: m.Confidence,
	})
	return nil
}

func (g *gather) passage(s detect.Side) evalset.Passage {
	start := utf8.RuneCountInString(g.docs[s.Ordinal].Text[:s.Start])
	return evalset.Passage{Doc: s.Doc, Start: start, End: start + utf8.RuneCountInString(s.Text)}
}

func (g *gather) End(s detect.Stats) error {
	g.run.Documents = int(s.Documents)
	return nil
}
