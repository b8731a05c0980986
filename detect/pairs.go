package detect

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"respun/internal/cluster"
	"respun/shingle"
)

// Pairs of documents, computed on the text: the Jaccard similarity and the
// containment of their word 5-shingles, and how much of each lies in matches.

// pairUp sums up the matches of each two documents, and of each document.
func (r *result) pairUp(ctx context.Context) error {
	across := slices.DeleteFunc(slices.Clone(r.matches), func(m *Match) bool { return m.A.Ordinal == m.B.Ordinal })
	for lo := 0; lo < len(across); {
		// Matches are in order of a first, so those of two documents lie among
		// those of a.
		hi := lo
		byB := map[int][]*Match{}
		var order []int
		for hi < len(across) && across[hi].A.Ordinal == across[lo].A.Ordinal {
			b := across[hi].B.Ordinal
			if byB[b] == nil {
				order = append(order, b)
			}
			byB[b] = append(byB[b], across[hi])
			hi++
		}
		slices.Sort(order)
		for _, b := range order {
			m := byB[b]
			r.pairs = append(r.pairs, &Pair{A: m[0].A.Doc, B: m[0].B.Doc, OrdinalA: m[0].A.Ordinal, OrdinalB: b, Matches: len(m), Kind: mainKind(m)})
		}
		lo = hi
	}
	if err := r.measurePairs(ctx); err != nil {
		return err
	}
	return r.cover(ctx)
}

// mainKind returns the kind of most of the matched words.
func mainKind(matches []*Match) Kind {
	var words [3]int
	for _, m := range matches {
		words[m.Kind] += m.A.Words + m.B.Words
	}
	k := Verbatim
	for i, n := range words {
		if n > words[k] {
			k = Kind(i)
		}
	}
	return k
}

// measurePairs computes Jaccard and containment of all pairs on all workers.
func (r *result) measurePairs(ctx context.Context) error {
	return r.eachRange(ctx, len(r.pairs), func() func(i int) error {
		m := newMeasurer(r.c)
		return func(i int) error {
			p := r.pairs[i]
			j, err := m.compare(p.OrdinalA, p.OrdinalB)
			p.Jaccard, p.Containment, p.shared = j.jaccard, j.containment, j.shared
			return err
		}
	})
}

// eachRange calls a worker's function for 0 to n-1, neighbours by one worker.
func (r *result) eachRange(ctx context.Context, n int, newWorker func() func(i int) error) error {
	const size = 64
	var next atomic.Int64
	var workers sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(r.o.workers(), (n+size-1)/size) {
		workers.Go(func() {
			do := newWorker()
			for ctx.Err() == nil {
				from := int(next.Add(size)) - size
				if from >= n {
					return
				}
				for i := from; i < min(n, from+size); i++ {
					if err := do(i); err != nil {
						mu.Lock()
						failed = err
						mu.Unlock()
						return
					}
				}
			}
		})
	}
	workers.Wait()
	if failed != nil {
		return failed
	}
	return context.Cause(ctx)
}

// measurer compares documents by their word shingles; it keeps the sets of the
// last first document, because pairs come in its order.
type measurer struct {
	c        *corpus
	shingler shingle.WordShingler
	last     int
	a, b     []uint64
}

func newMeasurer(c *corpus) *measurer { return &measurer{c: c, last: -1} }

// likeness compares two sets of shingles.
type likeness struct {
	shared               int
	jaccard, containment float64
}

func (m *measurer) compare(a, b int) (likeness, error) {
	if m.last != a {
		var err error
		if m.a, err = m.set(a, m.a[:0]); err != nil {
			return likeness{}, err
		}
		m.last = a
	}
	var err error
	if m.b, err = m.set(b, m.b[:0]); err != nil {
		return likeness{}, err
	}
	return likenessOf(m.a, m.b), nil
}

// set returns the distinct word shingles of a document, ascending.
func (m *measurer) set(d int, dst []uint64) ([]uint64, error) {
	text, err := m.c.texts.Text(d)
	if err != nil {
		return nil, fmt.Errorf("detect: %s: %w", m.c.docs[d].Name, err)
	}
	dst = m.shingler.Shingles(text, dst)
	slices.Sort(dst)
	return slices.Compact(dst), nil
}

// likenessOf compares two ascending sets.
func likenessOf(a, b []uint64) likeness {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if both == 0 {
		return likeness{}
	}
	return likeness{both, float64(both) / float64(len(a)+len(b)-both), float64(both) / float64(min(len(a), len(b)))}
}

