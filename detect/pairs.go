package detect

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

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
	progress := newProgress(r.o.Progress, "measure", len(r.pairs))
	return r.eachRange(ctx, len(r.pairs), func() func(i int) error {
		m := newMeasurer(r.c)
		return func(i int) error {
			p := r.pairs[i]
			j, err := m.compare(p.OrdinalA, p.OrdinalB)
			p.Jaccard, p.Containment, p.running = j.jaccard, j.containment, j.running
			progress(1)
			return err
		}
	})
}

// rangeSize is how many neighbours one worker takes at a time.
const rangeSize = 64

// eachRange calls a worker's function for 0 to n-1; each rangeSize of them, from
// the first on, by one worker.
func (r *result) eachRange(ctx context.Context, n int, newWorker func() func(i int) error) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(r.o.workers(), (n+rangeSize-1)/rangeSize) {
		workers.Go(func() {
			do := newWorker()
			for ctx.Err() == nil {
				from := int(next.Add(rangeSize)) - rangeSize
				if from >= n {
					return
				}
				for i := from; i < min(n, from+rangeSize); i++ {
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

// cover computes the coverage of pairs and the shares of documents, word by word.
func (r *result) cover(ctx context.Context) error {
	spans := r.covers()
	partners := make([]map[int]*Pair, r.c.docs.len())
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
		r.shares = make([]*DocumentShares, r.c.docs.len())
	}
	return r.eachRange(ctx, r.c.docs.len(), func() func(d int) error {
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
				share := w.share(words, spans[d], func(c cover) bool { return c.other == other || c.group[other] })
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
	other   int          // the other document
	repeats bool         // the later of two passages of the same document
	group   map[int]bool // of a place of a group: the documents the group is found in
}

// covers lists the covered passages of each document. Two documents of a group
// share its passage, though the match that would say so was left out.
func (r *result) covers() [][]cover {
	spans := make([][]cover, r.c.docs.len())
	for _, m := range r.matches {
		spans[m.A.Ordinal] = append(spans[m.A.Ordinal], cover{span: m.A.Span, other: m.B.Ordinal})
		spans[m.B.Ordinal] = append(spans[m.B.Ordinal], cover{span: m.B.Span, other: m.A.Ordinal, repeats: m.A.Ordinal == m.B.Ordinal})
	}
	for _, g := range r.groups {
		docs := map[int]bool{}
		for _, p := range g.Occurrences {
			docs[p.Ordinal] = true
		}
		for _, p := range g.Occurrences {
			spans[p.Ordinal] = append(spans[p.Ordinal], cover{span: p.Span, other: p.Ordinal, group: docs})
		}
	}
	return spans
}

type coverer struct {
	c    *corpus
	s    *shingle.Scanner
	text shingle.Text
	in   []bool
}

func newCoverer(c *corpus) *coverer {
	c.vocab.freeze()
	return &coverer{c: c, s: shingle.NewScanner(c.vocab), text: shingle.Text{KeepSpans: true}}
}

// words returns the ranges of a document's words.
func (w *coverer) words(d int) ([]Span, error) {
	text, err := w.c.texts.Text(d)
	if err != nil {
		return nil, fmt.Errorf("detect: %s: %w", w.c.docs.name(d), err)
	}
	w.text.Reset()
	w.s.Scan(text, w.c.docs.at(d).language, &w.text)
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
	s := &DocumentShares{Doc: c.docs.name(d), Ordinal: d, Words: len(words), Original: 1}
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
