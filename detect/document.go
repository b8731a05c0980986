package detect

import (
	"context"
	"math"
	"slices"
	"sync/atomic"

	"respun/internal/parallel"
	"respun/internal/sample"
	"respun/lsh"
)

// The document level compares whole documents by their word 5-shingles. The keys
// of each are a sample of them (package sample): unlike the bands of a MinHash they
// find a copy with other text around it, which in news is the usual case, as
// surely as a whole copy. How many keys two documents share estimates the
// containment; those that cannot reach the asked likeness are dropped; the rest
// is measured on the text.

// documentCap is how many documents of a bucket are paired with each other.
const documentCap = 200

// manyDocuments is from how many documents on what reading has left over, some tens of
// bytes each, is worth a collection before buckets are built.
const manyDocuments = 1 << 17

// documents runs the document level.
func (r *result) documents(ctx context.Context) error {
	if r.c.docs.Len() >= manyDocuments {
		r.c.release()
	}
	same := r.sameDocuments()
	candidates, err := r.documentCandidates(ctx, same)
	if err != nil {
		return err
	}
	if err := r.measureRepeated(ctx, r.multiply(candidates, same), candidates); err != nil {
		return err
	}
	if r.o.Documents {
		if err := r.shareOut(ctx); err != nil {
			return err
		}
	}
	return r.cluster(ctx)
}

// shareOut tells of each document which share of it the one that has most of it has.
func (r *result) shareOut(ctx context.Context) error {
	across := make([]float64, r.c.docs.Len())
	for i := range r.pairs {
		p := &r.pairs[i]
		across[p.a], across[p.b] = max(across[p.a], p.coverA), max(across[p.b], p.coverB)
	}
	r.shares = make([]*DocumentShares, len(across))
	return parallel.EachRange(ctx, r.o.workers(), len(across), func() func(d int) error {
		w := newCoverer(r.c)
		return func(d int) error {
			w.open(d, nil)
			words, err := w.words()
			r.shares[d] = &DocumentShares{Doc: r.c.docs.Name(d), Ordinal: d, Words: len(words), Across: across[d], Original: 1 - across[d]}
			return err
		}
	})
}

// sameDocuments returns, for each document, the first of the same words.
func (r *result) sameDocuments() []uint32 {
	s := &r.c.samples
	out := make([]uint32, s.Len())
	byHash := make([]uint64, 0, len(out)) // half the hash, then the document
	for d := range out {
		out[d] = uint32(d)
		if len(s.Of(d)) > 0 { // has words
			byHash = append(byHash, s.Whole(d)&^math.MaxUint32|uint64(d))
		}
	}
	slices.Sort(byHash)
	repeats := int64(0)
	var firsts []uint32 // of this half of a hash
	for i, h := range byHash {
		if i == 0 || h>>32 != byHash[i-1]>>32 {
			firsts = firsts[:0]
		}
		d := uint32(h)
		at := slices.IndexFunc(firsts, func(f uint32) bool { return s.Whole(int(f)) == s.Whole(int(d)) })
		if at < 0 {
			firsts = append(firsts, d)
			continue
		}
		out[d] = firsts[at]
		repeats++
	}
	r.funnel.add("identical", int64(len(out)), int64(len(out))-repeats, "repeats another document", repeats)
	return out
}

// documentCandidates returns the pairs whose samples are alike enough.
func (r *result) documentCandidates(ctx context.Context, same []uint32) ([]pair, error) {
	newWorker := r.everyOther(same)
	if !r.o.Brute {
		var err error
		if newWorker, err = r.bucketed(same); err != nil {
			return nil, err
		}
	}
	parts := make([][]pair, (len(same)+parallel.RangeSize-1)/parallel.RangeSize)
	var asked atomic.Int64
	err := parallel.EachRange(ctx, r.o.workers(), len(same), func() func(d int) error {
		find := newWorker()
		return func(d int) error {
			if same[d] == uint32(d) {
				part, met := &parts[d/parallel.RangeSize], 0
				*part, met = find(uint32(d), *part)
				asked.Add(int64(met))
			}
			return nil
		}
	})
	pairs := slices.Concat(parts...)
	r.addHubs(pairs)
	r.funnel.add("candidates", asked.Load(), int64(len(pairs)), "samples not alike enough", asked.Load()-int64(len(pairs)))
	return pairs, err
}

// addHubs tells which documents others were paired with instead of with each other: those
// of more partners than a bucket pairs.
func (r *result) addHubs(pairs []pair) {
	for lo := 0; lo < len(pairs); {
		hi := lo + 1
		for hi < len(pairs) && pairs[hi].first() == pairs[lo].first() {
			hi++
		}
		if hi-lo > documentCap {
			r.addHub(int(pairs[lo].first()))
		}
		lo = hi
	}
}

// partners appends the pairs of a document with later ones that may be alike
// enough, and tells how many documents it met. One a worker.
type partners func(d uint32, pairs []pair) (_ []pair, met int)

// everyOther pairs each document with all: the truth for tests.
func (r *result) everyOther(same []uint32) func() partners {
	return func() partners {
		return func(d uint32, pairs []pair) ([]pair, int) {
			before := len(pairs)
			for e := d + 1; int(e) < len(same); e++ {
				if same[e] == e {
					pairs = append(pairs, makePair(d, e))
				}
			}
			return pairs, len(pairs) - before
		}
	}
}

// Keys are sorted into buckets so many at a time, 8 bytes each, but for large
// collections in twelve parts at the most: each takes a pass over all keys.
const (
	keysAtOnce = 1 << 20
	mostParts  = 12
)

// bucketed pairs documents that meet in buckets. What two of them share there is
// what their samples have in common, but for buckets over the cap.
func (r *result) bucketed(same []uint32) (func() partners, error) {
	s := &r.c.samples
	capped := make([]atomic.Uint32, len(same))
	b, err := lsh.Build(len(same), func() lsh.Source {
		return func(d uint32, _ lsh.Range, dst []lsh.Key) []lsh.Key {
			if same[d] != d {
				return dst
			}
			return append(dst, s.Of(int(d))...)
		}
	}, lsh.Options{Cap: documentCap, Capped: func(d uint32) { capped[d].Add(1) }, Workers: r.o.workers(), Partitions: min(mostParts, (s.Keys()+keysAtOnce-1)/keysAtOnce)})
	if err != nil {
		return nil, err
	}
	st := b.Stats()
	r.funnel.stages = append(r.funnel.stages, Stage{Name: "buckets", In: st.Entries, Out: st.Entries - st.Singletons - st.Dropped,
		Dropped: map[string]int64{"alone in its bucket": st.Singletons}, Capped: map[string]int64{"bucket over the cap": st.Dropped}})
	likely := sample.NewEstimate(r.o.MinPair)
	return func() partners {
		c, first := b.NewCounter(), new(sample.KeySet)
		return func(d uint32, pairs []pair) ([]pair, int) {
			found := c.Candidates(d, 1)
			for _, e := range found {
				unseen := min(capped[d].Load(), capped[e].Load())
				if s.Alike(int(d), int(e), c.Shared(e), int(unseen), likely, first) {
					pairs = append(pairs, makePair(d, e))
				}
			}
			return pairs, len(found)
		}
	}, nil
}
