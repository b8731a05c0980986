package detect

import (
	"slices"

	"respun/shingle"
)

// gater drops pairs that share too little weight: one pass over the stems of
// both, against twenty for windows. One a worker.
type gater struct {
	c      *corpus
	in     []uint32 // by stem: epoch
	epoch  uint32
	others []bagCopy // of the second sentences of pairs
	read   uint32
	order  []uint64        // pairs by their second sentence, where bags lie on disk,
	copies []shingle.Token // and their stems
}

// bagCopy is the bag of a sentence at hand.
type bagCopy struct {
	stems  []shingle.Token
	weight float32
}

func newGater(c *corpus) *gater { return &gater{c: c, in: make([]uint32, c.vocab.stems.len())} }

// keep returns those of the pairs, which are in order, whose strength, by background
// weights, is least or more; where a run is shared less will do.
func (g *gater) keep(pairs []pair, least float32) (kept []pair) {
	if g.c.disk != nil {
		g.copyBags(pairs)
	} else {
		g.fetch(pairs)
	}
	var wa float32
	for k, p := range pairs {
		if i := p.first(); k == 0 || i != pairs[k-1].first() {
			wa = g.mark(i)
		}
		switch w := g.compare(wa, &g.others[k]); {
		case w.strength() >= least:
			kept = append(kept, p)
		case p.sharesRun() && (w.E >= gateRun || w.T >= gateRunPart):
			kept = append(kept, p|weak)
		}
	}
	return kept
}

// fetch takes hold of the bags of pairs' second sentences and reads a word of each:
// reads that don't wait for each other overlap, and most bags are far away.
func (g *gater) fetch(pairs []pair) {
	g.others = g.others[:0]
	for _, p := range pairs {
		_, j := p.split()
		g.others = append(g.others, bagCopy{g.c.contents.bags.of(j), g.c.contents.bags.sentences[j].weight})
	}
	for _, x := range g.others {
		if len(x.stems) > 0 {
			g.read += uint32(x.stems[0])
		}
	}
}

// copyBags copies the bags of pairs' second sentences, in order of their place on
// disk: in the order of the pairs each would be a fault of its own.
func (g *gater) copyBags(pairs []pair) {
	g.order, g.copies = g.order[:0], g.copies[:0]
	for k, p := range pairs {
		_, j := p.split()
		g.order = append(g.order, uint64(j)<<32|uint64(k))
	}
	slices.Sort(g.order)
	g.others = slices.Grow(g.others[:0], len(pairs))[:len(pairs)]
	for n, x := range g.order {
		if n%64 == 0 {
			g.c.disk.Ease()
		}
		from := len(g.copies)
		j := uint32(x >> 32)
		g.copies = append(g.copies, g.c.contents.bags.of(j)...)
		g.others[uint32(x)] = bagCopy{g.copies[from:], g.c.contents.bags.sentences[j].weight} // stays where it is, though copies may move
	}
}

// mark marks the stems of sentence i and returns their weight.
func (g *gater) mark(i uint32) float32 {
	g.epoch++
	for _, t := range g.c.contents.bags.of(i) {
		g.in[t.ID()] = g.epoch
	}
	return g.c.contents.bags.sentences[i].weight
}

// compare compares a sentence with the marked one, of weight wa.
func (g *gater) compare(wa float32, x *bagCopy) window {
	var e float32
	in, weights := g.in, g.c.vocab.weights
	for _, t := range x.stems {
		if id := t.ID(); in[id] == g.epoch {
			e += weights[id]
		}
	}
	return newWindow(run{}, run{}, e, wa, x.weight)
}
