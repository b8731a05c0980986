package detect

import (
	"cmp"
	"context"
	"slices"

	"respun/internal/forest"
	"respun/internal/parallel"
)

// Documents of the same words are compared with others once: the first of them
// speaks for all, and what was found of it is found of each.

// repeated is a pair of documents that is as alike as a pair of first ones.
type repeated struct {
	pair
	as int // number of that pair; -1: both have the same words
}

// multiply adds to pairs of first documents those of documents that repeat them,
// and pairs repeats with each other, as far as they are to be compared. Beyond
// MaxPairwise documents each is paired with one hub of the other set only: the
// first that it may be compared with.
func (r *result) multiply(candidates []pair, same []uint32) []repeated {
	members := map[uint32][]uint32{} // of those that are repeated
	for d, first := range same {
		if first != uint32(d) {
			if members[first] == nil {
				members[first] = []uint32{first}
			}
			members[first] = append(members[first], uint32(d))
		}
	}
	m := multiplier{r: r}
	for i, p := range candidates {
		a, b := p.split()
		m.as = i
		m.cross(set(members, a), set(members, b))
	}
	m.as = -1
	for d, first := range same {
		if first == uint32(d) && members[first] != nil {
			m.inside(members[first])
		}
	}
	slices.SortFunc(m.pairs, func(x, y repeated) int { return cmp.Compare(x.pair, y.pair) })
	r.funnel.stages = append(r.funnel.stages, m.stage(int64(len(candidates)), int64(len(m.pairs))))
	return m.pairs
}

// set returns the documents of the same words as d.
func set(members map[uint32][]uint32, d uint32) []uint32 {
	if m := members[d]; m != nil {
		return m
	}
	return []uint32{d}
}

// multiplier pairs sets of documents of the same words.
type multiplier struct {
	r     *result
	as    int
	pairs []repeated
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

// count counts what is left of so many pairs, of which those from before on were
// made, some of them twice.
func (m *multiplier) count(before, of int) {
	made := m.pairs[before:]
	slices.SortFunc(made, func(x, y repeated) int { return cmp.Compare(x.pair, y.pair) })
	m.pairs = append(m.pairs[:before], slices.Compact(made)...)
	m.cut += int64(of - (len(m.pairs) - before))
}

// toHubs pairs each document of a with the first of b that it may be compared with: the
// first of an outlet, or of the new ones, as what goes for it goes for all of them.
func (m *multiplier) toHubs(a, b []uint32) {
	var first hubs
	for _, j := range b {
		first.offer(j, m.r.c.docs.At(int(j)))
	}
	for _, i := range a {
		for _, j := range first.list {
			if i != j && m.allowed(i, j) {
				m.pairs = append(m.pairs, repeated{makePair(i, j), m.as})
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
	m.pairs = append(m.pairs, repeated{makePair(i, j), m.as})
}

func (m *multiplier) allowed(i, j uint32) bool {
	return allowed(m.r.o, m.r.c.docs.At(int(i)), m.r.c.docs.At(int(j)))
}

func (r *result) addHub(d int) {
	if r.hubs == nil {
		r.hubs = map[int]bool{}
	}
	r.hubs[d] = true
}

func (m *multiplier) stage(in, out int64) Stage {
	s := Stage{Name: "with repeats", In: in, Out: out}
	s.Added = addTo(s.Added, "documents of the same words", out+m.left+m.cut-in)
	s.Dropped = addTo(s.Dropped, leftOutByOption, m.left)
	s.Capped = addTo(s.Capped, "more repeats than are paired with each other", m.cut)
	return s
}

// measureRepeated measures the pairs of first documents that any pair is as
// alike as, and keeps the pairs that are as alike as asked for.
func (r *result) measureRepeated(ctx context.Context, all []repeated, firsts []pair) error {
	wanted := make([]bool, len(firsts))
	for _, p := range all {
		if p.as >= 0 {
			wanted[p.as] = true
		}
	}
	likes, err := r.measureAll(ctx, firsts, wanted)
	if err != nil {
		return err
	}
	for _, p := range all {
		like := likeness{jaccard: 1, containment: 1, coverA: 1, coverB: 1}
		if p.as >= 0 {
			like = likes[p.as]
		}
		if max(like.jaccard, like.containment) >= r.o.MinPair {
			r.addDocumentPair(p.pair, like)
		}
	}
	n, kept := int64(len(all)), int64(len(r.pairs))
	r.funnel.add("verified", n, kept, "less alike than asked for", n-kept)
	return nil
}

// blockOfLikes is how many pairs are measured at a time and kept in a journal.
const blockOfLikes = 256

// measureAll measures the wanted ones of pairs on all workers. Those that hang
// together come one after the other, so that a text is read once for them all.
func (r *result) measureAll(ctx context.Context, pairs []pair, wanted []bool) ([]likeness, error) {
	if err := r.screen(ctx, pairs, wanted); err != nil {
		return nil, err
	}
	likes := make([]likeness, len(pairs))
	order := hangingTogether(pairs, r.c.docs.Len())
	progress := newProgress(r.o.Progress, "measure", len(pairs))
	type block struct {
		likes []likeness
		known bool
	}
	err := parallel.InOrder(ctx, r.o.workers(), (len(pairs)+blockOfLikes-1)/blockOfLikes, func(int) func(k int) (block, error) {
		m := newMeasurer(r.c)
		return func(k int) (b block, err error) {
			here := order[k*blockOfLikes : min(len(pairs), (k+1)*blockOfLikes)]
			defer progress(len(here))
			if b.likes, b.known, err = r.c.journal.likes(k); b.known || err != nil {
				return b, err
			}
			b.likes = make([]likeness, len(here))
			for i := 0; i < len(here) && err == nil; i++ {
				if wanted[here[i]] {
					x, y := pairs[here[i]].split()
					b.likes[i], err = m.compare(int(x), int(y))
				}
			}
			return b, err
		}
	}, func(k int, b block) error {
		for i, l := range b.likes {
			likes[order[k*blockOfLikes+i]] = l
		}
		if b.known {
			return nil
		}
		return r.c.journal.putLikes(k, b.likes)
	})
	return likes, err
}

// hangingTogether returns the numbers of pairs of so many documents, those that
// are linked by common documents next to each other, and otherwise in order.
func hangingTogether(pairs []pair, documents int) []uint32 {
	linked := forest.New(documents)
	for _, p := range pairs {
		linked.Join(p.split())
	}
	order := make([]uint64, len(pairs))
	for i, p := range pairs {
		a, _ := p.split()
		order[i] = uint64(linked.Root(a))<<32 | uint64(i)
	}
	slices.Sort(order)
	out := make([]uint32, len(pairs))
	for i, x := range order {
		out[i] = uint32(x)
	}
	return out
}

func (r *result) addDocumentPair(p pair, like likeness) {
	i, j := p.split()
	out := docPair{a: i, b: j, kind: NearDuplicate, likeness: like}
	if like.jaccard == 1 {
		out.kind = Verbatim
	}
	r.pairs = append(r.pairs, out)
}
