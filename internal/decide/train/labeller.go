package main

import (
	"respun/internal/evalset"
	"respun/shingle"
)

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
		l.add(c.A.Doc, c.B.Doc, labelled{a, b, i})
		l.add(c.B.Doc, c.A.Doc, labelled{b, a, i})
	}
	return l
}

func (l *labeller) add(a, b string, x labelled) {
	l.pairs[[2]string{a, b}] = append(l.pairs[[2]string{a, b}], x)
	l.sides[a] = append(l.sides[a], x.a)
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

// label returns the hidden rewrite on whose two sides a row of documents a and b
// lies; unclear where both sides lie on hidden text but no label joins them
// (paragraphs of one story); else nobody.
func (l *labeller) label(a, b string, r *row) int {
	for _, p := range l.pairs[[2]string{a, b}] {
		if p.a.Overlap(r.RA) > 0 && p.b.Overlap(r.RB) > 0 {
			return p.index
		}
	}
	if touches(l.sides[a], r.RA) && touches(l.sides[b], r.RB) {
		return unclear
	}
	return nobody
}

func touches(spans []shingle.Span, s shingle.Span) bool {
	for _, x := range spans {
		if x.Overlap(s) > 0 {
			return true
		}
	}
	return false
}
