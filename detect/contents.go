package detect

import (
	"sync"
	"sync/atomic"

	"respun/shingle"
)

// contents lists, for each document, its distinct content stems and how many of
// its sentences contain each; and the same for each sentence. A document is
// compared with many others; taking its words apart again each time would be a
// third of the verification.
type contents struct {
	ids    []uint32
	counts []uint8 // stays at 255
	starts []uint32
	bags   bags
}

// of returns the stems of document d and their counts.
func (c *contents) of(d int) (ids []uint32, counts []uint8) {
	lo, hi := c.starts[d], c.starts[d+1]
	return c.ids[lo:hi], c.counts[lo:hi]
}

// twice, in a bag, marks a stem that stands in its sentence more than once.
const twice = shingle.Abbrev

// bags lists the distinct content stems of each sentence, in order of their
// first place, as tokens: Capital or Number is set where one of the places has it.
type bags struct {
	stems   []shingle.Token
	ends    []uint32
	weights []float32 // summed background weight
}

// of returns the stems of sentence i.
func (b *bags) of(i uint32) []shingle.Token {
	lo := uint32(0)
	if i > 0 {
		lo = b.ends[i-1]
	}
	return b.stems[lo:b.ends[i]]
}

// bag returns the distinct content stems of sentence i of a document.
func (v view) bag(i int) []shingle.Token { return v.c.contents.bags.of(v.base + uint32(i)) }

// listContents fills the contents of all documents on all workers.
func (c *corpus) listContents(workers int) {
	parts := make([]contents, (len(c.docs)+chunk-1)/chunk)
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			l := newLister(c)
			for {
				k := int(next.Add(1)) - 1
				if k >= len(parts) {
					return
				}
				for d := k * chunk; d < min(len(c.docs), (k+1)*chunk); d++ {
					l.list(d, &parts[k])
				}
			}
		})
	}
	all.Wait()
	c.contents.join(parts)
}

// join puts the parts one after another.
func (c *contents) join(parts []contents) {
	var ids, docs, stems, sentences int
	for i := range parts {
		ids, docs = ids+len(parts[i].ids), docs+len(parts[i].starts)
		stems, sentences = stems+len(parts[i].bags.stems), sentences+len(parts[i].bags.ends)
	}
	c.ids, c.counts, c.starts = make([]uint32, 0, ids), make([]uint8, 0, ids), make([]uint32, 1, docs+1)
	c.bags = bags{make([]shingle.Token, 0, stems), make([]uint32, 0, sentences), make([]float32, 0, sentences)}
	for i := range parts {
		p := &parts[i]
		for _, end := range p.starts {
			c.starts = append(c.starts, uint32(len(c.ids))+end)
		}
		for _, end := range p.bags.ends {
			c.bags.ends = append(c.bags.ends, uint32(len(c.bags.stems))+end)
		}
		c.ids, c.counts = append(c.ids, p.ids...), append(c.counts, p.counts...)
		c.bags.stems, c.bags.weights = append(c.bags.stems, p.bags.stems...), append(c.bags.weights, p.bags.weights...)
		*p = contents{}
	}
}

// lister lists the contents of documents: one a worker.
type lister struct {
	c     *corpus
	stems []listed
}

// listed is where a stem was met last.
type listed struct {
	doc, place           uint32 // document, plus one, and place in its list
	sentence, inSentence uint32 // sentence, plus one, and place in its bag
}

func newLister(c *corpus) *lister { return &lister{c, make([]listed, len(c.vocab.stems))} }

// list appends document d; in dst, starts holds where each list ends.
func (l *lister) list(d int, dst *contents) {
	for s := l.c.first[d]; s < l.c.first[d+1]; s++ {
		l.bag(uint32(d), s, dst)
	}
	dst.starts = append(dst.starts, uint32(len(dst.ids)))
}

// bag appends sentence s of document d.
func (l *lister) bag(d, s uint32, dst *contents) {
	b := &dst.bags
	var sum float32
	for _, t := range l.c.tokensOf(s, s) {
		if !t.IsContent() {
			continue
		}
		id := t.ID()
		m := &l.stems[id]
		if m.sentence == s+1 {
			b.stems[m.inSentence] |= t | twice
			continue
		}
		m.sentence, m.inSentence = s+1, uint32(len(b.stems))
		b.stems = append(b.stems, t)
		sum += l.c.vocab.weights[id]
		if m.doc != d+1 {
			m.doc, m.place = d+1, uint32(len(dst.ids))
			dst.ids, dst.counts = append(dst.ids, id), append(dst.counts, 1)
		} else if n := &dst.counts[m.place]; *n < 255 {
			*n++
		}
	}
	b.ends, b.weights = append(b.ends, uint32(len(b.stems))), append(b.weights, sum)
}
