package main

import (
	"context"
	"slices"

	"respun/detect"
	"respun/internal/decide"
	"respun/internal/decide/runs"
	"respun/internal/evalset"
	"respun/shingle"
)

// row is a candidate window as the decision sees it.
type row struct {
	F       decide.Features
	Context decide.Context
	Kind    detect.Kind
	Class   detect.Class
	A, B    int // ordinals of the documents
	RA, RB  shingle.Span
	Case    int // index of the hidden rewrite it lies on, or nobody or unclear
}

// What a row lies on that is no hidden rewrite.
const (
	nobody  = -1 // text that nobody rewrote
	unclear = -2 // see labeller
)

// reuse tells whether a row of that score would be reported as reuse.
func (r *row) reuse() bool { return r.Kind != detect.Spun || r.Class == detect.Reuse }

// spun tells whether it is the decision that would report it.
func (r *row) spun() bool { return r.Kind == detect.Spun && r.Class == detect.Reuse }

// rows are the candidates of one collection.
type rows struct {
	list  []row
	docs  int
	cases []evalset.Case
}

// collect runs the detector over documents and gathers its candidates, those of
// no confidence too.
func collect(docs []shingle.Document, cases []evalset.Case) (rows, error) {
	out := rows{docs: len(docs), cases: cases}
	find := newLabeller(docs, cases)
	o := detect.Defaults()
	o.MinConfidence = 0
	o.Trace = func(t detect.Trace) {
		if t.Stage != "decision" {
			return
		}
		r := row{
			F: decide.Features(t.Features), Context: contexts[t.Context], Kind: t.Kind, Class: t.Class,
			A: t.A.Ordinal, B: t.B.Ordinal, RA: t.A.Span, RB: t.B.Span,
		}
		r.Case = find.label(t.A.Doc, t.B.Doc, &r)
		out.list = append(out.list, r)
	}
	d, err := detect.New(o)
	if err != nil {
		return out, err
	}
	_, err = d.Scan(context.Background(), detect.All(docs...), runs.Discard{})
	slices.SortStableFunc(out.list, inOrder) // workers tell them as they come
	return out, err
}

// inOrder orders rows by document and place.
func inOrder(x, y row) int {
	return slices.Compare(
		[]int{x.A, x.B, x.RA.Start, x.RB.Start, x.RA.End, x.RB.End},
		[]int{y.A, y.B, y.RA.Start, y.RB.Start, y.RA.End, y.RB.End})
}

// contexts by name, as traces tell them.
var contexts = func() map[string]decide.Context {
	m := map[string]decide.Context{}
	for c := range decide.Contexts {
		m[decide.Context(c).String()] = decide.Context(c)
	}
	return m
}()

// half returns the rows of documents with even (0) or odd (1) ordinals.
func (r *rows) half(parity int) rows {
	out := rows{docs: (r.docs + 1 - parity) / 2}
	for _, x := range r.list {
		if x.A%2 == parity && x.B%2 == parity {
			out.list = append(out.list, x)
		}
	}
	return out
}
