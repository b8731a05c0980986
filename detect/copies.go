package detect

import (
	"math/bits"
	"slices"

	"respun/internal/decide"
	"respun/shingle"
)

// Copies are found word by word, without regard to sentences: a quotation of
// twelve words inside two long sentences makes neither sentence alike, and a
// copied paragraph seldom begins where a sentence does.
//
// Runs of three stems that two documents share are anchors; anchors that follow
// each other on both sides, with little between, are a chain; of a chain the
// stretch is kept in which shared words outweigh others; its ends are moved out
// over single words that fit. The decision is then asked about exactly these
// words. Linear in the two texts: documents are laid beside each other only
// where a sentence of each shares a longer run (candidates.go), so that most
// never are.
//
// Rejected: local alignment of sentences (Smith-Waterman; a hundred times the
// work, and long copies come out in pieces); suffix arrays (exact repeats only:
// an edit every five words leaves nothing over their floor).

const (
	anchorRun   = 3
	chainGap    = 10  // tokens between anchors of a chain, on either side
	chainSkew   = 6   // by how much the gaps of the two sides may differ
	gapCost     = .5  // of a token between anchors; a shared one gains 1
	leastCopied = 6   // shared tokens of a copy
	leastDense  = .5  // shared tokens per token of the longer side
	anchorTwice = 16  // places of a run in one document that are tried
	endSkip     = 2   // tokens of a side that are skipped to reach a fitting word
	filterBits  = 8   // bits of the filter for a slot: one run in fifty passes by chance
	maxAnchors  = 1e6 // of two documents; what is beyond is counted as capped
)

// cappedAnchors is why copies of two documents may be missing.
const cappedAnchors = "copy: runs of two documents over the cap"

// copied is a stretch of tokens, counted in the document, in either document.
type copied struct {
	a, b   run // tokens First to Last, both included
	shared int
}

// copier finds the copies of two documents: one a worker.
type copier struct {
	doc    int     // whose runs are in the table
	heads  []int32 // by the low bits of a run's hash: where it stands first, plus one
	next   []int32 // the next place in the same slot, ascending; -1: none
	runsA  []uint64
	filter []uint64 // a bit for each value of a run's hash above shift
	shift  uint8
	met    []anchor // runs of b that stand in a
	live   []*chain
	idle   []*chain // to be used again
	out    []copied
	due    int // no live chain ends before this token of b
	capped int64
}

// anchor is a shared run: token a of one document, b of the other.
type anchor struct{ a, b int }

type chain struct{ anchors []anchor }

func newCopier() *copier {
	return &copier{doc: -1}
}

// tokens returns all tokens of the document.
func (v view) tokens() []shingle.Token {
	if v.len() == 0 {
		return nil
	}
	return v.tokensOf(0, v.len()-1)
}

// open puts the runs of a into the table.
func (k *copier) open(a view) {
	if k.doc == a.ordinal {
		return
	}
	k.doc = a.ordinal
	k.list(a.tokens())
}

// list puts the runs of tokens into the table.
func (k *copier) list(tokens []shingle.Token) {
	k.runsA = k.runsA[:0]
	for i := 0; i+anchorRun <= len(tokens); i++ {
		k.runsA = append(k.runsA, anchorHash(tokens[i:]))
	}
	slots := 1 << bits.Len(uint(2*len(k.runsA)))
	k.heads = slices.Grow(k.heads[:0], slots)[:slots]
	clear(k.heads)
	k.next = slices.Grow(k.next[:0], len(k.runsA))[:len(k.runsA)]
	words := max(1, slots*filterBits/64)
	k.filter = slices.Grow(k.filter[:0], words)[:words]
	clear(k.filter)
	k.shift = uint8(64 - bits.Len(uint(64*words-1)))
	for i := len(k.runsA) - 1; i >= 0; i-- { // lists in ascending order
		if anyContent(tokens[i : i+anchorRun]) {
			h := k.runsA[i]
			k.filter[h>>k.shift/64] |= 1 << (h >> k.shift % 64)
			head := &k.heads[k.slot(h)]
			k.next[i] = *head - 1
			*head = int32(i) + 1
		}
	}
}

