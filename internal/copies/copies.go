// Package copies finds what two documents have in common word by word, as it is or
// lightly edited, without regard to sentences: a quotation of twelve words inside two
// long sentences makes neither sentence alike, and a copied paragraph seldom begins where
// a sentence does.
//
// Runs of three stems that two documents share are anchors; anchors that follow
// each other on both sides, with little between, are a chain (chains.go); of a chain
// the stretch is kept in which shared words outweigh others; its ends are moved out
// over single words that fit (stretch.go). What the words found are worth is not judged
// here. Linear in the two texts.
//
// Rejected: local alignment of sentences (Smith-Waterman; a hundred times the
// work, and long copies come out in pieces); suffix arrays (exact repeats only:
// an edit every five words leaves nothing over their floor).
package copies

import (
	"math/bits"
	"slices"

	"respun/shingle"
)

// AnchorRun is how many tokens in a row two documents must share to be laid beside each
// other there.
const AnchorRun = 3

const (
	chainGap    = 10  // tokens between anchors of a chain, on either side
	chainSkew   = 6   // by how much the gaps of the two sides may differ
	anchorTwice = 16  // places of a run in one document that are tried
	filterBits  = 8   // bits of the filter for a slot: one run in fifty passes by chance
	maxAnchors  = 1e6 // of sentences looked at together; what is beyond is counted as capped
)

// Run is tokens First to Last of a document, counted from 0, both included.
type Run struct{ First, Last int }

func (r Run) len() int { return r.Last - r.First + 1 }

func (r Run) meets(q Run) bool { return r.First <= q.Last && q.First <= r.Last }

// Copy is a stretch of tokens in either document of which most are the same, in order.
type Copy struct {
	A, B   Run
	Shared int // tokens
}

// Finder finds the copies of two documents. It holds scratch: one a goroutine.
type Finder struct {
	document int             // whose runs are in the table
	a        []shingle.Token // its tokens
	heads    []int32         // by the low bits of a run's hash: where it stands first, plus one
	next     []int32         // the next place in the same slot, ascending; -1: none
	runsA    []uint64
	filter   []uint64 // a bit for each value of a run's hash above shift
	shift    uint8
	met      []anchor // runs of b that stand in a
	live     []liveChain
	idle     []*chain // to be used again
	due      int      // no live chain ends before this token of b
	capped   int64
}

// anchor is a shared run: token a of one document, b of the other.
type anchor struct{ a, b int }

// NewFinder returns a Finder that has no document open.
func NewFinder() *Finder { return &Finder{document: -1} }

// TakeCapped returns how often, since it was asked last, copies may be missing, because
// the documents share more runs than are looked at.
func (k *Finder) TakeCapped() (n int64) {
	n, k.capped = k.capped, 0
	return n
}

// Open takes the document a, of which copies are looked for, and its tokens, which the
// Finder holds until the next one. document is the number that tells it from others: of
// the one at hand nothing is done anew.
func (k *Finder) Open(document int, a []shingle.Token) {
	if k.document == document {
		return
	}
	k.document, k.a = document, a
	k.list(a)
}

// list puts the runs of tokens into the table.
func (k *Finder) list(tokens []shingle.Token) {
	k.runsA = appendRuns(k.runsA[:0], tokens)
	slots := 1 << bits.Len(uint(2*len(k.runsA)))
	k.heads = slices.Grow(k.heads[:0], slots)[:slots]
	clear(k.heads)
	k.next = slices.Grow(k.next[:0], len(k.runsA))[:len(k.runsA)]
	words := max(1, slots*filterBits/64)
	k.filter = slices.Grow(k.filter[:0], words)[:words]
	clear(k.filter)
	k.shift = uint8(64 - bits.Len(uint(64*words-1)))
	for i := len(k.runsA) - 1; i >= 0; i-- { // lists in ascending order
		if anyContent(tokens[i : i+AnchorRun]) {
			h := k.runsA[i]
			bit := k.bit(h)
			k.filter[bit/64] |= 1 << (bit % 64)
			head := &k.heads[k.slot(h)]
			k.next[i] = *head - 1
			*head = int32(i) + 1
		}
	}
}

