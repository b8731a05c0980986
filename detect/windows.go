package detect

import (
	"math/bits"
	"slices"

	"respun/internal/decide"
	"respun/shingle"
)

// Around two sentences, up to six runs on either side contain them. All pairs of
// these runs are weighed in one pass over the stems of the sentences: each stem
// knows, as bits, in which sentences of either side it stands. The stems of a side
// lie in a short list, which stays near at hand; the table by stem number, which
// doesn't, is asked once for each stem of the other side.

// vicinity is what stands around two sentences.
type vicinity struct {
	runsA, runsB [6]run
	na, nb       int
	loA, loB     int
	insideA      [1 << (2*maxRun - 1)]uint8 // by sentences, as bits: runs that have one of them, as bits
	insideB      [1 << (2*maxRun - 1)]uint8
	a, b         sideStems
	docA, i      int        // whose stems a has; valid after the first candidate
	wa           [6]float32 // what a's runs weigh,
	weighing     uint32     // and pairer.weighing then
}

// sideStems are the distinct stems of a side.
type sideStems struct {
	list  []placed
	place []stemPlace // by stem
	epoch uint32
}

// placed is a stem with the sentences where it stands, as bits, on its own side and
// on the other.
type placed struct {
	id                  uint32
	weight              float32
	in, named           uint8 // named: those of them where it is a name or a number
	inOther, namedOther uint8
}

// stemPlace is where a stem stands in the list.
type stemPlace struct{ epoch, at uint32 }

// fill lists the stems of the sentences from lo to hi.
func (m *sideStems) fill(v view, lo, hi int) {
	m.epoch++
	m.list = m.list[:0]
	for s := lo; s <= hi; s++ {
		bit := uint8(1) << (s - lo)
		for _, t := range v.bag(s) {
			x := &m.place[t.ID()]
			if x.epoch != m.epoch {
				*x = stemPlace{m.epoch, uint32(len(m.list))}
				m.list = append(m.list, placed{id: t.ID()})
			}
			e := &m.list[x.at]
			e.in |= bit
			if t&named != 0 {
				e.named |= bit
			}
		}
	}
}

// windows returns the best pairs of runs around sentences i of a and j of b,
// strongest first; of runs that fit, where that is asked for.
func (p *pairer) windows(i, j int, fits func(a, b run) bool, dst []window) []window {
	n := &p.around
	if n.na == 0 || n.i != i || n.docA != p.a.ordinal { // candidates come in order of i
		n.i, n.docA = i, p.a.ordinal
		n.weighing = 0
		var hi int
		n.na, n.loA, hi = runsAround(p.a, i, &n.runsA)
		n.a.fill(p.a, n.loA, hi)
		runMasks(n.runsA[:n.na], n.loA, hi, &n.insideA)
	}
	if n.weighing != p.weighing {
		p.weighA()
	}
	var hi int
	n.nb, n.loB, hi = runsAround(p.b, j, &n.runsB)
	n.b.fill(p.b, n.loB, hi)
	if p.match() < p.least.shared {
		return dst
	}
	runMasks(n.runsB[:n.nb], n.loB, hi, &n.insideB)
	var wb [6]float32
	var shared [6][6]float32
	for i := range n.a.list {
		x := &n.a.list[i]
		if x.inOther == 0 {
			continue
		}
		inB := n.insideB[x.inOther]
		for in := n.insideA[x.in]; in != 0; in &= in - 1 {
			of := &shared[bits.TrailingZeros8(in)]
			for in := inB; in != 0; in &= in - 1 {
				of[bits.TrailingZeros8(in)] += x.weight
			}
		}
	}
	for i := range n.b.list {
		x := &n.b.list[i]
		for in := n.insideB[x.in]; in != 0; in &= in - 1 {
			wb[bits.TrailingZeros8(in)] += x.weight
		}
	}
	base := len(dst)
	for k := range n.na {
		for q := range n.nb {
			if shared[k][q] < p.least.shared || p.same && n.runsB[q].First <= n.runsA[k].Last || fits != nil && !fits(n.runsA[k], n.runsB[q]) {
				continue
			}
			dst = p.insertWindow(dst, base, newWindow(n.runsA[k], n.runsB[q], shared[k][q], n.wa[k], wb[q]))
		}
	}
	return dst
}

// weighA weighs the stems of a's side, and its runs: once for all candidates that have
// it in common.
func (p *pairer) weighA() {
	n := &p.around
	n.weighing, n.wa = p.weighing, [6]float32{}
	for i := range n.a.list {
		x := &n.a.list[i]
		x.weight = p.weight(x.id)
		for in := n.insideA[x.in]; in != 0; in &= in - 1 {
			n.wa[bits.TrailingZeros8(in)] += x.weight
		}
	}
}

// match weighs the stems of b's side, tells those of both where they stand on the
// other, and returns the weight of those that both have: no two runs share more.
func (p *pairer) match() (sum float32) {
	a, b := &p.around.a, &p.around.b
	for i := range a.list {
		a.list[i].inOther, a.list[i].namedOther = 0, 0
	}
	for i := range b.list {
		y := &b.list[i]
		at := a.place[y.id]
		if at.epoch != a.epoch {
			y.weight = p.weight(y.id)
			continue
		}
		x := &a.list[at.at]
		x.inOther, x.namedOther = y.in, y.named
		y.weight, y.inOther, y.namedOther = x.weight, x.in, x.named
		sum += x.weight
	}
	return sum
}

