package detect

import (
	"respun/internal/template"
	"respun/shingle"
)

// templates are the frames of a corpus: what internal/template counts, asked for
// by tokens.
type templates struct{ *template.Frames }

// prepareTemplates finds the frames that may explain hits, and counts the pairs of
// documents with hits. Where there is no memory for all runs at once, it counts
// them by ranges.
func prepareTemplates(c *corpus, found *hitStore) (t templates, total int, err error) {
	t = templates{template.New(c.room(64))}
	original := newOriginals(c.docs.len())
	err = found.each(func(h *hits) {
		total++
		original.note(c, h)
	})
	for more := true; more && err == nil; {
		err = found.each(func(h *hits) { t.note(c, h) })
		t.count(c, original)
		more = t.Next()
	}
	return t, total, err
}

// note notes the runs of hits that frames may explain.
func (t templates) note(c *corpus, h *hits) {
	var buf []uint64
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
		buf = shingle.Runs(ta, template.Run, c.vocab.ranks, buf[:0])
		buf = shingle.Runs(tb, template.Run, c.vocab.ranks, buf)
		t.Note(buf)
	}
}

// count counts the documents that have each noted run; of copies of one document
// only one.
func (t templates) count(c *corpus, original originals) {
	var buf []uint64
	for d := range c.docs.len() {
		if original[d] != uint32(d) {
			continue
		}
		for s := c.first[d]; s < c.first[d+1]; s++ {
			buf = shingle.Runs(c.tokensOf(s, s), template.Run, c.vocab.ranks, buf[:0])
			t.Count(uint32(d), buf)
		}
	}
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

// frame calls mark for the stems of tokens that stand in a template.
func (t templates) frame(c *corpus, tokens []shingle.Token, mark func(id uint32)) {
	for i, r := range shingle.Runs(tokens, template.Run, c.vocab.ranks, nil) {
		if t.Has(r) {
			for _, x := range tokens[i : i+template.Run] {
				mark(x.ID())
			}
		}
	}
}

// framed returns the stems that stand in a template, 1 in ta, 2 in tb, 3 in both;
// nil where there are none.
func (t templates) framed(c *corpus, ta, tb []shingle.Token) map[uint32]int {
	var framed map[uint32]int
	for side, tokens := range [][]shingle.Token{ta, tb} {
		t.frame(c, tokens, func(id uint32) {
			if framed == nil {
				framed = map[uint32]int{}
			}
			framed[id] |= 1 << side
		})
	}
	return framed
}

// outside returns the shared weight of a window that stands outside templates:
// stems that stand in a template on both sides don't count.
func (p *pairer) outside(t templates, w *window) float32 {
	ta, tb := p.a.tokensOf(w.A.First, w.A.Last), p.b.tokensOf(w.B.First, w.B.Last)
	framed := t.framed(p.c, ta, tb)
	if framed == nil {
		return w.E
	}
	p.markStems(ta, tb)
	var sum float32
	for _, id := range p.inA {
		if p.marks[id].b != 0 && framed[id] != 3 {
			sum += p.weight(id)
		}
	}
	return sum
}
