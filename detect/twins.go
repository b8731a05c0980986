package detect

import (
	"slices"

	"respun/shingle"
)

// twins are sentences of the same tokens. Only the first of them goes into
// buckets.
type twins struct {
	first  []uint32   // by sentence: the first of the same tokens; itself where it is alone
	groups [][]uint32 // of two and more, ascending, in order of their first
	group  map[uint32]int
	count  int // sentences that repeat another
}

// is tells whether sentence i repeats an earlier one.
func (t *twins) is(i uint32) bool { return t.first[i] != i }

// findTwins groups sentences of the same tokens.
func (c *corpus) findTwins() *twins {
	type entry struct {
		hash uint64
		i    uint32
	}
	entries := make([]entry, len(c.sentences))
	for i := range c.sentences {
		entries[i] = entry{c.hashOf(uint32(i)), uint32(i)}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		switch {
		case a.hash != b.hash && a.hash < b.hash, a.hash == b.hash && a.i < b.i:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	t := &twins{first: make([]uint32, len(entries)), group: map[uint32]int{}}
	for lo := 0; lo < len(entries); {
		hi := lo + 1
		for hi < len(entries) && entries[hi].hash == entries[lo].hash && c.sameTokens(entries[lo].i, entries[hi].i) {
			hi++
		}
		first := entries[lo].i
		for _, e := range entries[lo:hi] {
			t.first[e.i] = first
		}
		if hi-lo > 1 {
			var members []uint32
			for _, e := range entries[lo:hi] {
				members = append(members, e.i)
			}
			t.groups = append(t.groups, members)
			t.count += hi - lo - 1
		}
		lo = hi
	}
	slices.SortFunc(t.groups, func(a, b []uint32) int { return int(a[0]) - int(b[0]) })
	for k, g := range t.groups {
		t.group[g[0]] = k
	}
	return t
}

// hashOf hashes the stems of sentence i in order. Sentences without content are
// made unlike: "He said so." is no reuse.
func (c *corpus) hashOf(i uint32) uint64 {
	h, content := uint64(0), 0
	for _, t := range c.tokensOf(i, i) {
		h = (h ^ uint64(c.vocab.ranks[t.ID()])) * 0x9e3779b97f4a7c15
		h ^= h >> 29
		if t.IsContent() {
			content++
		}
	}
	if content == 0 {
		return uint64(i)
	}
	return h
}

func (c *corpus) sameTokens(i, j uint32) bool {
	const written = shingle.Capital
	return slices.EqualFunc(c.tokensOf(i, i), c.tokensOf(j, j), func(a, b shingle.Token) bool { return a&^written == b&^written })
}

// members returns the sentences of the same tokens as the first one i.
func (t *twins) members(i uint32) []uint32 {
	if k, ok := t.group[i]; ok {
		return t.groups[k]
	}
	return []uint32{i}
}

// multiply adds to pairs of first sentences the pairs of their twins, and those
// of twins with each other. Where more places would be involved than
// Options.MaxPairwise, only pairs with a first sentence are made: matches run to
// the representative.
func (f *finder) multiply(pairs []pair) []pair {
	t, most := f.twins, f.o.MaxPairwise
	for _, g := range t.groups {
		if len(g) > most {
			pairs = f.toHubs(g, pairs)
			continue
		}
		for x, i := range g {
			for _, j := range g[x+1:] {
				pairs = append(pairs, makePair(i, j).withRun())
			}
		}
	}
	for _, p := range pairs[:len(pairs):len(pairs)] {
		i, j := p.split()
		if t.is(i) || t.is(j) || t.first[i] == t.first[j] {
			continue
		}
		a, b := t.members(i), t.members(j)
		if len(a) == 1 && len(b) == 1 {
			continue
		}
		for x, i := range a {
			for y, j := range b {
				if x+y > 0 && (len(a)+len(b) <= most || x == 0 || y == 0) {
					pairs = append(pairs, makePair(i, j)&^flags|p&flags)
				}
			}
		}
	}
	return pairs
}

// mostHubs is how many sentences a large group is paired with at most.
const mostHubs = 64

// toHubs pairs each sentence of a large group with the first that its document
// may be compared with: the representative, unless outlets or old documents keep
// to themselves. A hub is the first of each outlet, and of the new ones.
func (f *finder) toHubs(group []uint32, pairs []pair) []pair {
	type side struct {
		source string
		isNew  bool
	}
	var hubs []uint32
	seen := map[side]bool{}
	for _, j := range group {
		doc := &f.c.docs[f.c.doc[j]]
		for _, hub := range hubs {
			if f.c.doc[hub] == f.c.doc[j] || allowed(f.o, &f.c.docs[f.c.doc[hub]], doc) {
				pairs = append(pairs, makePair(hub, j).withRun())
				break
			}
		}
		if s := (side{doc.Source, doc.New}); !seen[s] && len(hubs) < mostHubs {
			seen[s] = true
			hubs = append(hubs, j)
		}
	}
	return pairs
}

// sentenceSet is a set of sentences, a bit each; empty where nothing is in it.
type sentenceSet []uint64

func (s sentenceSet) has(i uint32) bool { return len(s) > 0 && s[i/64]>>(i%64)&1 != 0 }

// beyond returns the sentences of large groups that are not the first: their
// matches are made by multiply alone.
func (t *twins) beyond(most int) (set sentenceSet) {
	for _, g := range t.groups {
		if len(g) <= most {
			continue
		}
		if set == nil {
			set = make(sentenceSet, (len(t.first)+63)/64)
		}
		for _, i := range g[1:] {
			set[i/64] |= 1 << (i % 64)
		}
	}
	return set
}
