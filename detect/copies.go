package detect

import (
	"math/bits"
	"slices"

	"respun/shingle"
)

// Copies are found word by word, without regard to sentences: a quotation of
// twelve words inside two long sentences makes neither sentence alike, and a
// copied paragraph seldom begins where a sentence does.
//
// Runs of three stems that two documents share are anchors; anchors that follow
// each other on both sides, with little between, are a chain (chains.go); of a chain
// the stretch is kept in which shared words outweigh others; its ends are moved out
// over single words that fit (stretch.go). The decision is then asked about exactly
// these words (copyhits.go). Linear in the two texts: documents are laid beside each other only
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
	anchorTwice = 16  // places of a run in one document that are tried
	filterBits  = 8   // bits of the filter for a slot: one run in fifty passes by chance
	maxAnchors  = 1e6 // of sentences looked at together; what is beyond is counted as capped
)

// cappedAnchors is why copies of two documents may be missing.
const cappedAnchors = "copy: runs of two documents over the cap"

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
