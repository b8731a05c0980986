package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"respun/detect"
	"respun/internal/decide/runs"
	"respun/internal/evalset"
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
	_, err = d.ComparePairs(context.Background(), detect.All(s.Docs...), named, sink)
	return err
}

// compare compares the pairs of a set as a user would.
func (s *set) compare() (evalset.Run, error) {
	g := &runs.Gather{Docs: s.Docs}
	err := s.align(nil, g)
	return g.Run, err
}