// anchorHash hashes the first three stems by their numbers: it is compared within
// a run of the program only, and what the numbers are changes nothing but which
// slots are shared.
func anchorHash(t []shingle.Token) uint64 {
	h := (uint64(t[0].ID())*0x9e3779b97f4a7c15+uint64(t[1].ID()))*0xd6e8feb86659fd93 + uint64(t[2].ID())
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// slot returns the slot of a run's hash.
func (k *copier) slot(h uint64) uint64 { return h & uint64(len(k.heads)-1) }

func anyContent(tokens []shingle.Token) bool {
	return slices.ContainsFunc(tokens, shingle.Token.IsContent)
}

// find returns the copies of two documents, or the repeats inside one, in order
// of their place in b; valid until the next call. Of b only the sentences parts
// are looked at.
func (k *copier) find(a, b view, parts []run) []copied {
	k.open(a)
	ta, tb := a.tokens(), b.tokens()
	k.out = k.out[:0]
	for _, p := range parts {
		from := b.token(p.First)
		k.out = k.part(ta, tb, from, from+len(b.tokensOf(p.First, p.Last)), a.ordinal == b.ordinal, k.out)
	}
	return k.out
}

// touches tells whether a copy runs through sentence s of b. Four in five sentences
// that share a run with another document have no more in common than a phrase.
func (k *copier) touches(a, b view, s int) bool {
	k.open(a)
	tb := b.tokens()
	from := b.token(s)
	to := min(len(tb), from+len(b.tokensOf(s, s))+runLength-1)
	k.out = k.part(a.tokens(), tb, from, to, false, k.out[:0])
	return len(k.out) > 0
}

// token returns the number of the first token of sentence s in its document.
func (v view) token(s int) int { return int(v.sentences[s].Token - v.sentences[0].Token) }

// part finds the copies that the tokens [from,to) of b have in a.
func (k *copier) part(ta, tb []shingle.Token, from, to int, same bool, out []copied) []copied {
	k.due = 0
	total := 0
	for _, n := range k.clusters(k.meet(tb[:to], from, same)) {
		out = k.retireUntil(n.b, ta, tb, same, out)
		h, tries := k.runsA[n.a], 0
		for x := int32(n.a); x >= 0 && tries < anchorTwice; x = k.next[x] {
			if same && int(x) >= n.b-anchorRun {
				break // ascending: the rest is not before b either
			}
			if k.runsA[x] != h {
				continue
			}
			if total++; total > maxAnchors {
				k.capped++
				break
			}
			tries++
			k.add(anchor{int(x), n.b})
		}
		if n.b >= k.due && len(k.live) > 0 {
			out = k.retire(n.b, ta, tb, same, out)
		}
	}
	out = k.retireUntil(to-anchorRun+1, ta, tb, same, out)
	return k.retire(len(tb)+chainGap+anchorRun, ta, tb, same, out)
}

// meet lists the runs of b, from token from on, that stand in a, with their first
// place there.
func (k *copier) meet(tb []shingle.Token, from int, same bool) []anchor {
	k.met = k.met[:0]
	for y := from; y+anchorRun <= len(tb); y++ {
		h := anchorHash(tb[y:])
		if k.filter[h>>k.shift/64]>>(h>>k.shift%64)&1 == 0 {
			continue
		}
		x := k.heads[k.slot(h)] - 1
		for x >= 0 && k.runsA[x] != h {
			x = k.next[x]
		}
		if x >= 0 && !(same && int(x) >= y-anchorRun) {
			k.met = append(k.met, anchor{int(x), y})
		}
	}
	return k.met
}

// clusters leaves out, in place, shared runs that make no copy: one that stands
// alone, and two that begin at neighbouring tokens. Three in four sentences that
// share a run with another document have no others.
func (k *copier) clusters(met []anchor) []anchor {
	kept := met[:0]
	for lo := 0; lo < len(met); {
		hi := lo + 1
		for hi < len(met) && met[hi].b-met[hi-1].b <= chainGap+anchorRun {
			hi++
		}
		if hi-lo > 2 || hi-lo == 2 && met[lo+1].b-met[lo].b > 1 {
			kept = append(kept, met[lo:hi]...)
		}
		lo = hi
	}
	return kept
}

// retireUntil ends the chains that end before token y of b, each at its time.
func (k *copier) retireUntil(y int, ta, tb []shingle.Token, same bool, out []copied) []copied {
	for len(k.live) > 0 && k.due < y {
		out = k.retire(k.due, ta, tb, same, out)
	}
	return out
}

// add appends an anchor to the live chain that it follows most closely, or
// begins a new one.
func (k *copier) add(n anchor) {
	var best *chain
	least := 2*chainGap + 1
	for _, c := range k.live {
		l := c.anchors[len(c.anchors)-1]
		da, db := n.a-l.a, n.b-l.b
		if da <= 0 || db <= 0 || da > chainGap+anchorRun || db > chainGap+anchorRun || da-db > chainSkew || db-da > chainSkew {
			continue
		}
		if d := da + db + 2*max(da-db, db-da); d < least {
			best, least = c, d
		}
	}
	if best == nil {
		best = k.begin(n.b)
	}
	best.anchors = append(best.anchors, n)
}

// begin begins a chain at token y of b.
func (k *copier) begin(y int) *chain {
	var c *chain
	if n := len(k.idle); n > 0 {
		c, k.idle = k.idle[n-1], k.idle[:n-1]
		c.anchors = c.anchors[:0]
	} else {
		c = new(chain)
	}
	if len(k.live) == 0 {
		k.due = y + chainGap + anchorRun + 1
	}
	k.live = append(k.live, c)
	return c
}

// retire ends the chains that no anchor at y or later can follow.
func (k *copier) retire(y int, ta, tb []shingle.Token, same bool, out []copied) []copied {
	kept := k.live[:0]
	k.due = y + chainGap + anchorRun + 1
	for _, c := range k.live {
		if last := c.anchors[len(c.anchors)-1].b; y-last <= chainGap+anchorRun {
			k.due = min(k.due, last+chainGap+anchorRun+1)
			kept = append(kept, c)
			continue
		}
		k.idle = append(k.idle, c)
		if len(c.anchors) == 1 { // shorter than any copy
			continue
		}
		if k.repeats(c, out) {
			continue
		}
		if r, ok := c.stretch(ta, tb); ok {
			r.extend(ta, tb, same)
			if r.dense() {
				out = append(out, r)
			}
		}
	}
	clear(k.live[len(kept):])
	k.live = kept
	return out
}

// lookBack is how many copies found last a chain is held against.
const lookBack = 8

// repeats tells whether a chain lies inside a copy found before, on both sides: a
// text that repeats itself has a chain for every shift of its period.
func (k *copier) repeats(c *chain, out []copied) bool {
	first, last := c.anchors[0], c.anchors[len(c.anchors)-1]
	for _, r := range out[max(0, len(out)-lookBack):] {
		if r.a.First <= first.a && last.a+anchorRun-1 <= r.a.Last && r.b.First <= first.b && last.b+anchorRun-1 <= r.b.Last {
			return true
		}
	}
	return false
}

// stretch returns the part of a chain in which shared tokens outweigh others
// (Kadane's maximum subarray over the anchors and what lies between them).
func (c *chain) stretch(ta, tb []shingle.Token) (copied, bool) {
	var best copied
	var top, sum float64
	shared, from := 0, 0
	var row [chainGap + anchorRun + 1]int32
	endA, endB := 0, 0 // where the covered tokens end
	for i, n := range c.anchors {
		gain, lost := anchorRun, 0
		if i > from {
			gain = max(0, min(anchorRun, n.a+anchorRun-endA, n.b+anchorRun-endB))
			between := common(ta[min(endA, n.a):n.a], tb[min(endB, n.b):n.b], row[:])
			gain += between
			lost = max(0, n.a-endA, n.b-endB) - between
		}
		if sum -= gapCost * float64(lost); i > from && sum <= 0 {
			from, sum, shared, gain = i, 0, 0, anchorRun
		}
		sum += float64(gain)
		shared += gain
		endA, endB = n.a+anchorRun, n.b+anchorRun
		if sum > top {
			top = sum
			best = copied{run{c.anchors[from].a, endA - 1}, run{c.anchors[from].b, endB - 1}, shared}
		}
	}
	return best, best.shared >= leastCopied-1
}

// common returns the length of the longest common subsequence of two sequences; 0
// where b is longer than row has room for.
func common(a, b []shingle.Token, row []int32) int {
	if len(a) == 0 || len(b) == 0 || len(b) >= len(row) {
		return 0
	}
	row = row[:len(b)+1]
	clear(row)
	for _, x := range a {
		diagonal := int32(0)
		for j, y := range b {
			above := row[j+1]
			if x.ID() == y.ID() {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return int(row[len(b)])
}

// extend moves the ends out over words that fit, skipping a few that don't as long
// as more is gained than skipped.
func (r *copied) extend(ta, tb []shingle.Token, same bool) {
	r.a.First, r.b.First = r.reach(ta, tb, r.a.First, r.b.First, -1, 0, 0)
	limitA := len(ta) - 1
	if same {
		limitA = r.b.First - 1
	}
	r.a.Last, r.b.Last = r.reach(ta, tb, r.a.Last, r.b.Last, 1, limitA, len(tb)-1)
	if same && r.a.Last >= r.b.First {
		r.a.Last = r.b.First - 1
	}
}

// farReach is by how many words an end moves at most: a longer stretch has anchors
// of its own.
const farReach = 32

// reach returns how far an end at a and b may move in direction dir: to where the
// words gained outweigh those skipped the most.
func (r *copied) reach(ta, tb []shingle.Token, a, b, dir, limitA, limitB int) (bestA, bestB int) {
	bestA, bestB = a, b
	var sum, top float64
	gained, counted := 0, 0
	for x, y := a, b; gained < farReach; {
		fromX, fromY := x, y
		if !step(ta, tb, &x, &y, dir, limitA, limitB) {
			return bestA, bestB
		}
		skipped := max(x-fromX, fromX-x, y-fromY, fromY-y) - 1
		gained++
		if sum += 1 - gapCost*float64(skipped); sum <= -1 {
			return bestA, bestB
		}
		if sum > top+1e-9 {
			top, bestA, bestB = sum, x, y
			r.shared += gained - counted
			counted = gained
		}
	}
	return bestA, bestB
}

// step moves both places to the next two that hold the same word, in direction
// dir; false where there are none near enough.
func step(ta, tb []shingle.Token, a, b *int, dir, limitA, limitB int) bool {
	inside := func(at, limit int) bool { return dir < 0 && at >= 0 || dir > 0 && at <= limit }
	for skip := range 2*endSkip + 1 {
		for da := max(0, skip-endSkip); da <= min(skip, endSkip); da++ {
			x, y := *a+dir*(1+da), *b+dir*(1+skip-da)
			if !inside(x, limitA) || !inside(y, limitB) {
				continue
			}
			if ta[x].ID() == tb[y].ID() && (skip == 0 || ta[x].IsContent()) {
				*a, *b = x, y
				return true
			}
		}
	}
	return false
}

// dense tells whether enough of a copy is shared.
func (r *copied) dense() bool {
	longer := max(r.a.Last-r.a.First, r.b.Last-r.b.First) + 1
	return r.shared >= leastCopied && float64(r.shared) >= leastDense*float64(longer) && r.a.Last > r.a.First && r.b.Last > r.b.First
}

// copyReach is how many sentences beyond one that shares a run are looked at: a
// copy that reaches farther has a shared run there too.
const copyReach = 3

// parts returns the sentences of b near those through which a copy of the other
// document runs, in order; all of them for a document with itself.
func (v *verifier) parts(a, b view, pairs []pair) []run {
	v.ranges = v.ranges[:0]
	if a.ordinal == b.ordinal {
		return v.unrepeated(b)
	}
	for _, p := range pairs {
		if !p.sharesRun() {
			continue
		}
		_, j := p.split()
		s := int(j - b.base)
		near := run{max(0, s-copyReach), min(b.len()-1, s+copyReach)}
		if !slices.Contains(v.ranges, near) && v.copier.touches(a, b, s) {
			v.ranges = append(v.ranges, near)
		}
	}
	slices.SortFunc(v.ranges, func(x, y run) int { return x.First - y.First })
	merged := v.ranges[:0]
	for _, r := range v.ranges {
		if n := len(merged); n > 0 && r.First <= merged[n-1].Last+1 {
			merged[n-1].Last = max(merged[n-1].Last, r.Last)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}

// unrepeated returns the sentences of a document but those of large groups of the
// same, in order.
func (v *verifier) unrepeated(b view) []run {
	for s := range b.len() {
		switch n := len(v.ranges); {
		case b.c.common.has(b.base + uint32(s)):
		case n > 0 && v.ranges[n-1].Last == s-1:
			v.ranges[n-1].Last = s
		default:
			v.ranges = append(v.ranges, run{s, s})
		}
	}
	return v.ranges
}

// judgeCopies appends the hits among the copies of two documents, as far as they pass
// in a context.
func (v *verifier) judgeCopies(a, b view, copies []copied, in decide.Context, out []hit) []hit {
	ta, tb := a.tokens(), b.tokens()
	v.p.frames.clear()
	for _, r := range copies {
		wa, wb := ta[r.a.First:r.a.Last+1], tb[r.b.First:r.b.Last+1]
		if v.p.c.vocab.words(wa) < leastCopied {
			v.tally.drop("copy: fewer words than a copy has")
			continue
		}
		h := hit{copy: true, tokensA: r.a, tokensB: r.b, share: 1}
		h.A, h.B = a.sentencesOf(r.a), b.sentencesOf(r.b)
		v.p.weigh(&h.window, wa, wb)
		h.f = decide.Features{Shared: float64(h.E), Tversky: float64(h.T), Weight: float64(min(h.WA, h.WB))}
		h.whole = a.whole(h.A, r.a) || b.whole(h.B, r.b)
		h.score = v.p.copyScore(&h, wa, wb)
		if confidenceOf(&h, in) < v.o.MinConfidence {
			v.tally.drop("copy: a phrase that everybody uses")
			continue
		}
		h.kind = v.p.kindOfTokens(wa, wb)
		if h.kind == Spun {
			v.tally.drop("copy: too much reworded")
			continue
		}
		out = append(out, h)
	}
	return out
}

// whole tells whether tokens are nearly all of the sentences they stand in.
func (v view) whole(sentences, tokens run) bool {
	return float64(tokens.Last-tokens.First+1) >= .9*float64(len(v.tokensOf(sentences.First, sentences.Last)))
}

// sentencesOf returns the sentences that hold the tokens of r.
func (v view) sentencesOf(r run) run {
	base := v.sentences[0].Token
	at := func(token int) int {
		i, found := slices.BinarySearchFunc(v.sentences, base+uint32(token), func(s shingle.Sentence, t uint32) int { return int(s.Token) - int(t) })
		if !found {
			i--
		}
		return i
	}
	return run{at(r.First), at(r.Last)}
}

// weigh measures what the content stems of two token lists weigh and share.
func (p *pairer) weigh(w *window, ta, tb []shingle.Token) {
	p.markStems(ta, tb)
	var wa, wb, e float32
	for _, id := range p.inA {
		x := p.weight(id)
		wa += x
		if p.marks[id].b != 0 {
			e += x
		}
	}
	wb = e
	for _, id := range p.inB {
		wb += p.weight(id)
	}
	n := newWindow(w.A, w.B, e, wa, wb)
	*w = n
}
