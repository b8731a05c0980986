package detect

import (
	"math/bits"
	"slices"

	"respun/internal/decide"
	"respun/shingle"
)

// Around two sentences, up to six runs on either side contain them. All pairs of
// these runs are weighed in one pass over the stems of the sentences: each stem
// knows, as bits, in which sentences of either side it stands.

// vicinity is what stands around two sentences.
type vicinity struct {
	runsA, runsB   [6]run
	na, nb         int
	loA, loB       int
	insideA        [1 << (2*maxRun - 1)]uint8 // by sentences, as bits: runs that have one of them, as bits
	insideB        [1 << (2*maxRun - 1)]uint8
	stemsA, stemsB []uint32 // distinct, in order of their first place
	marks          []placeMark
	epoch          uint32
}

// placeMark is where a stem stands.
type placeMark struct {
	epoch  uint32
	a, b   uint8 // sentences, as bits
	namedA uint8 // those of them where it is a name or a number
	namedB uint8
	twiceA uint8 // those of them where it stands more than once
	twiceB uint8
}

func (p *vicinity) at(id uint32) *placeMark {
	m := &p.marks[id]
	if m.epoch != p.epoch {
		*m = placeMark{epoch: p.epoch}
	}
	return m
}

// windows returns the best pairs of runs around sentences i of a and j of b,
// strongest first.
func (p *pairer) windows(i, j int, dst []window) []window {
	n := &p.around
	n.na, n.loA = runsAround(p.a, i, &n.runsA)
	n.nb, n.loB = runsAround(p.b, j, &n.runsB)
	if p.markPlaces() < minShared {
		return dst
	}
	runMasks(n.runsA[:n.na], n.loA, &n.insideA)
	runMasks(n.runsB[:n.nb], n.loB, &n.insideB)
	var wa, wb [6]float32
	var shared [6][6]float32
	for _, id := range n.stemsA {
		w, m := p.weight(id), &n.marks[id]
		inB := n.insideB[m.b]
		for in := n.insideA[m.a]; in != 0; in &= in - 1 {
			k := bits.TrailingZeros8(in)
			wa[k] += w
			for in := inB; in != 0; in &= in - 1 {
				shared[k][bits.TrailingZeros8(in)] += w
			}
		}
	}
	for _, id := range n.stemsB {
		w := p.weight(id)
		for in := n.insideB[n.marks[id].b]; in != 0; in &= in - 1 {
			wb[bits.TrailingZeros8(in)] += w
		}
	}
	base := len(dst)
	for k := range n.na {
		for q := range n.nb {
			if p.same && n.runsB[q].First <= n.runsA[k].Last {
				continue
			}
			dst = insertWindow(dst, base, newWindow(n.runsA[k], n.runsB[q], shared[k][q], wa[k], wb[q]))
		}
	}
	return dst
}

// markPlaces notes which sentences around the candidate contain each stem, and
// returns the weight of the stems that stand on both sides.
func (p *pairer) markPlaces() (shared float32) {
	n := &p.around
	n.epoch++
	n.stemsA, n.stemsB = n.stemsA[:0], n.stemsB[:0]
	hiA, hiB := lastOf(n.runsA[:n.na]), lastOf(n.runsB[:n.nb])
	for s := n.loA; s <= hiA; s++ {
		bit := uint8(1) << (s - n.loA)
		for _, t := range p.a.bag(s) {
			m := n.at(t.ID())
			if m.a == 0 {
				n.stemsA = append(n.stemsA, t.ID())
			}
			m.a |= bit
			if t&named != 0 {
				m.namedA |= bit
			}
			if t&twice != 0 {
				m.twiceA |= bit
			}
		}
	}
	for s := n.loB; s <= hiB; s++ {
		bit := uint8(1) << (s - n.loB)
		for _, t := range p.b.bag(s) {
			m := n.at(t.ID())
			if m.b == 0 {
				n.stemsB = append(n.stemsB, t.ID())
				if m.a != 0 {
					shared += p.weight(t.ID())
				}
			}
			m.b |= bit
			if t&named != 0 {
				m.namedB |= bit
			}
			if t&twice != 0 {
				m.twiceB |= bit
			}
		}
	}
	return shared
}

// named are the flags of names and numbers.
const named = shingle.Capital | shingle.Number

func lastOf(runs []run) (last int) {
	for _, r := range runs {
		last = max(last, r.Last)
	}
	return last
}

// runMasks fills, for each set of sentences from lo on, which runs have one of them.
func runMasks(runs []run, lo int, inside *[1 << (2*maxRun - 1)]uint8) {
	var single [2*maxRun - 1]uint8
	for k, r := range runs {
		for s := r.First; s <= r.Last; s++ {
			single[s-lo] |= 1 << k
		}
	}
	for set := 1; set < len(inside); set++ {
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
func insertWindow(dst []window, base int, w window) []window {
	if w.E < minShared || w.strength() < minScoreS {
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
// in its paragraph, shortest first.
func runsAround(v view, i int, runs *[6]run) (n, lo int) {
	par := v.sentences[i].Paragraph
	lo, hi := i, i
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
	return n, lo
}

// outline bounds what features can measure of a window, one of those around the
// last candidate: what is not known from its stems alone is as good as can be.
func (p *pairer) outline(w *window) (f decide.Features, replaceable float64) {
	n := &p.around
	a, b := runMask(w.A, n.loA), runMask(w.B, n.loB)
	words := [2]int{len(p.a.tokensOf(w.A.First, w.A.Last)), len(p.b.tokensOf(w.B.First, w.B.Last))}
	var plain, names, run, onlyA, onlyB float32
	for _, id := range n.stemsA {
		m := &n.marks[id]
		if m.a&a == 0 {
			continue
		}
		x, both := p.weight(id), m.b&b != 0
		if both {
			run += x * float32(min(places(m.a&a, m.twiceA&a, words[0]), places(m.b&b, m.twiceB&b, words[1])))
		}
		switch capital := m.namedA&a|m.namedB&b != 0; {
		case capital && both:
		case capital:
			names += x
		case both:
			plain += x
		case p.c.vocab.linked[id]:
			onlyA += x
		}
	}
	for _, id := range n.stemsB {
		m := &n.marks[id]
		switch {
		case m.b&b == 0 || m.a&a != 0:
		case m.namedB&b != 0:
			names += p.weight(id)
		case p.c.vocab.linked[id]:
			onlyB += p.weight(id)
		}
	}
	f = decide.Features{
		Shared: float64(w.E), Weight: float64(min(w.WA, w.WB)), Plain: float64(plain), Names: float64(names), Run: float64(run),
		Bigrams: float64(min(words[0], words[1])), Words: float64(words[0] + words[1]), Sentences: w.sentences(),
	}
	return f, float64(min(onlyA, onlyB))
}

// places bounds how often a stem stands in a run of so many words.
func places(sentences, twice uint8, words int) int {
	if twice != 0 {
		return words
	}
	return bits.OnesCount8(sentences)
}

// sentences returns how many sentences the side with more has.
func (w *window) sentences() float64 {
	return float64(max(w.A.Last-w.A.First, w.B.Last-w.B.First) + 1)
}
