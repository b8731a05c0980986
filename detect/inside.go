package detect

import (
	"slices"

	"respun/lsh"
	"respun/shingle"
)

// Inside a document more pairs of sentences are candidates than the buckets of the
// corpus name: all that stand near each other, and those that have two of their
// eight rarest stems in common; of these, the ones that share enough.
//
// What two sentences share is summed up stem by stem, for all pairs at once: a
// stem adds its weight to each two of the sentences that have it. Most stems of a
// document stand in one sentence, so that this takes a quarter of the time of
// comparing each sentence with its neighbours. It is quadratic in a document's
// sentences; long documents are compared with their neighbours, and find the rest
// through buckets, which are capped.

const (
	rareStemsIn   = 8
	nearParagraph = 2   // paragraphs within which all sentences are compared
	nearSentence  = 24  // and no farther than this many sentences
	mostSummed    = 200 // sentences of a document up to which pairs are summed up
)

// inside adds to the pairs of a document's sentences those that only its own
// sentences make.
func (v *verifier) inside(a view, pairs []pair) []pair {
	if !v.compares(a) {
		v.tally.dropMany(leftOutByOption, len(pairs))
		return nil
	}
	v.near = append(v.near[:0], pairs...)
	if a.len() <= mostSummed {
		v.p.open(a, a)
		v.near = v.inner.summed(v.p, v.near)
	} else {
		var capped int64
		v.near, capped = v.inner.bucketed(a, neighbours(a, v.near))
		v.tally.capped = addTo(v.tally.capped, cappedInside, capped)
	}
	given := len(pairs)
	v.near = append(v.near[:given], slices.DeleteFunc(v.near[given:], func(p pair) bool {
		i, j := p.split()
		return a.c.common.has(i) || a.c.common.has(j)
	})...)
	v.near = sortPairs(v.near)
	v.tally.add("inside documents", len(v.near)-given)
	return v.near
}

// near tells whether sentence j of a document stands near i, an earlier one.
func (v view) near(i, j int) bool {
	return j < i+nearSentence && v.sentences[j].Paragraph-v.sentences[i].Paragraph <= nearParagraph
}

// neighbours appends all pairs of sentences that stand near each other.
func neighbours(a view, dst []pair) []pair {
	for i := range a.sentences {
		for j := i + 1; j < a.len() && a.near(i, j); j++ {
			dst = append(dst, makePair(a.base+uint32(i), a.base+uint32(j)))
		}
	}
	return dst
}

// innerPairs finds pairs inside documents: one a worker.
type innerPairs struct {
	heads   []innerHead // by stem
	epoch   uint32
	places  []innerPlace
	weights []float32   // of the sentences
	shared  []innerCell // of sentence i with j, an earlier one, at i*(i-1)/2+j
	ranks   []shingle.Rank
}

type innerHead struct{ epoch, place uint32 }

// innerPlace is a sentence that has a stem; next is the place of an earlier one,
// 0 for none.
type innerPlace struct {
	next     uint32
	sentence uint32
	rare     bool // among the rarest of the sentence
}

// innerCell is what two sentences share.
type innerCell struct {
	weight float32
	rare   uint32 // stems among the rarest of both
}

// summed appends the pairs of the open document that share enough.
func (n *innerPairs) summed(p *pairer, dst []pair) []pair {
	a := p.a
	n.sum(p)
	for i := range a.sentences {
		for j, cell := range n.shared[i*(i-1)/2 : i*(i-1)/2+i] {
			if cell.weight == 0 || cell.rare < 2 && !a.near(j, i) {
				continue
			}
			if n.share(uint32(j), uint32(i)) {
				dst = append(dst, makePair(a.base+uint32(j), a.base+uint32(i)))
			}
		}
	}
	return dst
}

// share tells whether sentences i and j of the document summed up last, i the
// earlier, share enough.
func (n *innerPairs) share(i, j uint32) bool {
	w := newWindow(run{}, run{}, n.shared[j*(j-1)/2+i].weight, n.weights[i], n.weights[j])
	return w.strength() >= gateInside
}

// strong keeps, in place, the pairs of the document summed up last that share
// enough: what pairer.strong keeps, without weighing them again.
func (n *innerPairs) strong(a view, pairs []pair) []pair {
	return slices.DeleteFunc(pairs, func(p pair) bool {
		i, j := p.split()
		return p.isWeak() || !n.share(i-a.base, j-a.base)
	})
}

// sum sums up what the sentences of the open document weigh and share.
func (n *innerPairs) sum(p *pairer) {
	a := p.a
	if n.heads == nil {
		n.heads = make([]innerHead, p.c.vocab.stems.len())
	}
	n.epoch++
	n.places, n.weights = append(n.places[:0], innerPlace{}), n.weights[:0]
	cells := a.len() * (a.len() - 1) / 2
	n.shared = slices.Grow(n.shared[:0], cells)[:cells]
	clear(n.shared)
	for i := range a.sentences {
		row := n.shared[i*(i-1)/2:]
		var sum float32
		for k, t := range a.bag(i) {
			w := p.weight(t.ID())
			sum += w
			h := &n.heads[t.ID()]
			if h.epoch != n.epoch {
				*h = innerHead{epoch: n.epoch}
			}
			for at := h.place; at != 0; at = n.places[at].next {
				x := &n.places[at]
				cell := &row[x.sentence]
				cell.weight += w
				if x.rare && k < rareStemsIn {
					cell.rare++
				}
			}
			n.places = append(n.places, innerPlace{h.place, uint32(i), k < rareStemsIn})
			h.place = uint32(len(n.places) - 1)
		}
		n.weights = append(n.weights, sum)
	}
}

// cappedInside is why pairs inside a long document may be missing.
const cappedInside = "inside a document: bucket over the cap"

// bucketed appends the pairs that have two of their rarest stems in common, found
// through buckets, and tells how many entries these left out.
func (n *innerPairs) bucketed(a view, dst []pair) (_ []pair, capped int64) {
	source := func() lsh.Source {
		var raw []uint64
		return func(i uint32, in lsh.Range, keys []lsh.Key) []lsh.Key {
			n.ranks = a.c.contents.rarest(a.base+i, rareStemsIn, a.c.vocab.ranks, n.ranks[:0])
			raw = raw[:0]
			for _, r := range n.ranks {
				raw = append(raw, uint64(r))
			}
			return lsh.RarePairs(raw, in, keys)
		}
	}
	b, err := lsh.Build(a.len(), source, lsh.Options{Cap: bucketCap, Workers: 1})
	if err != nil {
		return dst, 0 // a document has fewer sentences than an engine holds items
	}
	counter := b.NewCounter()
	for i := range a.sentences {
		for _, j := range counter.Candidates(uint32(i), 1) {
			dst = append(dst, makePair(a.base+uint32(i), a.base+j))
		}
	}
	return dst, b.Stats().Dropped
}
