package detect

import (
	"math/bits"

	"respun/shingle"
)

// order knows where each stem stands in a sequence of up to maxAlign tokens, and so what
// another has in common with it: only where both have the same stem anything is done. Tables
// of each place with each are nine tenths of a scan of text that has no full stops, whose
// windows are as long as windows may be.
type order struct {
	tokens []shingle.Token
	slots  [2 * maxAlign]int16 // by hash of a stem: its last place, plus one
	before [maxAlign]int16     // an earlier place of the stem, plus one
	masks  [maxAlign]placeMask // by the last place of a stem: all of them, as bits
	runs   [maxAlign + 1]commonRun
}

// placeMask has a bit for each place of a sequence.
type placeMask [maxAlign / 64]uint64

// commonRun is the weight of a run that ends before a place, with the token of the other
// sequence at which it was found.
type commonRun struct {
	at     int32
	weight float32
}

// fill takes the sequence that others are held against.
func (o *order) fill(tokens []shingle.Token) {
	o.tokens = tokens
	clear(o.slots[:])
	for j, t := range tokens {
		s := o.slot(t)
		o.before[j], *s = *s, int16(j)+1
	}
}

// slot returns the slot of a stem.
func (o *order) slot(t shingle.Token) *int16 {
	h := t.ID() * 0x9e3779b1 >> 23 // nine bits
	for {
		s := &o.slots[h]
		if *s == 0 || o.tokens[*s-1].ID() == t.ID() {
			return s
		}
		h = (h + 1) % uint32(len(o.slots))
	}
}

// heaviestRun returns the weight of the heaviest contiguous run that tokens have in
// common with the sequence.
func (o *order) heaviestRun(tokens []shingle.Token, weight func(id uint32) float32) (best float32) {
	for j := range o.tokens {
		o.runs[j+1].at = -1
	}
	o.runs[0] = commonRun{at: -1}
	for i, x := range tokens {
		at := *o.slot(x)
		if at == 0 {
			continue
		}
		w := weight(x.ID())
		for ; at > 0; at = o.before[at-1] { // descending: the run before is still that of the token before
			r := commonRun{int32(i), w}
			if last := o.runs[at-1]; i > 0 && last.at == int32(i)-1 {
				r.weight += last.weight
			}
			o.runs[at] = r
			best = max(best, r.weight)
		}
	}
	return best
}

// inOrder returns how many tokens the sequence has in common with others in the same
// order, the length of their longest common subsequence: a column of its table at a time,
// as bits (Hyyrö 2004).
func (o *order) inOrder(tokens []shingle.Token) int {
	words := (len(o.tokens) + 63) / 64
	for j, t := range o.tokens {
		last := *o.slot(t) - 1
		if int(o.before[j]) == 0 { // its first place
			o.masks[last] = placeMask{}
		}
		o.masks[last][j/64] |= 1 << (j % 64)
	}
	var met placeMask // where a common subsequence grows
	for _, t := range tokens {
		at := *o.slot(t)
		if at == 0 {
			continue
		}
		mask, carry := &o.masks[at-1], uint64(0)
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
		if rest := len(o.tokens) - 64*k; rest < 64 {
			in &= 1<<rest - 1
		}
		n += bits.OnesCount64(in)
	}
	return n
}
