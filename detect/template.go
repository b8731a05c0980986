package detect

import (
	"respun/shingle"
)

// Templates are frames that many documents share ("The company reported net
// income of"). What stands in runs of three stems that four documents or more
// have is no evidence for a spun match. Runs are counted only where a match
// might need them, in a pass over all tokens after the candidates were measured:
// counting every run of the corpus would cost a third of its memory.
//
// Near-duplicates would make templates of ordinary text: of documents with the
// same run, those that are in one cluster of copies count once.

const (
	templateRun  = 3
	templateDocs = 4
)

// templates counts the documents that have a run of stems.
type templates struct {
	docs   map[uint64]*runCount
	filter []uint64 // one bit a hash: most runs of the corpus are not asked for
	frames []uint64 // the same of those that are templates
}

type runCount struct {
	last  uint32 // document counted last, plus one
	count uint32
}

const filterBits = 1 << 22

// templateRuns notes the runs of spun hits.
func newTemplates(c *corpus, found []hits) *templates {
	t := &templates{docs: map[uint64]*runCount{}, filter: make([]uint64, filterBits/64), frames: make([]uint64, filterBits/64)}
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
			buf = shingle.Runs(ta, templateRun, c.vocab.ranks, buf[:0])
			buf = shingle.Runs(tb, templateRun, c.vocab.ranks, buf)
			for _, r := range buf {
				if t.docs[r] == nil {
					t.docs[r] = &runCount{}
					t.filter[r%filterBits/64] |= 1 << (r % 64)
				}
			}
		}
	}
	return t
}

// count counts the documents that have each noted run; of a cluster of copies,
// given by original, only one.
func (t *templates) count(c *corpus, original []uint32) {
	if len(t.docs) == 0 {
		return
	}
	var buf []uint64
	for d := range c.docs {
		if original != nil && original[d] != uint32(d) {
			continue
		}
		for s := c.first[d]; s < c.first[d+1]; s++ {
			buf = shingle.Runs(c.tokensOf(s, s), templateRun, c.vocab.ranks, buf[:0])
			for _, r := range buf {
				if t.filter[r%filterBits/64]>>(r%64)&1 == 0 {
					continue
				}
				if n := t.docs[r]; n != nil && n.last != uint32(d)+1 {
					n.last = uint32(d) + 1
					if n.count++; n.count >= templateDocs {
						t.frames[r%filterBits/64] |= 1 << (r % 64)
					}
				}
			}
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

// frame appends the stems of tokens that stand in a template.
func (t *templates) frame(c *corpus, tokens []shingle.Token, mark func(id uint32)) {
	for i, r := range shingle.Runs(tokens, templateRun, c.vocab.ranks, nil) {
		if t.frames[r%filterBits/64]>>(r%64)&1 == 0 {
			continue
		}
		if n := t.docs[r]; n != nil && n.count >= templateDocs {
			for _, x := range tokens[i : i+templateRun] {
				mark(x.ID())
			}
		}
	}
}

// framed returns the stems that stand in a template, 1 in ta, 2 in tb, 3 in both;
// nil where there are none.
func (t *templates) framed(c *corpus, ta, tb []shingle.Token) map[uint32]int {
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
func (p *pairer) outside(t *templates, w *window) float32 {
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
