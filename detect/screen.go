package detect

import (
	"context"
	"slices"

	"respun/internal/openhash"
	"respun/internal/parallel"
	"respun/internal/sample"
	"respun/shingle"
)

// Where all documents share a paragraph, samples of some forty keys can't tell those
// that share a third from those that share half, and every two that meet once
// more are candidates: a dozen a document among 100,000, of which one in a hundred
// is right, and each costs reading a text again.
//
// What. Sixteen bits of each shingle are held of a block of documents, as many as
// there is room for. A pair can't have more shingles in common than have such
// bits in common; where these are too few already, it is not measured. So a text
// is read once for its block and, at most, once for each later one, however many
// candidates it has, and nothing is lost.
//
// Rejected: holding whole shingles (four times the blocks, and as many times the
// reading); larger samples (paid for by every collection); a cap on candidates
// (what is right among them would be lost).

const (
	printsAtOnce  = 1 << 22 // prints that are held in any case
	printsOfAPair = 8       // so many more for each pair, which take less than what is known of the pair
	printBits     = 16
)

// screener looks through the candidates of documents.
type screener struct {
	r      *result
	pairs  []pair
	wanted []bool
	sizes  []uint32   // of documents seen: how many shingles
	lo, hi uint32     // documents of the block
	prints [][]uint16 // of the block
}

// screen takes back the wish to measure pairs that can't be as alike as asked for,
// where there are many more pairs than documents.
func (r *result) screen(ctx context.Context, pairs []pair, wanted []bool) error {
	asked := make([]bool, r.c.docs.Len())
	documents, shingles := 0, 0
	ask := func(d uint32) {
		if !asked[d] {
			asked[d] = true
			documents++
			shingles += r.c.samples.Shingles(int(d))
		}
	}
	for i, p := range pairs {
		if a, b := p.split(); wanted[i] {
			ask(a)
			ask(b)
		}
	}
	room := min(max(printsAtOnce, printsOfAPair*len(pairs)), r.c.room(2))
	if blocks := 1 + shingles/room; len(pairs) < 2*documents*(blocks+1) {
		return nil
	}
	s := &screener{r: r, pairs: pairs, wanted: wanted, sizes: make([]uint32, len(asked))}
	for int(s.hi) < len(asked) {
		s.lo = s.hi
		for n := 0; int(s.hi) < len(asked) && (n < room || n == 0); s.hi++ {
			if asked[s.hi] {
				n += r.c.samples.Shingles(int(s.hi))
			}
		}
		if err := s.take(ctx, asked); err != nil {
			return err
		}
		if err := s.look(ctx); err != nil {
			return err
		}
	}
	return nil
}

// take takes the prints of the documents of the block that are asked for.
func (s *screener) take(ctx context.Context, asked []bool) error {
	s.prints = make([][]uint16, s.hi-s.lo)
	return parallel.EachRange(ctx, s.r.o.workers(), len(s.prints), func() func(i int) error {
		p := &printer{texts: newTextReader(s.r.c)}
		return func(i int) error {
			d := int(s.lo) + i
			if !asked[d] {
				return nil
			}
			prints, err := p.of(d)
			s.prints[i], s.sizes[d] = slices.Clone(prints), uint32(len(prints))
			return err
		}
	})
}

// look looks through the pairs whose second document is in the block.
func (s *screener) look(ctx context.Context) error {
	var starts []int // of the pairs of each first document
	for i := range s.pairs {
		if i == 0 || s.pairs[i]>>33 != s.pairs[i-1]>>33 {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(s.pairs))
	return parallel.EachRange(ctx, s.r.o.workers(), len(starts)-1, func() func(i int) error {
		p, has := &printer{texts: newTextReader(s.r.c)}, new([1 << printBits]bool)
		return func(i int) error { return s.lookAt(starts[i], starts[i+1], p, has) }
	})
}

// lookAt looks through pairs from to to-1, of one first document.
func (s *screener) lookAt(from, to int, p *printer, has *[1 << printBits]bool) (err error) {
	from += sortedBefore(s.pairs[from:to], s.lo)
	to = from + sortedBefore(s.pairs[from:to], s.hi)
	if !slices.Contains(s.wanted[from:to], true) {
		return nil
	}
	a, _ := s.pairs[from].split()
	var prints []uint16
	if s.lo <= a {
		prints = s.prints[a-s.lo]
	} else if prints, err = p.of(int(a)); err != nil {
		return err
	}
	for _, x := range prints {
		has[x] = true
	}
	for i := from; i < to; i++ {
		if s.wanted[i] {
			_, b := s.pairs[i].split()
			both := 0
			for _, x := range s.prints[b-s.lo] {
				if has[x] {
					both++
				}
			}
			most := likenessOf(min(both, len(prints)), len(prints), int(s.sizes[b]))
			s.wanted[i] = max(most.jaccard, most.containment) >= s.r.o.MinPair
		}
	}
	for _, x := range prints {
		has[x] = false
	}
	return nil
}

// sortedBefore counts the pairs whose second document is before d; they are in order.
func sortedBefore(pairs []pair, d uint32) int {
	n, _ := slices.BinarySearchFunc(pairs, d, func(p pair, d uint32) int {
		_, b := p.split()
		return int(b) - int(d)
	})
	return n
}

// printer takes the prints of documents: one a worker.
type printer struct {
	texts    textReader
	shingler shingle.WordShingler
	shingles []uint64
	seen     openhash.Set
	prints   []uint16
}

// of returns sixteen bits of each shingle of a document, until the next call.
func (p *printer) of(d int) ([]uint16, error) {
	text, err := p.texts.text(d)
	if err != nil {
		return nil, err
	}
	p.shingles, p.prints = p.shingler.Shingles(text, p.shingles[:0]), p.prints[:0]
	p.seen.Clear(len(p.shingles))
	for _, x := range p.shingles {
		if p.seen.Add(x) {
			p.prints = append(p.prints, uint16(x>>(64-sample.Bits-printBits)))
		}
	}
	return p.prints, nil
}
