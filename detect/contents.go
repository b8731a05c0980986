package detect

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"respun/internal/flat"
	"respun/internal/parallel"
	"respun/shingle"
)

// contents lists, for each document, its distinct content stems and how many of
// its sentences contain each; and the same for each sentence. A document is
// compared with many others; taking its words apart again each time would be a
// third of the verification.
type contents struct {
	ids    []uint32
	counts []uint8 // stays at mostCounted
	starts []uint32
	many   map[stemOf]uint32 // counts beyond, of which a document of some thousand words has none
	bags   bags
}

// mostCounted is up to how many sentences a byte counts. To stay there was to take what
// every sentence of a long document has for rare in it.
const mostCounted = 255

// stemOf is a stem of a document.
type stemOf struct{ doc, id uint32 }

// countMany counts one more sentence than mostCounted.
func (c *contents) countMany(doc, id uint32) {
	if c.many == nil {
		c.many = map[stemOf]uint32{}
	}
	s := stemOf{doc, id}
	c.many[s] = max(mostCounted, c.many[s]) + 1
}

// sentencesWith returns how many sentences of document d contain a stem, of which of tells.
func (c *contents) sentencesWith(d int, id, of uint32) uint32 {
	if of < mostCounted {
		return of
	}
	return max(of, c.many[stemOf{uint32(d), id}])
}

// of returns the stems of document d and their counts.
func (c *contents) of(d int) (ids []uint32, counts []uint8) {
	lo, hi := c.starts[d], c.starts[d+1]
	return c.ids[lo:hi], c.counts[lo:hi]
}

// bags lists the distinct content stems of each sentence, rarest first, as tokens:
// Capital or Number is set where one of the places has it.
type bags struct {
	stems     []shingle.Token
	sentences []bagged
}

// bagged is what is known of a sentence's bag: in one place, as sentences are asked
// about in any order.
type bagged struct {
	end    uint32  // in stems; it begins where the one before ends
	weight float32 // summed, by background weights
}

// of returns the stems of sentence i.
func (b *bags) of(i uint32) []shingle.Token {
	from := uint32(0)
	if i > 0 {
		from = b.sentences[i-1].end
	}
	return b.stems[from:b.sentences[i].end]
}

// rarest appends the ranks of the n rarest stems of sentence i, rarest first.
func (c *contents) rarest(i uint32, n int, ranks []shingle.Rank, dst []shingle.Rank) []shingle.Rank {
	bag := c.bags.of(i)
	for _, t := range bag[:min(n, len(bag))] {
		dst = append(dst, ranks[t.ID()])
	}
	return dst
}

// bag returns the distinct content stems of sentence i of a document.
func (v view) bag(i int) []shingle.Token { return v.c.contents.bags.of(v.base + uint32(i)) }

// listContents fills the contents of all documents on all workers.
func (c *corpus) listContents(ctx context.Context, workers int) error {
	in := contentsIntake{
		ids: flat.NewArray[uint32](c.disk), counts: flat.NewArray[uint8](c.disk), stems: flat.NewArray[shingle.Token](c.disk),
		sentences: flat.NewArray[bagged](c.disk),
	}
	c.contents.starts = append(make([]uint32, 0, c.docs.Len()+1), 0)
	err := parallel.InOrder(ctx, workers, (c.docs.Len()+listChunk-1)/listChunk, func(int) func(int) (contents, error) {
		l := newLister(c)
		return func(k int) (part contents, err error) {
			part.bags.stems = make([]shingle.Token, 0, l.room)
			part.ids, part.counts = make([]uint32, 0, l.room), make([]uint8, 0, l.room)
			for d := k * listChunk; d < min(c.docs.Len(), (k+1)*listChunk); d++ {
				l.list(d, &part)
			}
			l.room = len(part.bags.stems) + len(part.bags.stems)/8
			return part, nil
		}
	}, func(_ int, part contents) error { return in.add(&part, &c.contents.starts) })
	if err != nil {
		return err
	}
	c.contents, err = in.done(c.contents.starts)
	return err
}

