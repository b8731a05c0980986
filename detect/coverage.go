package detect

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"respun/internal/parallel"
	"respun/shingle"
)

// Coverage: which words of a document stand in matches and groups, with one other
// document (pairs) or with any (a record per document). Words are counted on the text, as
// passages overlap; where they do not, their words are summed up, and no text is read.

// cover computes the coverage of pairs and the shares of documents, word by word,
// as many documents at a time as there is memory for what covers them.
func (r *result) cover(ctx context.Context) error {
	if r.o.Documents {
		r.shares = make([]*DocumentShares, r.c.docs.Len())
	}
	pairsOfB := r.pairsByB()
	counts, err := r.countCovers()
	if err != nil {
		return err
	}
	for lo := 0; lo < len(counts); {
		hi, n := lo, 0
		for hi < len(counts) && (hi == lo || n+int(counts[hi]) <= r.c.room(64)) {
			n += int(counts[hi])
			hi++
		}
		if n > 0 || r.o.Documents {
			if err := r.coverRange(ctx, lo, hi, pairsOfB); err != nil {
				return err
			}
		}
		lo = hi
	}
	return nil
}

// pairsByB returns the numbers of all pairs in order of their second document;
// they are in order of their first.
func (r *result) pairsByB() []uint32 {
	out := make([]uint32, len(r.pairs))
	for k := range out {
		out[k] = uint32(k)
	}
	slices.SortFunc(out, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(r.pairs[x].b, r.pairs[y].b), cmp.Compare(x, y))
	})
	return out
}

// countCovers counts the covered passages of each document.
func (r *result) countCovers() ([]uint32, error) {
	counts := make([]uint32, r.c.docs.Len())
	for _, g := range r.groups {
		for _, p := range g.Occurrences {
			counts[p.Ordinal]++
		}
	}
	if r.matches == nil {
		return counts, nil
	}
	return counts, r.matches.each(func(_ int, list []*Match) error {
		for _, m := range list {
			counts[m.A.Ordinal]++
			counts[m.B.Ordinal]++
		}
		return nil
	})
}

// coverRange covers documents lo to hi-1.
func (r *result) coverRange(ctx context.Context, lo, hi int, pairsOfB []uint32) error {
	spans, err := r.covers(lo, hi)
	if err != nil {
		return err
	}
	return parallel.EachRange(ctx, r.o.workers(), hi-lo, func() func(d int) error {
		w := newCoverer(r.c)
		return func(i int) (err error) {
			d, covers := lo+i, spans[i]
			if len(covers) == 0 && !r.o.Documents {
				return nil
			}
			w.open(d, covers)
			// Not slices.BinarySearchFunc, which copies pairs whose shares others write.
			from := sort.Search(len(r.pairs), func(i int) bool { return int(r.pairs[i].a) >= d })
			for ; from < len(r.pairs) && int(r.pairs[from].a) == d && err == nil; from++ {
				r.pairs[from].coverA, err = w.shareWith(int(r.pairs[from].b))
			}
			at, _ := slices.BinarySearchFunc(pairsOfB, d, func(k uint32, d int) int { return cmp.Compare(int(r.pairs[k].b), d) })
			for ; at < len(pairsOfB) && int(r.pairs[pairsOfB[at]].b) == d && err == nil; at++ {
				r.pairs[pairsOfB[at]].coverB, err = w.shareWith(int(r.pairs[pairsOfB[at]].a))
			}
			if r.o.Documents && err == nil {
				r.shares[d], err = w.shares()
			}
			return err
		}
	})
}

// cover is a passage of a document that stands elsewhere too.
type cover struct {
	span    Span
	words   int          // that it has; of a place of a group nobody knows
	other   int          // the other document
	repeats bool         // the later of two passages of the same document
	group   map[int]bool // of a place of a group: the documents the group is found in
}

// covers lists the covered passages of documents lo to hi-1. Two documents of a
// group share its passage, though the match that would say so was left out.
func (r *result) covers(lo, hi int) ([][]cover, error) {
	spans := make([][]cover, hi-lo)
	add := func(d int, c cover) {
		if d >= lo && d < hi {
			spans[d-lo] = append(spans[d-lo], c)
		}
	}
	for _, g := range r.groups {
		docs := map[int]bool{}
		for _, p := range g.Occurrences {
			docs[p.Ordinal] = true
		}
		for _, p := range g.Occurrences {
			add(p.Ordinal, cover{span: p.Span, other: p.Ordinal, group: docs})
		}
	}
	if r.matches == nil {
		return spans, nil
	}
	return spans, r.matches.each(func(_ int, list []*Match) error {
		for _, m := range list {
			add(m.A.Ordinal, cover{span: m.A.Span, words: m.A.Words, other: m.B.Ordinal})
			add(m.B.Ordinal, cover{span: m.B.Span, words: m.B.Words, other: m.A.Ordinal, repeats: m.A.Ordinal == m.B.Ordinal})
		}
		return nil
	})
}

