package detect

import (
	"cmp"
	"slices"

	"respun/internal/forest"
)

// What the spun matches inside one document say of it together: whether it doubles its
// paragraphs, as spinning software leaves them, and which of them are a series, as in
// results, listings and live tickers.

const (
	seriesPassages    = 4 // passages of a document that spun matches join
	doubledNeighbours = 3 // doubled neighbouring paragraphs of a machine-doubled document
)

// doubles tells whether a document doubles its paragraphs, as spinning software
// leaves them: of 2,800 ordinary articles none has more than two spun matches
// between neighbouring paragraphs that are no series.
func doubles(kept []found, a view) bool {
	n := 0
	for i := range kept {
		f := &kept[i]
		d := a.sentences[f.B.First].Paragraph - a.sentences[f.A.First].Paragraph
		if f.kind == Spun && f.class == Reuse && d == 1 {
			n++
		}
	}
	return n >= doubledNeighbours
}

// markSeries names spun matches inside a document that join four passages or
// more: results, listings, live tickers say the same again and again. Where the
// first sides, two or more, all come before the second ones, a longer part was
// told twice, paragraph by paragraph; so it is where that holds of the surest ones,
// and only the others are a series: the paragraphs of such a part may be alike.
func markSeries(kept []found) {
	nodes := 0
	first := map[int]int{} // by sentence: the first node that has it
	node := func(r run) int {
		n := nodes
		for s := r.First; s <= r.Last; s++ {
			if k, ok := first[s]; ok {
				n = min(n, k)
			}
		}
		for s := r.First; s <= r.Last; s++ {
			if k, ok := first[s]; !ok || n < k {
				first[s] = n
			}
		}
		nodes = max(nodes, n+1)
		return n
	}
	type edge struct{ a, b, f int }
	var edges []edge
	for i := range kept {
		if kept[i].kind == Spun && kept[i].class == Reuse {
			edges = append(edges, edge{node(kept[i].A), node(kept[i].B), i})
		}
	}
	linked := forest.New(nodes)
	for _, e := range edges {
		linked.Join(uint32(e.a), uint32(e.b))
	}
	passages, joined := make([]int, nodes), make([][]*found, nodes)
	for i := range nodes {
		passages[linked.Root(uint32(i))]++
	}
	for _, e := range edges {
		k := linked.Root(uint32(e.a))
		joined[k] = append(joined[k], &kept[e.f])
	}
	for k, list := range joined {
		if passages[k] < seriesPassages {
			continue
		}
		slices.SortStableFunc(list, func(x, y *found) int { return cmp.Compare(y.confidence, x.confidence) })
		for _, f := range list[toldTwice(list):] {
			f.class = Series
		}
	}
}

// toldTwice returns how many of the matches, from the first on, tell one part of the
// document again.
func toldTwice(list []*found) (n int) {
	a, b := list[0].A, list[0].B // the first and last sentence that a first side begins with, and a second one
	a.Last, b.Last = a.First, b.First
	end := 0 // of first sides
	for i, f := range list {
		a, b = a.with(run{f.A.First, f.A.First}), b.with(run{f.B.First, f.B.First})
		end = max(end, f.A.Last)
		if end < b.First && a.First < a.Last && b.First < b.Last {
			n = i + 1
		}
	}
	return n
}