// appendRuns appends the hashes of the runs of tokens, in order.
func appendRuns(dst []uint64, tokens []shingle.Token) []uint64 {
	if len(tokens) < AnchorRun {
		return dst
	}
	x, y := tokens[0].ID(), tokens[1].ID()
	for _, t := range tokens[2:] {
		z := t.ID()
		dst = append(dst, anchorHash(x, y, z))
		x, y = y, z
	}
	return dst
}

// anchorHash hashes three stems by their numbers: it is compared within a run of the
// program only, and what the numbers are changes nothing but which slots are shared.
func anchorHash(x, y, z uint32) uint64 {
	h := (uint64(x)*0x9e3779b97f4a7c15+uint64(y))*0xd6e8feb86659fd93 + uint64(z)
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// slot returns the slot of a run's hash.
func (k *Finder) slot(h uint64) uint64 { return h & uint64(len(k.heads)-1) }

// bit returns the bit of the filter for a run's hash.
func (k *Finder) bit(h uint64) uint64 { return h >> (k.shift & 63) }

func anyContent(tokens []shingle.Token) bool {
	return slices.ContainsFunc(tokens, shingle.Token.IsContent)
}

// Append appends to dst the copies that the tokens [from,to) of b have in the open
// document, in order of their place in b; they may reach beyond these tokens. dst holds
// what was found of b before, if anything. same tells that b is the open document: only
// what stands earlier counts then.
func (k *Finder) Append(dst []Copy, b []shingle.Token, from, to int, same bool) []Copy {
	ta := k.a
	k.due = 0
	total := 0
	for _, n := range k.clusters(k.meet(b[:to], from, same)) {
		dst = k.retireUntil(n.b, ta, b, same, dst)
		h, tries := k.runsA[n.a], 0
		for x := int32(n.a); x >= 0 && tries < anchorTwice; x = k.next[x] {
			if same && int(x) >= n.b-AnchorRun {
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
	}
	dst = k.retireUntil(to-AnchorRun+1, ta, b, same, dst)
	return k.retire(len(b)+chainGap+AnchorRun, ta, b, same, dst)
}

// meet lists the runs of b, from token from on, that stand in a, with their first
// place there.
func (k *Finder) meet(tb []shingle.Token, from int, same bool) []anchor {
	k.met = k.met[:0]
	if from+AnchorRun > len(tb) {
		return nil
	}
	x0, x1 := tb[from].ID(), tb[from+1].ID()
	for i, t := range tb[from+AnchorRun-1:] {
		x2 := t.ID()
		h := anchorHash(x0, x1, x2)
		x0, x1 = x1, x2
		if bit := k.bit(h); k.filter[bit/64]>>(bit%64)&1 == 0 {
			continue
		}
		y := from + i
		x := k.heads[k.slot(h)] - 1
		for x >= 0 && k.runsA[x] != h {
			x = k.next[x]
		}
		if x >= 0 && !(same && int(x) >= y-AnchorRun) {
			k.met = append(k.met, anchor{int(x), y})
		}
	}
	return k.met
}

// clusters leaves out, in place, shared runs that make no copy: one that stands
// alone, and two that begin at neighbouring tokens. Three in four sentences that
// share a run with another document have no others.
func (k *Finder) clusters(met []anchor) []anchor {
	kept := met[:0]
	for lo := 0; lo < len(met); {
		hi := lo + 1
		for hi < len(met) && met[hi].b-met[hi-1].b <= chainGap+AnchorRun {
			hi++
		}
		if hi-lo > 2 || hi-lo == 2 && met[lo+1].b-met[lo].b > 1 {
			kept = append(kept, met[lo:hi]...)
		}
		lo = hi
	}
	return kept
}

// Elsewhere tells whether the open document has the run that tokens begin with, AnchorRun
// of them, outside given places. Where it stands inside them anchorTwice times, no more
// are tried: a document may be one paragraph.
func (k *Finder) Elsewhere(tokens []shingle.Token, places [2]Run) bool {
	h, inside := anchorHash(tokens[0].ID(), tokens[1].ID(), tokens[2].ID()), 0
	for x := k.heads[k.slot(h)] - 1; x >= 0 && inside < anchorTwice; x = k.next[x] {
		if k.runsA[x] != h {
			continue
		}
		if at := (Run{int(x), int(x)}); !places[0].meets(at) && !places[1].meets(at) {
			return true
		}
		inside++
	}
	return false
}
