package detect

import (
	"respun/internal/template"
	"respun/shingle"
)

// templates are the frames of a corpus: what internal/template counts, asked for
// by tokens.
type templates struct{ *template.Frames }

// newTemplates notes the runs of hits that frames may explain.
func newTemplates(c *corpus, found []hits) templates {
	t := templates{template.New()}
	var buf []uint64
	for _, h := range found {
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
			t.Note(shingle.Runs(tb, template.Run, c.vocab.ranks, buf))
		}
	}
	return t
}

// count counts the documents that have each noted run; of copies of one document,
// which original tells, only one.
func (t templates) count(c *corpus, original []uint32) {
	if t.Empty() {
		return
	}
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
