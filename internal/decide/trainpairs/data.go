package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"unicode/utf8"

	"respun/detect"
	"respun/internal/evalset"
	"respun/shingle"
)

// set is a half of a collection of labelled pairs.
type set struct {
	evalset.PairSet
	name  string
	half  int
	times int // that each of its rows counts
}

// News count three times: there are a tenth as many of them, and both
// collections are to be served alike.
const newsTimes = 3

// loadSets reads a half of both collections. The error names the folder.
func loadSets(folder string, half int) ([]set, error) {
	var out []set
	for _, c := range []struct {
		name  string
		in    evalset.Half
		times int
	}{{"pan13", evalset.ByName, 1}, {"spun_news", evalset.BySource, newsTimes}} {
		pairs, err := evalset.LoadPairSet(os.DirFS(filepath.Join(folder, c.name)), c.in, half)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		out = append(out, set{pairs, c.name, half, c.times})
	}
	return out, nil
}

// align compares the pairs of a set, matches of no confidence too where traces
// are wanted.
func (s *set) align(trace func(detect.Trace), sink detect.Sink) error {
	o := detect.Defaults()
	if o.Trace = trace; trace != nil {
		o.MinConfidence = 0
	}
	d, err := detect.New(o)
	if err != nil {
		return err
	}
	named := make([]detect.Named, len(s.Pairs))
	for i, p := range s.Pairs {
		named[i] = detect.Named(p)
	}
	_, err = d.ComparePairs(context.Background(), s.documents(), named, sink)
	return err
}

func (s *set) documents() iter.Seq2[shingle.Document, error] {
	return func(yield func(shingle.Document, error) bool) {
		for _, d := range s.Docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// compare compares the pairs of a set as a user would.
func (s *set) compare() (evalset.Run, error) {
	g := &gather{docs: s.Docs}
	err := s.align(nil, g)
	return g.run, err
}

// gather is a sink that keeps the matches for the measures, which count in runes.
type gather struct {
	discard
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

// discard is a sink for runs whose traces are wanted. A skip is an error: the
// collections are whole.
type discard struct{ detect.Discard }

func (discard) Skip(s detect.Skip) error { return fmt.Errorf("%s: %s: %s", s.Doc, s.Reason, s.Detail) }