// The strength, by weights local to the two documents, that two sentences must
// have to be worth windows. By background weights, which are all that there is
// before the documents are known, twice as many pass inside documents at the same
// loss (of planted passages one window in 200).
const (
	gateAcross = .9
	gateInside = .4
	gateLinked = .15 // beside a sure match
)

// strong keeps, in place, the pairs of the open documents of at least this
// strength; they are in order.
func (p *pairer) strong(pairs []pair, least float32) []pair {
	var wa float32
	marked := uint32(maxSentences)
	return slices.DeleteFunc(pairs, func(x pair) bool {
		i, j := x.split()
		if x.isWeak() {
			return true
		}
		if i != marked {
			wa, marked = p.markSentence(i), i
		}
		bag := p.c.contents.bags.of(j)
		var e, wb float32
		for _, t := range bag {
			if p.seen[t.ID()] == p.stampS {
				e += p.weight(t.ID())
			}
		}
		if most := newWindow(run{}, run{}, e, wa, e); most.strength() < least {
			return true // whatever else the second one has
		}
		for _, t := range bag {
			wb += p.weight(t.ID())
		}
		w := newWindow(run{}, run{}, e, wa, wb)
		return w.strength() < least
	})
}

// markSentence marks the stems of sentence i of the corpus and returns their weight.
func (p *pairer) markSentence(i uint32) (sum float32) {
	p.stampS++
	for _, t := range p.c.contents.bags.of(i) {
		p.seen[t.ID()] = p.stampS
		sum += p.weight(t.ID())
	}
	return sum
}

// named are the flags of names and numbers.
const named = shingle.Capital | shingle.Number

// runMasks fills, for each set of the sentences from lo to hi, which runs have one of them.
func runMasks(runs []run, lo, hi int, inside *[1 << (2*maxRun - 1)]uint8) {
	var single [2*maxRun - 1]uint8
	for k, r := range runs {
		for s := r.First; s <= r.Last; s++ {
			single[s-lo] |= 1 << k
		}
	}
	for set := 1; set < 1<<(hi+1-lo); set++ {
		inside[set] = inside[set&(set-1)] | single[bits.TrailingZeros8(uint8(set))]
	}
}

// newWindow measures two runs that share e of their weights wa and wb.
func newWindow(a, b run, e, wa, wb float32) window {
	w := window{A: a, B: b, E: e, WA: wa, WB: wb}
	if e > 0 {
		small, large := min(wa, wb), max(wa, wb)
		w.T = e / (e + .8*max(0, small-e) + .2*max(0, large-e))
	}
	return w
}

// insertWindow keeps the keepRuns strongest of dst[base:], in order.
func (p *pairer) insertWindow(dst []window, base int, w window) []window {
	if w.E < p.least.shared || w.strength() < p.least.strength {
		return dst
	}
	at := len(dst)
	for at > base && dst[at-1].strength() < w.strength() {
		at--
	}
	if at-base >= keepRuns {
		return dst
	}
	if len(dst)-base == keepRuns {
		dst = dst[:len(dst)-1]
	}
	return slices.Insert(dst, at, w)
}

// runMask returns the sentences of a run as bits, lo the lowest.
func runMask(r run, lo int) uint8 { return uint8(1<<(r.Last+1-lo) - 1<<(r.First-lo)) }

// runsAround lists the runs of up to maxRun sentences that contain i and stay
// in its paragraph, shortest first, and tells the first and the last sentence of any.
func runsAround(v view, i int, runs *[6]run) (n, lo, hi int) {
	par := v.sentences[i].Paragraph
	lo, hi = i, i
	for lo > 0 && i-lo < maxRun-1 && v.sentences[lo-1].Paragraph == par {
		lo--
	}
	for hi+1 < v.len() && hi-i < maxRun-1 && v.sentences[hi+1].Paragraph == par {
		hi++
	}
	for size := 1; size <= maxRun; size++ {
		for first := max(lo, i-size+1); first <= i && first+size-1 <= hi; first++ {
			runs[n] = run{first, first + size - 1}
			n++
		}
	}
	return n, lo, hi
}

// outline measures what is known of a window, one of those around the last
// candidate, from its distinct stems alone.
func (p *pairer) outline(w *window) decide.Features {
	n := &p.around
	a, b := runMask(w.A, n.loA), runMask(w.B, n.loB)
	words := p.unexplainedWords(p.a.tokensOf(w.A.First, w.A.Last)) + p.unexplainedWords(p.b.tokensOf(w.B.First, w.B.Last))
	var plain, names float32
	for i := range n.a.list {
		x := &n.a.list[i]
		if x.in&a == 0 {
			continue
		}
		both, capital := x.inOther&b != 0, x.named&a|x.namedOther&b != 0
		switch {
		case both && !capital:
			plain += x.weight
		case capital && !both:
			names += x.weight
		}
	}
	for i := range n.b.list {
		if x := &n.b.list[i]; x.named&b != 0 && x.inOther&a == 0 {
			names += x.weight
		}
	}
	return decide.Features{
		Shared: float64(w.E), Weight: float64(min(w.WA, w.WB)), Plain: float64(plain), Names: float64(names),
		Words: words, Sentences: w.sentences(),
	}
}

// sentences returns how many sentences the side with more has.
func (w *window) sentences() float64 {
	return float64(max(w.A.Last-w.A.First, w.B.Last-w.B.First) + 1)
}
