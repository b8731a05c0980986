// Package order tells what two sequences of stems have in common in the same order: the
// length of their longest common subsequence, and the heaviest run without a gap.
//
// One sequence is taken in, and others are held against it. It knows where each stem
// stands, so that work is done only where both have the same stem. The subsequence is
// counted a column of its table at a time, as bits (Hyyrö 2004).
//
// Rejected: tables of each place with each, which were nine tenths of a scan of text that
// has no full stops, whose windows are as long as windows may be.
package order

import (
	"math/bits"

	"respun/shingle"
)

// MaxTokens is how many tokens a sequence has at most.
const MaxTokens = 256

// Sequence is the one that others are held against. It is for one goroutine; its memory is
// used again.
type Sequence struct {
	tokens []shingle.Token
	slots  [2 * MaxTokens]int16 // by hash of a stem: its last place, plus one
	before [MaxTokens]int16     // an earlier place of the stem, plus one
	masks  [MaxTokens]placeMask // by the last place of a stem: all of them, as bits
	runs   [MaxTokens + 1]commonRun
}

// placeMask has a bit for each place of a sequence.
type placeMask [MaxTokens / 64]uint64

// commonRun is the weight of a run that ends before a place, with the token of the other
// sequence at which it was found.
type commonRun struct {
	at     int32
	weight float32
}

// Fill takes in the sequence: up to MaxTokens tokens, which have to stay as they are.
func (q *Sequence) Fill(tokens []shingle.Token) {
	q.tokens = tokens
	clear(q.slots[:])
	for j, t := range tokens {
		s := q.slot(t)
		q.before[j], *s = *s, int16(j)+1
	}
}

// slot returns the slot of a stem.
func (q *Sequence) slot(t shingle.Token) *int16 {
	h := t.ID() * 0x9e3779b1 >> 23 // nine bits
	for {
		s := &q.slots[h]
		if *s == 0 || q.tokens[*s-1].ID() == t.ID() {
			return s
		}
		h = (h + 1) % uint32(len(q.slots))
	}
}

// HeaviestRun returns the weight of the heaviest contiguous run that tokens have in
// common with the sequence, where a stem weighs what weight says, more than 0.
func (q *Sequence) HeaviestRun(tokens []shingle.Token, weight func(id uint32) float32) (best float32) {
	for j := range q.tokens {
		q.runs[j+1].at = -1
	}
	q.runs[0] = commonRun{at: -1}
	for i, x := range tokens {
		at := *q.slot(x)
		if at == 0 {
			continue
		}
		w := weight(x.ID())
		for ; at > 0; at = q.before[at-1] { // descending: the run before is still that of the token before
			r := commonRun{int32(i), w}
			if last := q.runs[at-1]; i > 0 && last.at == int32(i)-1 {
				r.weight += last.weight
			}
			q.runs[at] = r
			best = max(best, r.weight)
		}
	}
	return best
}

// InOrder returns how many tokens the sequence has in common with others in the same
// order: the length of their longest common subsequence.
func (q *Sequence) InOrder(tokens []shingle.Token) int {
	words := (len(q.tokens) + 63) / 64
	for j, t := range q.tokens {
		last := *q.slot(t) - 1
		if int(q.before[j]) == 0 { // its first place
			q.masks[last] = placeMask{}
		}
		q.masks[last][j/64] |= 1 << (j % 64)
	}
	var met placeMask // where a common subsequence grows
	for _, t := range tokens {
		at := *q.slot(t)
		if at == 0 {
			continue
		}
		mask, carry := &q.masks[at-1], uint64(0)
		for k := range words {
			free := ^met[k]
			var sum uint64
			sum, carry = bits.Add64(free, free&mask[k], carry)
			met[k] = ^(sum | free&^mask[k])
		}
	}
	n := 0
	for k := range words {
		in := met[k]
		if rest := len(q.tokens) - 64*k; rest < 64 {
			in &= 1<<rest - 1
		}
		n += bits.OnesCount64(in)
	}
	return n
}
