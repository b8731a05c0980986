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
	for _, s := range joinedMatches(kept) {
		if s.passages < seriesPassages {
			continue
		}
		slices.SortStableFunc(s.matches, func(x, y *found) int { return cmp.Compare(y.confidence, x.confidence) })
		for _, f := range s.matches[toldTwice(s.matches):] {
			f.class = Series
		}
	}
}

// joined is matches that hang together, as sides of them are the same passages.
type joined struct {
	passages int
	matches  []*found
}

// joinedMatches returns the spun matches of reuse, those together that hang together.
func joinedMatches(kept []found) []joined {
	passages := passageNumbers{first: map[int]int{}}
	type edge struct {
		a, b uint32
		f    *found
	}
	var edges []edge
	for i := range kept {
		if f := &kept[i]; f.kind == Spun && f.class == Reuse {
			edges = append(edges, edge{passages.of(f.A), passages.of(f.B), f})
		}
	}
	linked := forest.New(passages.n)
	for _, e := range edges {
		linked.Join(e.a, e.b)
	}
	out := make([]joined, passages.n) // by the root of each
	for i := range out {
		out[linked.Root(uint32(i))].passages++
	}
	for _, e := range edges {
		s := &out[linked.Root(e.a)]
		s.matches = append(s.matches, e.f)
	}
	return out
}

// passageNumbers numbers passages of one document as they come: one that has sentences of
// earlier ones gets the lowest number of theirs.
type passageNumbers struct {
	n     int
	first map[int]int // by sentence: the first passage that has it
}

func (p *passageNumbers) of(r run) uint32 {
	n := p.n
	for s := r.First; s <= r.Last; s++ {
		if k, ok := p.first[s]; ok {
			n = min(n, k)
		}
	}
	for s := r.First; s <= r.Last; s++ {
		if k, ok := p.first[s]; !ok || n < k {
			p.first[s] = n
		}
	}
	p.n = max(p.n, n+1)
	return uint32(n)
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
