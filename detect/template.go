package detect

import (
	"context"
	"slices"

	"respun/internal/template"
	"respun/shingle"
)

// templates are the frames of a corpus: what internal/template counts, asked for
// by tokens.
type templates struct{ *template.Frames }

// runRoom is the room of a noted run, in bytes: it takes four times as many, but
// nothing else is gathered meanwhile, and each range costs a pass over all hits and
// all documents.
const runRoom = 16

// prepareTemplates finds the frames that may explain hits, and counts the pairs of
// documents with hits. Where there is no memory for all runs at once, it counts
// them by ranges.
func prepareTemplates(ctx context.Context, c *corpus, workers int, found *hitStore) (t templates, total int, err error) {
	t = templates{template.New(c.room(runRoom))}
	original := originals(newForest(c.docs.len()))
	for first := true; ; first = false {
		err = inOrder(ctx, workers, found.units, func(int) func(k int) (wanted, error) {
			return func(k int) (wanted, error) {
				u, err := found.get(k)
				return wantedOf(c, &u), err
			}
		}, func(_ int, w wanted) error {
			if first {
				total += w.total
				for _, p := range w.copied {
					original[p[1]] = min(original[p[1]], original[p[0]])
				}
			}
			t.Note(w.runs)
			return nil
		})
		if err == nil {
			err = t.count(ctx, c, workers, original)
		}
		if err != nil || !t.Next() {
			return t, total, err
		}
	}
}

// wanted is what the hits of a unit ask of templates.
type wanted struct {
	total  int      // pairs of documents with hits
	copied [][2]int // those of which one copies the other for the most part
	runs   []uint64 // that frames may explain
}

func wantedOf(c *corpus, u *unitOfHits) (w wanted) {
	w.total = len(u.list)
	for k := range u.list {
		c.disk.Ease()
		h := &u.list[k]
		if h.mostlyCopied(c) {
			w.copied = append(w.copied, [2]int{h.a, h.b})
		}
		a, b := c.view(h.a), c.view(h.b)
		for i := range h.list {
			x := &h.list[i]
			if !x.copy && x.kind != Spun {
				continue
			}
			ta, tb := x.tokens(a, b)
			if x.copy && len(ta) > longestPhrase {
				continue
			}
			w.runs = shingle.Runs(ta, template.Run, c.vocab.ranks, w.runs)
			w.runs = shingle.Runs(tb, template.Run, c.vocab.ranks, w.runs)
		}
	}
	return w
}

// count counts the documents that have each noted run; of copies of one document
// only one. Workers look for the runs, one goroutine counts them.
func (t templates) count(ctx context.Context, c *corpus, workers int, original originals) error {
	t.Ready()
	return inOrder(ctx, workers, (c.docs.len()+listChunk-1)/listChunk, func(int) func(k int) ([][]uint32, error) {
		var runs []uint64
		var buf []uint32
		return func(k int) ([][]uint32, error) {
			var places [][]uint32
			for d := k * listChunk; d < min(c.docs.len(), (k+1)*listChunk); d++ {
				c.disk.Ease()
				buf = buf[:0]
				if original[d] == uint32(d) {
					for s := c.first[d]; s < c.first[d+1]; s++ {
						runs = shingle.Runs(c.tokensOf(s, s), template.Run, c.vocab.ranks, runs[:0])
						buf = t.Noted(buf, runs)
					}
				}
				places = append(places, slices.Clone(buf))
			}
			return places, nil
		}
	}, func(k int, places [][]uint32) error {
		for i, p := range places {
			t.Count(uint32(k*listChunk+i), p)
		}
		return nil
	})
}

// longestPhrase is the length of a copy, in tokens, from which no template takes
// anything off: as evidence it is beyond doubt.
const longestPhrase = 40

// tokens returns the tokens of a hit on either side.
func (h *hit) tokens(a, b view) (ta, tb []shingle.Token) {
	if h.copy {
		return a.tokens()[h.tokensA.First : h.tokensA.Last+1], b.tokens()[h.tokensB.First : h.tokensB.Last+1]
	}
	return a.tokensOf(h.A.First, h.A.Last), b.tokensOf(h.B.First, h.B.Last)
}

// frames marks the stems that stand in a template, as bits: 1 in the first list of
// tokens, 2 in the second.
type frames struct {
	stems []frameMark
	epoch uint32
	runs  []uint64
}

type frameMark struct {
	epoch uint32
	sides uint8
}

// both tells whether a stem stands in a template on both sides.
func (f *frames) both(id uint32) bool {
	m := f.stems[id]
	return m.epoch == f.epoch && m.sides == 3
}

// clear forgets all marks.
func (f *frames) clear() { f.epoch++ }

// mark marks the stems of two lists of tokens that stand in a template, and tells
// whether there are any.
func (f *frames) mark(t templates, c *corpus, ta, tb []shingle.Token) (any bool) {
	f.clear()
	for side, tokens := range [...][]shingle.Token{ta, tb} {
		f.runs = shingle.Runs(tokens, template.Run, c.vocab.ranks, f.runs[:0])
		for i, r := range f.runs {
			if !t.Has(r) {
				continue
			}
			any = true
			for _, x := range tokens[i : i+template.Run] {
				m := &f.stems[x.ID()]
				if m.epoch != f.epoch {
					*m = frameMark{epoch: f.epoch}
				}
				m.sides |= 1 << side
			}
		}
	}
	return any
}

// outside returns the shared weight of a window that stands outside templates:
// stems that stand in a template on both sides don't count.
func (p *pairer) outside(t templates, w *window) float32 {
	ta, tb := p.a.tokensOf(w.A.First, w.A.Last), p.b.tokensOf(w.B.First, w.B.Last)
	if !p.frames.mark(t, p.c, ta, tb) {
		return w.E
	}
	p.markStems(ta, tb)
	var sum float32
	for _, id := range p.inA {
		if p.marks[id].b != 0 && !p.frames.both(id) {
			sum += p.weight(id)
		}
	}
	return sum
}
