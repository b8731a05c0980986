package detect

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"respun/lsh"
	"respun/shingle"
)

// The document level compares whole documents by their word 5-shingles. Of each
// document an eighth of the shingles, chosen by their hash (FracMinHash), are
// its keys: unlike the bands of a MinHash they find a copy with other text
// around it, which in news is the usual case, as surely as a whole copy. The
// samples of two candidates then estimate the containment; those that cannot
// reach the asked likeness are dropped; the rest is measured on the text.

const (
	sampleScale = 8   // one shingle in so many is a key
	sampleLeast = 16  // and of short documents so many in any case
	documentCap = 200 // documents in a bucket
	// estimateErrors is how many standard errors below what was asked for the
	// estimate may be: a pair just alike enough is lost once in 30,000 times.
	estimateErrors = 4
)

// samples are the sampled shingles of each document, ascending.
type samples struct {
	keys   []lsh.Key
	starts []uint32
	whole  []uint64 // hash of all shingles: the same for the same words
}

func (s *samples) of(d int) []lsh.Key { return s.keys[s.starts[d]:s.starts[d+1]] }

// add appends a document's sample.
func (s *samples) add(shingles, scratch []uint64) []uint64 {
	var h uint64 = 1
	for _, x := range shingles {
		h = (h ^ x) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	sample := lsh.Fraction(shingles, sampleScale, sampleLeast, scratch)
	s.starts = append(s.starts, uint32(len(s.keys)))
	from := len(s.keys)
	for _, x := range sample.Hashes {
		s.keys = append(s.keys, lsh.Key(x)) // the low half: the high bits of what is kept are alike
	}
	slices.Sort(s.keys[from:])
	s.keys = append(s.keys[:from], slices.Compact(s.keys[from:])...)
	s.whole = append(s.whole, h)
	return sample.Hashes
}

// sampler takes samples: one a worker.
type sampler struct {
	shingler shingle.WordShingler
	shingles []uint64
	scratch  []uint64
}

func (p *sampler) sample(text string, to *samples) {
	p.shingles = p.shingler.Shingles(text, p.shingles[:0])
	p.scratch = to.add(p.shingles, p.scratch)
}

// documents runs the document level.
func (r *result) documents(ctx context.Context) error {
	r.c.release()
	same := r.sameDocuments()
	candidates, err := r.documentCandidates(ctx, same)
	if err != nil {
		return err
	}
	for _, p := range r.multiply(candidates, same) {
		i, j := p.split()
		r.pairs = append(r.pairs, &Pair{A: r.c.docs[i].Name, B: r.c.docs[j].Name, OrdinalA: int(i), OrdinalB: int(j)})
	}
	if err := r.measurePairs(ctx); err != nil {
		return err
	}
	before := len(r.pairs)
	r.pairs = slices.DeleteFunc(r.pairs, func(p *Pair) bool { return max(p.Jaccard, p.Containment) < r.o.MinPair })
	r.funnel.add("verified", int64(before), int64(len(r.pairs)), "less alike than asked for", int64(before-len(r.pairs)))
	for _, p := range r.pairs {
		p.Kind = NearDuplicate
		if p.Jaccard == 1 {
			p.Kind = Verbatim
		}
	}
	if r.o.Documents {
		if err := r.cover(ctx); err != nil {
			return err
		}
	}
	return r.cluster()
}

// multiply adds to pairs of first documents those of documents that repeat them,
// and pairs repeats with each other, as far as they are to be compared. Beyond
// MaxPairwise documents each is paired with one hub of the other set only: the
// first that it may be compared with.
func (r *result) multiply(candidates []pair, same []int) []pair {
	members := map[int][]uint32{}
	for d, first := range same {
		members[first] = append(members[first], uint32(d))
	}
	m := multiplier{r: r}
	for _, p := range candidates {
		i, j := p.split()
		m.cross(members[int(i)], members[int(j)])
	}
	for d, first := range same {
		if first == d && len(members[d]) > 1 {
			m.inside(members[d])
		}
	}
	pairs := sortPairs(m.pairs)
	r.funnel.stages = append(r.funnel.stages, m.stage(int64(len(candidates)), int64(len(pairs))))
	return pairs
}

// multiplier pairs sets of documents of the same words.
type multiplier struct {
	r     *result
	pairs []pair
	left  int64 // pairs that are not to be compared
	cut   int64 // pairs that were left to a hub
}

// cross pairs the documents of two sets.
func (m *multiplier) cross(a, b []uint32) {
	if len(a)+len(b) <= m.r.o.MaxPairwise || len(a)+len(b) == 2 {
		for _, i := range a {
			for _, j := range b {
				m.pair(i, j)
			}
		}
		return
	}
	before := len(m.pairs)
	m.toHubs(a, b)
	m.toHubs(b, a)
	m.count(before, len(a)*len(b))
}

// inside pairs the documents of a set.
func (m *multiplier) inside(set []uint32) {
	if len(set) <= m.r.o.MaxPairwise {
		for x, i := range set {
			for _, j := range set[x+1:] {
				m.pair(i, j)
			}
		}
		return
	}
	before := len(m.pairs)
	m.toHubs(set, set)
	m.count(before, len(set)*(len(set)-1)/2)
}

// count counts what is left of so many pairs, of which those from before on were made.
func (m *multiplier) count(before, of int) {
	m.pairs = append(m.pairs[:before], sortPairs(m.pairs[before:])...)
	m.cut += int64(of - (len(m.pairs) - before))
}

// toHubs pairs each document of a with the first of b that it may be compared with.
func (m *multiplier) toHubs(a, b []uint32) {
	for _, i := range a {
		for _, j := range b {
			if i != j && m.allowed(i, j) {
				m.pairs = append(m.pairs, makePair(i, j))
				m.r.addHub(int(j))
				break
			}
		}
	}
}

func (m *multiplier) pair(i, j uint32) {
	if !m.allowed(i, j) {
		m.left++
		return
	}
	m.pairs = append(m.pairs, makePair(i, j))
}

func (m *multiplier) allowed(i, j uint32) bool {
	return allowed(m.r.o, &m.r.c.docs[i], &m.r.c.docs[j])
}

func (r *result) addHub(d int) {
	if r.hubs == nil {
		r.hubs = map[int]bool{}
	}
	r.hubs[d] = true
}

func (m *multiplier) stage(in, out int64) Stage {
	s := Stage{Name: "with repeats", In: in, Out: out}
	s.Dropped = addTo(s.Dropped, "left out by same-source or new-only", m.left)
	s.Capped = addTo(s.Capped, "more repeats than are paired with each other", m.cut)
	return s
}

// sameDocuments returns, for each document, the first of the same words.
func (r *result) sameDocuments() []int {
	firsts := map[uint64]int{}
	out := make([]int, len(r.c.docs))
	repeats := int64(0)
	for d, h := range r.c.samples.whole {
		out[d] = d
		if len(r.c.samples.of(d)) == 0 {
			continue // no words
		}
		if first, ok := firsts[h]; ok {
			out[d] = first
			repeats++
		} else {
			firsts[h] = d
		}
	}
	r.funnel.add("identical", int64(len(out)), int64(len(out))-repeats, "repeats another document", repeats)
	return out
}

// documentCandidates returns the pairs whose samples are alike enough.
func (r *result) documentCandidates(ctx context.Context, same []int) ([]pair, error) {
	s, n := &r.c.samples, len(r.c.docs)
	var partners func() func(d uint32) []uint32
	if r.o.Brute {
		partners = func() func(uint32) []uint32 {
			return func(d uint32) (out []uint32) {
				for e := int(d) + 1; e < n; e++ {
					if same[e] == e {
						out = append(out, uint32(e))
					}
				}
				return out
			}
		}
	} else {
		b, err := lsh.Build(n, func() lsh.Source {
			return func(d uint32, dst []lsh.Key) []lsh.Key {
				if same[d] != int(d) {
					return dst
				}
				return append(dst, s.of(int(d))...)
			}
		}, lsh.Options{Cap: documentCap, Workers: r.o.workers()})
		if err != nil {
			return nil, err
		}
		st := b.Stats()
		r.funnel.stages = append(r.funnel.stages, Stage{Name: "buckets", In: st.Entries, Out: st.Entries - st.Singletons - st.Dropped,
			Dropped: map[string]int64{"alone in its bucket": st.Singletons}, Capped: map[string]int64{"bucket over the cap": st.Dropped}})
		partners = func() func(uint32) []uint32 {
			c := b.NewCounter()
			return func(d uint32) []uint32 { return c.Candidates(d, 1) }
		}
	}
	parts := make([][]pair, (n+chunk-1)/chunk)
	var next, asked atomic.Int64
	var workers sync.WaitGroup
	for range r.o.workers() {
		workers.Go(func() {
			find := partners()
			for ctx.Err() == nil {
				k := int(next.Add(1)) - 1
				if k >= len(parts) {
					return
				}
				for d := k * chunk; d < min(n, (k+1)*chunk); d++ {
					if same[d] != d {
						continue
					}
					for _, e := range find(uint32(d)) {
						asked.Add(1)
						if r.o.Brute || r.alike(d, int(e)) {
							parts[k] = append(parts[k], makePair(uint32(d), e))
						}
					}
				}
			}
		})
	}
	workers.Wait()
	pairs := slices.Concat(parts...)
	r.funnel.add("candidates", asked.Load(), int64(len(pairs)), "samples not alike enough", asked.Load()-int64(len(pairs)))
	return pairs, context.Cause(ctx)
}

// alike tells whether the samples of two documents may come from documents as
// alike as asked for.
func (r *result) alike(d, e int) bool {
	a, b := r.c.samples.of(d), r.c.samples.of(e)
	n := min(len(a), len(b))
	if n <= sampleLeast {
		return commonKeys(a, b, 1)
	}
	p := r.o.MinPair
	return commonKeys(a, b, max(1, int(math.Ceil(float64(n)*(p-estimateErrors*math.Sqrt(p*(1-p)/float64(n)))))))
}

// commonKeys tells whether two ascending lists have so many keys in common.
func commonKeys(a, b []lsh.Key, least int) bool {
	for spare := [2]int{len(a) - least, len(b) - least}; spare[0] >= 0 && spare[1] >= 0; {
		switch x, y := a[0], b[0]; {
		case x == y:
			if least--; least == 0 {
				return true
			}
			a, b = a[1:], b[1:]
		case x < y:
			a = a[1:]
			spare[0]--
		default:
			b = b[1:]
			spare[1]--
		}
	}
	return false
}