// coverer measures how much of documents is covered: one a worker.
type coverer struct {
	c     *corpus
	texts textReader
	s     *shingle.Scanner
	text  shingle.Text
	in    []bool

	document int
	covers   []cover // of the document, in order of the other one and place
	read     bool    // text is the document's
}

func newCoverer(c *corpus) *coverer {
	c.vocab.freeze()
	return &coverer{c: c, texts: newTextReader(c), s: c.scanner.Fork(), text: shingle.Text{KeepSpans: true, OnlySpans: true}}
}

// open takes a document with its covers, which it puts in order.
func (w *coverer) open(d int, covers []cover) {
	w.document, w.covers, w.read = d, covers, false
	slices.SortFunc(covers, func(x, y cover) int {
		return cmp.Or(cmp.Compare(x.other, y.other), cmp.Compare(x.span.Start, y.span.Start), cmp.Compare(x.span.End, y.span.End))
	})
}

// words returns the ranges of the document's words.
func (w *coverer) words() ([]Span, error) {
	if !w.read {
		text, err := w.texts.text(w.document)
		if err != nil {
			return nil, err
		}
		w.text.Reset()
		w.s.Scan(text, w.c.docs.At(w.document).Language, &w.text)
		w.read = true
	}
	return w.text.Spans, nil
}

// shareWith returns the share of the document's words in passages that another has.
func (w *coverer) shareWith(other int) (float64, error) {
	covers, own := w.coversOf(other), w.coversOf(w.document) // and those of its groups
	grouped := func(c cover) bool { return c.group[other] }
	if n, apart := wordsApart(covers); apart && !slices.ContainsFunc(own, grouped) {
		return float64(n) / float64(max(1, len(w.c.view(w.document).tokens()))), nil
	}
	return w.share(func(c cover) bool { return c.other == other || grouped(c) }, covers, own)
}

// wordsApart sums up the words of passages, which are in order; it tells whether none
// overlaps the next: for most documents no text has to be read again.
func wordsApart(covers []cover) (n int, apart bool) {
	for i, c := range covers {
		if i > 0 && c.span.Start < covers[i-1].span.End {
			return 0, false
		}
		n += c.words
	}
	return n, true
}

// covered counts the words inside the wanted passages.
func (w *coverer) covered(want func(cover) bool, lists ...[]cover) (n int, err error) {
	words, err := w.words()
	if err != nil {
		return 0, err
	}
	w.in = slices.Grow(w.in[:0], len(words))[:len(words)]
	clear(w.in)
	for _, covers := range lists {
		for _, c := range covers {
			if want(c) {
				n += w.mark(words, c.span)
			}
		}
	}
	return n, nil
}

// mark marks the words of a passage and counts those that were not marked before.
func (w *coverer) mark(words []Span, passage Span) (n int) {
	at, _ := slices.BinarySearchFunc(words, passage.Start, func(s Span, start int) int { return s.Start - start })
	for ; at < len(words) && words[at].End <= passage.End; at++ {
		if !w.in[at] {
			w.in[at] = true
			n++
		}
	}
	return n
}

// coversOf returns the covers that name another document. One document of a large
// group may have as many partners as covers.
func (w *coverer) coversOf(other int) []cover {
	from, _ := slices.BinarySearchFunc(w.covers, other, func(c cover, other int) int { return cmp.Compare(c.other, other) })
	to, _ := slices.BinarySearchFunc(w.covers, other+1, func(c cover, other int) int { return cmp.Compare(c.other, other) })
	return w.covers[from:to]
}

// share returns the share of the document's words inside the wanted passages.
func (w *coverer) share(want func(cover) bool, lists ...[]cover) (float64, error) {
	n, err := w.covered(want, lists...)
	return float64(n) / float64(max(1, len(w.text.Spans))), err
}

// shares parts the document's words: found in other documents; else told before in
// the same one; else its own.
func (w *coverer) shares() (*DocumentShares, error) {
	words, err := w.words()
	s := &DocumentShares{Doc: w.c.docs.Name(w.document), Ordinal: w.document, Words: len(words), Original: 1}
	if len(words) == 0 || err != nil {
		return s, err
	}
	n := float64(len(words))
	across, _ := w.covered(func(c cover) bool { return c.other != w.document }, w.covers)
	all, _ := w.covered(func(c cover) bool { return c.other != w.document || c.repeats }, w.covers)
	s.Across = float64(across) / n
	s.Inside = float64(all-across) / n
	s.Original = float64(len(words)-all) / n
	return s, nil
}
