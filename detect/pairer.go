package detect

import (
	"math"
	"slices"

	"respun/internal/decide"
	"respun/internal/logarithm"
	"respun/internal/order"
	"respun/shingle"
)

// Verifying a candidate: of the runs of one to three sentences around the two
// sentences, take the pairs of runs that share most and ask the decision about
// them. Sentences are split and joined when text is reworded (half of the
// doubled captions in the development data), so single sentences are not
// enough; more than three gained nothing.
//
// All scratch is indexed by stem number and stamped with an epoch instead of
// being cleared: a candidate touches some hundred stems of a hundred thousand.

const (
	maxRun     = 3   // sentences in a run
	keepRuns   = 3   // best pairs of runs that are looked at more closely
	smooth     = 100 // K: sentences of background beside the two documents' own
	leastLocal = .1  // least local weight of a stem
)

// leastWindow is what a pair of runs must share to be looked at more closely.
type leastWindow struct {
	shared   float32 // weight
	strength float32
}

var (
	least       = leastWindow{shared: 3.5, strength: .4}
	leastLinked = leastWindow{shared: leastEvidenceLink, strength: .25} // beside a sure match
)

// window is a run in either document and what they share.
type window struct {
	A, B   run
	E, T   float32 // shared weight; Tversky, 0..1
	WA, WB float32 // weights of the sides
}

// strength is what windows are ranked by: an amount times the square of a ratio
// (average precision .81 on sentence pairs of one story; amount or ratio alone
// at most .76).
func (w *window) strength() float32 { return w.E * w.T * w.T }

// pairer weighs and compares passages of two documents: one a worker.
type pairer struct {
	c      *corpus
	a, b   view
	same   bool
	stems  []stemState
	epochs [2]uint32 // of the counts
	total  float32   // log10(K + sentences)
	marks  []stemMark
	mark   uint32 // epoch of marks
	around vicinity
	seen   []uint32
	stampS uint32

	weighing   uint32 // another number whenever the weights of stems may be others
	inA, inB   []uint32
	onlyA      []uint32
	onlyB      []uint32
	seqA, seqB []shingle.Token
	pairsA     []uint64
	pairsB     []uint64
	order      order.Sequence
	links      links
	frames     frames
	runs       runCounter
	explained  []explainedStem
	amounts    amountSides
	least      leastWindow
}

// stemState is what the weight of a stem in the two documents takes: in one place, as
// stems are asked about in any order.
type stemState struct {
	counts [2]uint32 // epoch<<8 | sentences of the document that contain it
	chance float32   // K·p
	weight float32   // as it was when it was asked for last,
	asked  uint32    // and pairer.weighing then
}

type stemMark struct {
	epoch   uint32
	a, b    uint8 // bit per sentence around the candidate; or 1 where the side has the stem
	capital bool
}

func newPairer(c *corpus) *pairer {
	n := c.vocab.stems.len()
	p := &pairer{c: c, least: least, stems: make([]stemState, n), marks: make([]stemMark, n), seen: make([]uint32, n)}
	for id := range p.stems {
		p.stems[id].chance = smooth * c.vocab.chance[id]
	}
	p.frames.stems = make([]frameMark, n)
	p.around.a.place, p.around.b.place = make([]stemPlace, n), make([]stemPlace, n)
	return p
}

// open takes the documents of the next candidates; a is kept where it is the same.
func (p *pairer) open(a, b view) {
	if p.a.c == nil || p.a.ordinal != a.ordinal {
		p.count(0, a)
	}
	p.a, p.b, p.same = a, b, a.ordinal == b.ordinal
	p.forgetWeights()
	n := a.len()
	if !p.same {
		p.count(1, b)
		n += b.len()
	} else {
		p.countAnew(1)
	}
	p.total = float32(math.Log10(smooth + float64(n)))
}

// count takes over, for each content stem, how many sentences of v contain it.
func (p *pairer) count(side int, v view) {
	p.countAnew(side)
	epoch, stems := p.epochs[side], p.stems
	ids, ns := v.c.contents.of(v.ordinal)
	side, ns = side&1, ns[:len(ids)] // so that neither is checked each time
	for i, id := range ids {
		stems[id].counts[side] = epoch | uint32(ns[i])
	}
}

