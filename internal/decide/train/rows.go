package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"respun/detect"
	"respun/internal/decide"
	"respun/internal/evalset"
	"respun/shingle"
)

// row is a candidate window as the decision sees it.
type row struct {
	F        decide.Features
	Context  string
	Kind     string
	Class    string
	A, B     string
	RA, RB   shingle.Span
	Case     int // index of the hidden rewrite it lies on; -1: none; -2: unclear
	Type     string
	score    float64
	position int
}

// rows are the candidates of one collection.
type rows struct {
	list  []row
	docs  int
	cases []evalset.Case
}

// collect runs the detector over documents and gathers its candidates.
func collect(docs []shingle.Document, cases []evalset.Case) (rows, error) {
	out := rows{docs: len(docs), cases: cases}
	find := newLabeller(docs, cases)
	o := detect.Defaults()
	o.MinConfidence = 0
	o.Trace = func(t detect.Trace) {
		if t.Stage != "decision" {
			return
		}
		r := row{F: t.Features, Context: t.Context, Kind: t.Kind.String(), Class: t.Class.String(), A: t.A.Doc, B: t.B.Doc, RA: t.A.Span, RB: t.B.Span}
		r.Case = find.label(&r)
		if r.Case >= 0 {
			r.Type = cases[r.Case].Type
		}
		out.list = append(out.list, r)
	}
	d, err := detect.New(o)
	if err != nil {
		return out, err
	}
	_, err = d.Scan(context.Background(), all(docs), discard{})
	return out, err
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

// labeller knows where the hidden rewrites lie, in bytes.
type labeller struct {
	pairs map[[2]string][]labelled
	sides map[string][]shingle.Span
}

type labelled struct {
	a, b  shingle.Span
	index int
}

func newLabeller(docs []shingle.Document, cases []evalset.Case) *labeller {
	texts := map[string]string{}
	for _, d := range docs {
		texts[d.Name] = d.Text
	}
	l := &labeller{map[[2]string][]labelled{}, map[string][]shingle.Span{}}
	for i, c := range cases {
		a := bytesOf(texts[c.A.Doc], c.A.Start, c.A.End)
		b := bytesOf(texts[c.B.Doc], c.B.Start, c.B.End)
		l.pairs[[2]string{c.A.Doc, c.B.Doc}] = append(l.pairs[[2]string{c.A.Doc, c.B.Doc}], labelled{a, b, i})
		l.pairs[[2]string{c.B.Doc, c.A.Doc}] = append(l.pairs[[2]string{c.B.Doc, c.A.Doc}], labelled{b, a, i})
		l.sides[c.A.Doc] = append(l.sides[c.A.Doc], a)
		l.sides[c.B.Doc] = append(l.sides[c.B.Doc], b)
	}
	return l
}

// bytesOf turns a range of runes into one of bytes.
func bytesOf(text string, start, end int) shingle.Span {
	s := shingle.Span{Start: len(text), End: len(text)}
	n := 0
	for i := range text {
		if n == start {
			s.Start = i
		}
		if n == end {
			s.End = i
			break
		}
		n++
	}
	return s
}

// label returns the hidden rewrite on whose two sides the row lies; -2 where
// both sides lie on hidden text that nobody labelled (paragraphs of one story),
// or the row touches its own rewrite with the wrong side.
func (l *labeller) label(r *row) int {
	for _, p := range l.pairs[[2]string{r.A, r.B}] {
		if p.a.Overlap(r.RA) > 0 && p.b.Overlap(r.RB) > 0 {
			return p.index
		}
	}
	if touches(l.sides[r.A], r.RA) && touches(l.sides[r.B], r.RB) {
		return -2
	}
	return -1
}

func touches(spans []shingle.Span, s shingle.Span) bool {
	for _, x := range spans {
		if x.Overlap(s) > 0 {
			return true
		}
	}
	return false
}

// dump writes all rows for a look by other tools.
func (s *sets) dump(folder string) error {
	for name, p := range map[string]*part{"train": &s.train, "held": &s.held} {
		for i := range p.pools {
			if err := p.pools[i].write(filepath.Join(folder, fmt.Sprintf("%s%d.jsonl", name, i))); err != nil {
				return err
			}
		}
		if err := p.plain.write(filepath.Join(folder, name+"-plain.jsonl")); err != nil {
			return err
		}
	}
	return nil
}

func (r *rows) write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	if err := e.Encode(map[string]any{"docs": r.docs, "cases": len(r.cases), "types": types(r.cases)}); err != nil {
		return err
	}
	for i := range r.list {
		if err := e.Encode(r.list[i]); err != nil {
			return err
		}
	}
	return f.Close()
}

func types(cases []evalset.Case) map[string]int {
	m := map[string]int{}
	for _, c := range cases {
		m[c.Type]++
	}
	return m
}

// discard is a sink for runs whose traces are wanted.
type discard struct{}

func (discard) Begin(detect.Begin) error              { return nil }
func (discard) Match(*detect.Match) error             { return nil }
func (discard) Group(*detect.Group) error             { return nil }
func (discard) Pair(*detect.Pair) error               { return nil }
func (discard) Cluster(*detect.Cluster) error         { return nil }
func (discard) Document(*detect.DocumentShares) error { return nil }
func (discard) Skip(detect.Skip) error                { return nil }
func (discard) End(detect.Stats) error                { return nil }