// cover computes the coverage of pairs and the shares of documents, word by word.
func (r *result) cover(ctx context.Context) error {
	spans := make([][]cover, len(r.c.docs))
	for _, m := range r.matches {
		spans[m.A.Ordinal] = append(spans[m.A.Ordinal], cover{m.A.Span, m.B.Ordinal, false})
		spans[m.B.Ordinal] = append(spans[m.B.Ordinal], cover{m.B.Span, m.A.Ordinal, m.A.Ordinal == m.B.Ordinal})
	}
	partners := make([]map[int]*Pair, len(r.c.docs))
	for _, p := range r.pairs {
		for _, d := range []int{p.OrdinalA, p.OrdinalB} {
			if partners[d] == nil {
				partners[d] = map[int]*Pair{}
			}
		}
		partners[p.OrdinalA][p.OrdinalB] = p
		partners[p.OrdinalB][p.OrdinalA] = p
	}
	if r.o.Documents {
		r.shares = make([]*DocumentShares, len(r.c.docs))
	}
	return r.eachRange(ctx, len(r.c.docs), func() func(d int) error {
		w := newCoverer(r.c)
		return func(d int) error {
			if len(spans[d]) == 0 && !r.o.Documents {
				return nil
			}
			words, err := w.words(d)
			if err != nil {
				return err
			}
			for other, p := range partners[d] { // each sets fields of its own
				share := w.share(words, spans[d], func(c cover) bool { return c.other == other })
				if p.OrdinalA == d {
					p.CoverageA = share
				} else {
					p.CoverageB = share
				}
			}
			if r.o.Documents {
				r.shares[d] = w.shares(r.c, d, words, spans[d])
			}
			return nil
		}
	})
}

// cover is a passage of a document that stands elsewhere too.
type cover struct {
	span    Span
	other   int  // the other document
	repeats bool // the later of two passages of the same document
}

type coverer struct {
	c    *corpus
	s    *shingle.Scanner
	text shingle.Text
	in   []bool
}

func newCoverer(c *corpus) *coverer {
	return &coverer{c: c, s: shingle.NewScanner(c.vocab), text: shingle.Text{KeepSpans: true}}
}

// words returns the ranges of a document's words.
func (w *coverer) words(d int) ([]Span, error) {
	text, err := w.c.texts.Text(d)
	if err != nil {
		return nil, fmt.Errorf("detect: %s: %w", w.c.docs[d].Name, err)
	}
	w.text.Reset()
	w.s.Scan(text, w.c.docs[d].language, &w.text)
	return w.text.Spans, nil
}

// covered marks the words inside the wanted passages and counts them.
func (w *coverer) covered(words []Span, covers []cover, want func(cover) bool) (in []bool, n int) {
	w.in = slices.Grow(w.in[:0], len(words))[:len(words)]
	clear(w.in)
	for _, c := range covers {
		if !want(c) {
			continue
		}
		at, _ := slices.BinarySearchFunc(words, c.span.Start, func(s Span, start int) int { return s.Start - start })
		for ; at < len(words) && words[at].End <= c.span.End; at++ {
			if !w.in[at] {
				w.in[at] = true
				n++
			}
		}
	}
	return w.in, n
}

func (w *coverer) share(words []Span, covers []cover, want func(cover) bool) float64 {
	_, n := w.covered(words, covers, want)
	return float64(n) / float64(max(1, len(words)))
}

// shares parts a document's words: found in other documents; else told before in
// the same one; else its own.
func (w *coverer) shares(c *corpus, d int, words []Span, covers []cover) *DocumentShares {
	s := &DocumentShares{Doc: c.docs[d].Name, Ordinal: d, Words: len(words), Original: 1}
	if len(words) == 0 {
		return s
	}
	n := float64(len(words))
	_, across := w.covered(words, covers, func(c cover) bool { return c.other != d })
	_, all := w.covered(words, covers, func(c cover) bool { return c.other != d || c.repeats })
	s.Across = float64(across) / n
	s.Inside = float64(all-across) / n
	s.Original = float64(len(words)-all) / n
	return s
}

// cluster gathers documents alike to a representative.
func (r *result) cluster() error {
	var edges []cluster.Edge
	for _, p := range r.pairs {
		if like := max(p.Jaccard, p.Containment); like >= r.o.MinPair && clusters(p) {
			edges = append(edges, cluster.Edge{A: p.OrdinalA, B: p.OrdinalB, Similarity: like})
		}
	}
	for _, g := range cluster.Stars(edges, r.precedence()) {
		out := &Cluster{Representative: r.c.docs[g.Members[0]].Name, Cohesion: g.Cohesion}
		members := slices.Sorted(slices.Values(g.Members))
		for _, d := range members {
			out.Docs = append(out.Docs, r.c.docs[d].Name)
			if r.shares != nil && d != g.Members[0] {
				r.shares[d].DuplicateOf = out.Representative
			}
		}
		out.ID = id(fmt.Sprintf("cluster %q", out.Docs))
		r.clusters = append(r.clusters, out)
	}
	return nil
}

// sureShingles is how many shared shingles make two documents copies; with fewer,
// a frame filled with other figures ("Qtly div 10 cts vs 10 cts prior") is as
// likely, and only documents that are nearly the same are put together.
const (
	sureShingles = 20
	sureJaccard  = .95
)

// clusters tells whether a pair may put two documents into one cluster.
func clusters(p *Pair) bool { return p.shared >= sureShingles || p.Jaccard >= sureJaccard }

// precedence orders documents for representing a cluster: those to keep first,
// then by date, then by place in the input.
func (r *result) precedence() func(x, y int) int {
	keep := map[string]int{}
	for i, name := range r.o.Keep {
		if _, ok := keep[name]; !ok {
			keep[name] = i - len(r.o.Keep) // below 0
		}
	}
	return func(x, y int) int {
		a, b := &r.c.docs[x], &r.c.docs[y]
		if c := keep[a.Name] - keep[b.Name]; c != 0 {
			return c
		}
		if c := compareDates(a.Date, b.Date); c != 0 {
			return c
		}
		return x - y
	}
}