// countAnew forgets the counts of a side.
func (p *pairer) countAnew(side int) {
	p.epochs[side] += 256
	if p.epochs[side] == 0 { // went round
		for i := range p.stems {
			p.stems[i].counts[side] = 0
		}
		p.epochs[side] = 256
	}
}

// forgetWeights forgets the weights of all stems.
func (p *pairer) forgetWeights() {
	p.weighing++
	if p.weighing == 0 { // went round
		for i := range p.stems {
			p.stems[i].asked = 0
		}
		p.weighing, p.around.weighing = 1, 0
	}
}

// weight returns a stem's weight local to the two documents: what the story
// itself repeats tells less. Of most stems it is asked for several times.
func (p *pairer) weight(id uint32) float32 {
	if s := &p.stems[id]; s.asked == p.weighing {
		return s.weight
	}
	return p.localWeight(id)
}

func (p *pairer) localWeight(id uint32) float32 {
	s := &p.stems[id]
	n := countOf(s.counts[0]^p.epochs[0]) + countOf(s.counts[1]^p.epochs[1])
	if n >= mostCounted {
		n = p.countMany(id)
	}
	w := p.total - logarithm.Base10(s.chance+float32(n))
	if w < leastLocal {
		w = leastLocal
	}
	s.asked, s.weight = p.weighing, w
	return w
}

// countMany returns how many sentences of the two documents contain a stem that many do.
func (p *pairer) countMany(id uint32) uint32 {
	s := &p.stems[id]
	inA, inB := countOf(s.counts[0]^p.epochs[0]), countOf(s.counts[1]^p.epochs[1])
	return p.c.contents.sentencesWith(p.a.ordinal, id, inA) + p.c.contents.sentencesWith(p.b.ordinal, id, inB)
}

// countOf returns a count that was taken in the epoch at hand, and 0 for others: without
// a branch, as nobody could guess which.
func countOf(x uint32) uint32 { return x & uint32((int64(x)-256)>>63) }

// markOf returns the mark of a stem, fresh where it is of an older epoch.
func (p *pairer) markOf(id uint32) *stemMark {
	m := &p.marks[id]
	if m.epoch != p.mark {
		*m = stemMark{epoch: p.mark}
	}
	return m
}

// features completes the outline f of a window, one of those around the last
// candidate and of the given score, for the decision: the dearer a feature, the
// later, and only while the score may still come to least; it tells whether it
// might to the end.
func (p *pairer) features(w *window, f *decide.Features, score, least float64) (ok bool) {
	if score < least-decide.MostOfOrder {
		return false
	}
	ta, tb := p.a.tokensOf(w.A.First, w.A.Last), p.b.tokensOf(w.B.First, w.B.Last)
	f.Tversky, f.Jaccard = float64(w.T), p.markStems(ta, tb)
	p.listUnmatched()
	f.Bigrams = float64(p.sharedBigrams(ta, tb))
	f.Run = float64(p.longestRun(ta, tb))
	short := least - decide.Collection.Score(*f) // what words must add
	if short > decide.MostOfWords {
		return false
	}
	p.onlyA = p.linkedFirst(p.onlyA)
	p.onlyB = p.linkedFirst(p.onlyB)
	if short > p.mostReplaced(f.Weight) {
		return false
	}
	syn, rel := p.replaced()
	f.Synonyms, f.Related = float64(syn), float64(rel)
	if p.a.ordinal == p.b.ordinal && decide.Collection.Score(*f) >= least {
		f.Moved = p.moved(ta, tb)
	}
	return true
}

// moved returns which share of the words that both sides have stands in another
// order on one of them: what is left of them beside the longest common subsequence.
func (p *pairer) moved(ta, tb []shingle.Token) float64 {
	p.sequences(ta, tb, false)
	p.order.Fill(p.seqB)
	inOrder := p.order.InOrder(p.seqA)
	return 1 - float64(inOrder)/float64(max(1, min(len(p.seqA), len(p.seqB))))
}

