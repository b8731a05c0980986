package main

import (
	"slices"
	"strings"

	"respun/detect"
	"respun/internal/decide/runs"
	"respun/internal/evalset"
	"respun/shingle"
)

// row is a point or an alignment as the decision saw it.
type row struct {
	stage  string
	kind   detect.Kind
	a, b   int // ordinals of the documents
	ra, rb shingle.Span
	terms  []float64
}

// rows collects the points and alignments of a set, by pair and place.
func (s *set) rows(stage string) (list []row, err error) {
	err = s.align(func(t detect.Trace) {
		if t.Stage == stage {
			list = append(list, row{stage, t.Kind, t.A.Ordinal, t.B.Ordinal, t.A.Span, t.B.Span, t.Terms})
		}
	}, runs.Discard{})
	slices.SortStableFunc(list, inOrder) // workers tell them as they come
	return list, err
}

func inOrder(x, y row) int {
	return slices.Compare(
		[]int{x.a, x.b, x.ra.Start, x.rb.Start, x.ra.End, x.rb.End},
		[]int{y.a, y.b, y.ra.Start, y.rb.Start, y.ra.End, y.rb.End})
}

// label is a labelled passage and its source, in bytes.
type label struct {
	a, b    shingle.Span
	summary bool
}

// summary is the type of labels of which b is a whole document.
const summary = "summary"

// labels are those of each two documents, by ordinal.
func (s *set) labels() map[[2]int][]label {
	at, text := map[string]int{}, map[string]string{}
	for i, d := range s.Docs {
		at[d.Name], text[d.Name] = i, d.Text
	}
	out := map[[2]int][]label{}
	for _, c := range s.Gold {
		pair := [2]int{at[c.A.Doc], at[c.B.Doc]}
		out[pair] = append(out[pair], label{bytesOf(text[c.A.Doc], c.A), bytesOf(text[c.B.Doc], c.B), strings.HasPrefix(c.Type, summary)})
	}
	return out
}

// bytesOf turns a passage, in runes, into bytes of its text.
func bytesOf(text string, p evalset.Passage) shingle.Span {
	s, n := shingle.Span{Start: len(text), End: len(text)}, 0
	for i := range text {
		if n == p.Start {
			s.Start = i
		}
		if n == p.End {
			s.End = i
			break
		}
		n++
	}
	return s
}

// eachPair calls f with the rows of each two documents, in order.
func eachPair(list []row, f func(pair [2]int, rows []row)) {
	for len(list) > 0 {
		pair, n := [2]int{list[0].a, list[0].b}, 1
		for n < len(list) && [2]int{list[n].a, list[n].b} == pair {
			n++
		}
		f(pair, list[:n])
		list = list[n:]
	}
}
