package detect

import (
	"cmp"
	"math/bits"
	"slices"

	"respun/internal/doctable"
	"respun/internal/flat"
	"respun/shingle"
)

// twins are sentences of the same tokens. Only the first of them goes into
// buckets.
type twins struct {
	repeats sentenceSet // of an earlier sentence
	leads   sentenceSet // the first of a group
	groups  []twinGroup // of two and more, in order of their first
	places  []uint32    // of the groups' sentences, ascending in each
	count   int64       // sentences that repeat another
}

// twinGroup is where the sentences of a group are listed, by their first.
type twinGroup struct{ first, from, to uint32 }

// is tells whether sentence i repeats an earlier one.
func (t *twins) is(i uint32) bool { return t.repeats.has(i) }

// list returns the sentences of a group.
func (t *twins) list(g twinGroup) []uint32 { return t.places[g.from:g.to] }

// findTwins groups sentences of the same tokens: by the hash of their tokens, as
// many ranges of hashes at a time as there is memory for. Hashes are sorted with the
// numbers of their sentences in the place of their lowest bits.
func (c *corpus) findTwins() (*twins, error) {
	n := len(c.sentences)
	t := &twins{repeats: newSentenceSet(n), leads: newSentenceSet(n)}
	places := flat.NewArray[uint32](c.disk)
	ranges := uint(0)
	for c.memory > 0 && 8*int64(n)>>ranges > c.memory/8 {
		ranges++
	}
	number := uint64(1)<<bits.Len(uint(n)) - 1 // the bits of a sentence's number
	var entries []uint64
	for r := range uint64(1) << ranges {
		entries = entries[:0]
		for i := range n {
			if i%256 == 0 {
				c.disk.Ease()
			}
			if h, ok := c.hashOf(uint32(i)); ok && h>>(64-ranges) == r {
				entries = append(entries, h&^number|uint64(i))
			}
		}
		slices.Sort(entries)
		if err := t.take(c, entries, number, &places); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(t.groups, func(a, b twinGroup) int { return cmp.Compare(a.first, b.first) })
	var err error
	t.places, err = places.Done()
	return t, err
}

// take groups entries that are in order.
func (t *twins) take(c *corpus, entries []uint64, number uint64, places *flat.Array[uint32]) error {
	for lo := 0; lo < len(entries); {
		first := uint32(entries[lo] & number)
		hi := lo + 1
		for hi < len(entries) && (entries[hi]^entries[lo])&^number == 0 && c.sameTokens(first, uint32(entries[hi]&number)) {
			c.disk.Ease() // each may be anywhere on disk
			hi++
		}
		if hi-lo > 1 {
			from := uint32(places.Len())
			for _, e := range entries[lo:hi] {
				if err := places.Append(uint32(e & number)); err != nil {
					return err
				}
				t.repeats.add(uint32(e & number))
			}
			t.repeats.remove(first)
			t.leads.add(first)
			t.groups = append(t.groups, twinGroup{first, from, uint32(places.Len())})
			t.count += int64(hi - lo - 1)
		}
		lo = hi
	}
	return nil
}

// hashOf hashes the stems of sentence i in order. Sentences without content are
// like no other: "He said so." is no reuse.
func (c *corpus) hashOf(i uint32) (h uint64, ok bool) {
	for _, t := range c.tokensOf(i, i) {
		h = (h ^ uint64(c.vocab.ranks[t.ID()])) * 0x9e3779b97f4a7c15
		h ^= h >> 29
		ok = ok || t.IsContent()
	}
	return h, ok
}

func (c *corpus) sameTokens(i, j uint32) bool {
	const written = shingle.Capital
	return slices.EqualFunc(c.tokensOf(i, i), c.tokensOf(j, j), func(a, b shingle.Token) bool { return a&^written == b&^written })
}

// members returns the sentences of the same tokens as the first one i.
func (t *twins) members(i uint32, alone []uint32) []uint32 {
	if !t.leads.has(i) {
		return append(alone[:0], i)
	}
	k, _ := slices.BinarySearchFunc(t.groups, i, func(g twinGroup, i uint32) int { return cmp.Compare(g.first, i) })
	return t.list(t.groups[k])
}

// multiply adds to pairs of first sentences the pairs of their twins, and those
// of twins with each other. Of a large group, of more than Options.MaxPairwise, pairs
// with hubs only are made: matches run to the representative. What it leaves out of the
// pairs of two groups is counted.
func (f *finder) multiply(pairs []pair) ([]pair, error) {
	more := pairSorter{disk: f.c.disk, most: f.c.room(8)}
	hubsOf := map[uint32][]uint32{} // large groups, by their first
	for _, g := range f.twins.groups {
		if list := f.twins.list(g); len(list) > f.o.MaxPairwise {
			hubsOf[list[0]] = f.toHubs(list, &more)
		} else {
			inside(list, &more)
		}
	}
	var aloneA, aloneB [1]uint32
	for k, p := range pairs {
		if k%256 == 0 {
			f.c.disk.Ease()
		}
		i, j := p.split()
		a, b := f.twins.members(i, aloneA[:]), f.twins.members(j, aloneB[:])
		if len(a) == 1 && len(b) == 1 {
			continue
		}
		before := more.added
		switch most := f.o.MaxPairwise; {
		case len(a) > most:
			f.toFirst(f.speakers(b, hubsOf), f.speakers(a, hubsOf), p&flags, &more)
		case len(b) > most:
			f.toFirst(a, f.speakers(b, hubsOf), p&flags, &more)
		default:
			f.between(a, b, p&flags, &more)
		}
		f.cut += int64(len(a))*int64(len(b)) - (more.added - before)
	}
	return more.merge(pairs)
}

// inside pairs the sentences of a group with each other.
func inside(group []uint32, pairs *pairSorter) {
	for x, i := range group {
		for _, j := range group[x+1:] {
			pairs.add(makePair(i, j).withRun())
		}
	}
}

// between pairs the sentences of two groups: where they are in more places together than
// are paired with each other, with the first of the other one.
func (f *finder) between(a, b []uint32, known pair, pairs *pairSorter) {
	for x, i := range a {
		of := b
		if x > 0 && len(a)+len(b) > f.o.MaxPairwise {
			of = b[:1]
		}
		for _, j := range of {
			pairs.add(makePair(i, j)&^flags | known)
		}
	}
}

// speakers returns the sentences of a group that are paired with others: all; of a large
// one its first, or where not any two may be compared its hubs.
func (f *finder) speakers(group []uint32, hubsOf map[uint32][]uint32) []uint32 {
	switch {
	case len(group) <= f.o.MaxPairwise:
		return group
	case f.o.pairsAll():
		return group[:1]
	}
	return hubsOf[group[0]]
}

// toFirst pairs each of the sentences with the first of those that speak for a group that
// its document may be compared with.
func (f *finder) toFirst(sentences, speak []uint32, known pair, pairs *pairSorter) {
	for _, i := range sentences {
		if j, ok := f.firstAllowed(i, speak); ok {
			pairs.add(makePair(i, j)&^flags | known)
		}
	}
}

// firstAllowed returns the first of the sentences that sentence i may be compared with.
func (f *finder) firstAllowed(i uint32, sentences []uint32) (uint32, bool) {
	for _, j := range sentences {
		if f.c.mayCompare(f.o, int(f.c.doc[i]), int(f.c.doc[j])) {
			return j, true
		}
	}
	return 0, false
}

// cappedTwins is why pairs of sentences that repeat others are left out.
const cappedTwins = "like a sentence in more places than are paired"

// mostHubs is how many sentences, or documents, a large group is paired with at most.
const mostHubs = 64

// hubs are the first of each outlet, and of the new documents, mostHubs at most: what may
// be compared with one of these may be with all of them.
type hubs struct {
	list []uint32
	seen map[hubSide]bool
}

type hubSide struct {
	source uint32
	isNew  bool
}

// offer takes x, of a document, if it is the first of its kind.
func (h *hubs) offer(x uint32, doc *doctable.Info) {
	s := hubSide{doc.Source, doc.New}
	if h.seen[s] || len(h.list) >= mostHubs {
		return
	}
	if h.seen == nil {
		h.seen = map[hubSide]bool{}
	}
	h.seen[s] = true
	h.list = append(h.list, x)
}

// toHubs pairs each sentence of a large group with the first that its document
// may be compared with: the representative, unless outlets or old documents keep
// to themselves. It returns the hubs: the first of each outlet, and of the new ones.
func (f *finder) toHubs(group []uint32, pairs *pairSorter) []uint32 {
	var first hubs
	for _, j := range group {
		if hub, ok := f.firstAllowed(j, first.list); ok {
			pairs.add(makePair(hub, j).withRun())
		}
		first.offer(j, f.c.docs.At(int(f.c.doc[j])))
	}
	return first.list
}

// sentenceSet is a set of sentences, a bit each; nil is empty.
type sentenceSet []uint64

func newSentenceSet(n int) sentenceSet { return make(sentenceSet, (n+63)/64) }

func (s sentenceSet) has(i uint32) bool { return len(s) > 0 && s[i/64]>>(i%64)&1 != 0 }
func (s sentenceSet) add(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s sentenceSet) remove(i uint32)   { s[i/64] &^= 1 << (i % 64) }

// with adds the sentences of another set.
func (s sentenceSet) with(t sentenceSet) sentenceSet {
	for k := range t {
		s[k] |= t[k]
	}
	return s
}

// beyond returns the sentences of large groups that are not the first: their
// matches are made by multiply alone.
func (t *twins) beyond(most int) (set sentenceSet) {
	for _, g := range t.groups {
		if int(g.to-g.from) <= most {
			continue
		}
		if set == nil {
			set = make(sentenceSet, len(t.leads))
		}
		for _, i := range t.list(g)[1:] {
			set.add(i)
		}
	}
	return set
}