// listChunk is how many documents a worker lists at a time.
const listChunk = 64

// contentsIntake puts the contents of documents one after another.
type contentsIntake struct {
	ids       flat.Array[uint32]
	counts    flat.Array[uint8]
	stems     flat.Array[shingle.Token]
	sentences flat.Array[bagged]
	many      map[stemOf]uint32
}

func (in *contentsIntake) add(p *contents, starts *[]uint32) error {
	for _, end := range p.starts {
		*starts = append(*starts, uint32(in.ids.Len())+end)
	}
	for i := range p.bags.sentences {
		p.bags.sentences[i].end += uint32(in.stems.Len())
	}
	if in.many == nil {
		in.many = p.many
	} else {
		maps.Copy(in.many, p.many)
	}
	return errors.Join(in.ids.Append(p.ids...), in.counts.Append(p.counts...),
		in.stems.Append(p.bags.stems...), in.sentences.Append(p.bags.sentences...))
}

func (in *contentsIntake) done(starts []uint32) (c contents, err error) {
	var errs [4]error
	c.starts, c.many = starts, in.many
	c.ids, errs[0] = in.ids.Done()
	c.counts, errs[1] = in.counts.Done()
	c.bags.stems, errs[2] = in.stems.Done()
	c.bags.sentences, errs[3] = in.sentences.Done()
	return c, errors.Join(errs[:]...)
}

// lister lists the contents of documents: one a worker.
type lister struct {
	c     *corpus
	stems []listed
	ranks []shingle.Rank // of the bag at hand
	room  int            // stems that the next documents are likely to have
}

// listed is where a stem was met last.
type listed struct {
	doc, place           uint32 // document, plus one, and place in its list
	sentence, inSentence uint32 // sentence, plus one, and place in its bag
}

func newLister(c *corpus) *lister { return &lister{c: c, stems: make([]listed, c.vocab.stems.len())} }

// list appends document d; in dst, starts holds where each list ends.
func (l *lister) list(d int, dst *contents) {
	l.c.disk.Ease()
	for s := l.c.first[d]; s < l.c.first[d+1]; s++ {
		l.bag(uint32(d), s, dst)
	}
	dst.starts = append(dst.starts, uint32(len(dst.ids)))
}

// bag appends sentence s of document d.
func (l *lister) bag(d, s uint32, dst *contents) {
	b := &dst.bags
	from := len(b.stems)
	var sum float32
	for _, t := range l.c.tokensOf(s, s) {
		if !t.IsContent() {
			continue
		}
		id := t.ID()
		m := &l.stems[id]
		if m.sentence == s+1 {
			b.stems[m.inSentence] |= t
			continue
		}
		m.sentence, m.inSentence = s+1, uint32(len(b.stems))
		b.stems = append(b.stems, t)
		sum += l.c.vocab.weights[id]
		if m.doc != d+1 {
			m.doc, m.place = d+1, uint32(len(dst.ids))
			dst.ids, dst.counts = append(dst.ids, id), append(dst.counts, 1)
		} else if n := &dst.counts[m.place]; *n < mostCounted {
			*n++
		} else {
			dst.countMany(d, id)
		}
	}
	l.rarestFirst(b.stems[from:])
	b.sentences = append(b.sentences, bagged{uint32(len(b.stems)), sum})
}

// rarestFirst sorts a bag: by insertion, because it has a dozen stems, unless
// somebody wrote a book without a full stop.
func (l *lister) rarestFirst(bag []shingle.Token) {
	ranks := l.c.vocab.ranks
	if len(bag) > 64 {
		slices.SortStableFunc(bag, func(x, y shingle.Token) int { return cmp.Compare(ranks[x.ID()], ranks[y.ID()]) })
		return
	}
	l.ranks = l.ranks[:0]
	for n, t := range bag {
		r := ranks[t.ID()]
		l.ranks = append(l.ranks, r)
		i := n
		for ; i > 0 && l.ranks[i-1] > r; i-- {
			l.ranks[i], bag[i] = l.ranks[i-1], bag[i-1]
		}
		l.ranks[i], bag[i] = r, t
	}
}