// sequences lists the tokens of either side whose stems both sides have, in order,
// of content words only or of all.
func (p *pairer) sequences(ta, tb []shingle.Token, content bool) {
	p.seqA, p.seqB = p.seqA[:0], p.seqB[:0]
	for _, t := range ta {
		if (!content || t.IsContent()) && p.marks[t.ID()].b != 0 && len(p.seqA) < order.MaxTokens {
			p.seqA = append(p.seqA, t)
		}
	}
	for _, t := range tb {
		if (!content || t.IsContent()) && p.marks[t.ID()].a != 0 && len(p.seqB) < order.MaxTokens {
			p.seqB = append(p.seqB, t)
		}
	}
}

// markStems marks the stems of both sides, lists those that one side lacks, and
// returns the Jaccard similarity of all stems, stop words too.
func (p *pairer) markStems(ta, tb []shingle.Token) float64 {
	p.mark++
	na, nb, both := 0, 0, 0
	p.inA, p.inB = p.inA[:0], p.inB[:0]
	for _, t := range ta {
		m := p.markOf(t.ID())
		if m.a == 0 {
			m.a = 1
			na++
			if t.IsContent() {
				p.inA = append(p.inA, t.ID())
			}
		}
		m.capital = m.capital || t&(shingle.Capital|shingle.Number) != 0
	}
	for _, t := range tb {
		m := p.markOf(t.ID())
		if m.b == 0 {
			m.b = 1
			nb++
			if m.a != 0 {
				both++
			} else if t.IsContent() {
				p.inB = append(p.inB, t.ID())
			}
		}
		m.capital = m.capital || t&(shingle.Capital|shingle.Number) != 0
	}
	return float64(both) / float64(max(1, na+nb-both))
}

// listUnmatched gathers, in onlyA and onlyB, the stems that one side lacks and
// that are no names and no numbers.
func (p *pairer) listUnmatched() {
	p.onlyA, p.onlyB = p.onlyA[:0], p.onlyB[:0]
	for _, id := range p.inA {
		if m := &p.marks[id]; !m.capital && m.b == 0 {
			p.onlyA = append(p.onlyA, id)
		}
	}
	for _, id := range p.inB {
		if !p.marks[id].capital {
			p.onlyB = append(p.onlyB, id)
		}
	}
}

// longestRun returns the weight of the longest contiguous run that the two
// sequences of shared content stems have in common.
func (p *pairer) longestRun(ta, tb []shingle.Token) float32 {
	p.sequences(ta, tb, true)
	p.order.Fill(p.seqB)
	return p.order.HeaviestRun(p.seqA, p.weight)
}

// sharedBigrams counts the distinct pairs of neighbouring stems, stop words too,
// that both sides have.
func (p *pairer) sharedBigrams(ta, tb []shingle.Token) (n int) {
	p.pairsA, p.pairsB = p.bigrams(ta, p.pairsA[:0]), p.bigrams(tb, p.pairsB[:0])
	for i, j := 0, 0; i < len(p.pairsA) && j < len(p.pairsB); {
		switch x, y := p.pairsA[i], p.pairsB[j]; {
		case x == y:
			n++
			i++
			j++
		case x < y:
			i++
		default:
			j++
		}
	}
	return n
}

// bigrams returns the distinct bigrams of stems that both sides have, ascending.
func (p *pairer) bigrams(tokens []shingle.Token, dst []uint64) []uint64 {
	last := uint64(0) // 0 is no stem
	for _, t := range tokens {
		m := &p.marks[t.ID()]
		if m.a == 0 || m.b == 0 {
			last = 0
			continue
		}
		if last != 0 {
			dst = append(dst, last<<32|uint64(t.ID()))
		}
		last = uint64(t.ID())
	}
	slices.Sort(dst)
	return slices.Compact(dst)
}

// intersect tells whether two ascending lists have a number in common.
func intersect(x, y []uint32) bool {
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			return true
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return false
}
