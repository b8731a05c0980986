package detect

import (
	"respun/internal/amounts"
	"respun/internal/lexicon"
	"respun/shingle"
)

// Passages that have other numbers tell of other things. Which numbers are the same,
// however they are written, package amounts tells.

// amountSides is the memory that the numbers of two passages are read into.
type amountSides struct{ a, b amounts.List }

// otherNumbers counts the distinct numbers of either list that the other one lacks,
// however they are written, in languages la and lb. The stems of both are marked.
func (p *pairer) otherNumbers(ta, tb []shingle.Token, la, lb uint8) (a, b int) {
	n := &p.amounts
	if len(ta)+len(tb) > heldRuns {
		defer func() { *n = amountSides{} }() // a whole book may be one sentence
	}
	n.a.Read(p.c.vocab.stems.at, ta, lexicon.Language(la).String())
	n.b.Read(p.c.vocab.stems.at, tb, lexicon.Language(lb).String())
	a = p.lacking(ta, &n.a, &n.b, func(m *stemMark) bool { return m.b != 0 })
	b = p.lacking(tb, &n.b, &n.a, func(m *stemMark) bool { return m.a != 0 })
	return a, b
}

// lacking counts the distinct number words of own that the other side has neither as they
// are nor as a part of the same number.
func (p *pairer) lacking(tokens []shingle.Token, own, others *amounts.List, other func(*stemMark) bool) (n int) {
	p.stampS++
	for i, t := range tokens {
		if t&shingle.Number == 0 || p.seen[t.ID()] == p.stampS {
			continue
		}
		p.seen[t.ID()] = p.stampS
		if !other(&p.marks[t.ID()]) && !others.Has(own, i) {
			n++
		}
	}
	return n
}

// sharedNumbers counts the distinct number words that both sides have as they are.
func (p *pairer) sharedNumbers(tokens []shingle.Token) (n int) {
	p.stampS++
	for _, t := range tokens {
		if t&shingle.Number != 0 && p.seen[t.ID()] != p.stampS && p.marks[t.ID()].b != 0 {
			n++
		}
		p.seen[t.ID()] = p.stampS
	}
	return n
}
