package detect

import (
	"context"
	"maps"
	"slices"

	"respun/internal/doctable"
	"respun/internal/parallel"
)

// Pairs of documents, computed on the text: the Jaccard similarity and the
// containment of their word 5-shingles (measurer.go), and how much of each lies in
// matches (coverage.go).

// docPair is a Pair that is not told yet: half as large, and without pointers, because
// a collection may have millions.
type docPair struct {
	a, b, matches uint32 // ordinals; number of matches
	kind          Kind
	likeness      // the share of a document, at passage level, is of its words that lie in matches
}

// newDocPair sums up the matches of documents a and b.
func newDocPair(a, b int, matches []*Match) docPair {
	return docPair{a: uint32(a), b: uint32(b), matches: uint32(len(matches)), kind: mainKind(matches)}
}

// told returns the pair as it is told.
func (p *docPair) told(docs *doctable.Table) *Pair {
	a, b := int(p.a), int(p.b)
	return &Pair{
		A: docs.Name(a), B: docs.Name(b), OrdinalA: a, OrdinalB: b, Jaccard: p.jaccard, Containment: p.containment,
		CoverageA: p.coverA, CoverageB: p.coverB, Matches: int(p.matches), Kind: p.kind,
	}
}

// pairUp sums up the matches that a document has with each later one.
func (r *result) pairUp(matches []*Match) {
	byB := map[int][]*Match{}
	for _, m := range matches {
		if m.A.Ordinal != m.B.Ordinal {
			byB[m.B.Ordinal] = append(byB[m.B.Ordinal], m)
		}
	}
	for _, b := range slices.Sorted(maps.Keys(byB)) {
		r.pairs = append(r.pairs, newDocPair(matches[0].A.Ordinal, b, byB[b]))
	}
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
	return parallel.EachRange(ctx, r.o.workers(), len(r.pairs), func() func(i int) error {
		m := newMeasurer(r.c)
		if r.c.disk == nil {
			m.held = max(heldShingles, heldSharedPassages/r.o.workers())
		}
		return func(i int) error {
			p := &r.pairs[i]
			var err error
			p.likeness, err = m.compare(int(p.a), int(p.b))
			progress(1)
			return err
		}
	})
}
