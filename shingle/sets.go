package shingle

import "slices"

// The two families of shingle sets over a text that was taken apart.
//
// (a) Runs of k consecutive tokens: what verbatim and lightly edited text
// shares. (b) The weighted set of a passage's stems: what reworded text still
// shares. Of 16 spun sentence pairs, 5-word shingles reach none and weighted
// stems all (AP .03 against .70), so both are needed and neither suffices.

// Rank orders stems, rarest first when ascending: the complement of the bits of
// the weight in the upper half, a hash of the stem's letters in the lower. It
// does not depend on the order in which a Vocabulary met its words.
type Rank uint64

// Hash returns the hash of the stem's letters.
func (r Rank) Hash() uint32 { return uint32(r) }

// Runs appends the hashes of all runs of k tokens, in order. ranks is indexed by
// a token's ID. Fewer than k tokens, or a k below 1, give none.
//
// The hash of a run is that of the run before, without its first token and with the next
// (Karp, Rabin 1987).
func Runs(tokens []Token, k int, ranks []Rank, dst []uint64) []uint64 {
	if k < 1 || len(tokens) < k {
		return dst
	}
	var drop uint64 = 1
	for range k {
		drop *= mul1
	}
	// What the stems are spread to stands in dst first: each is needed twice.
	from := len(dst)
	dst = slices.Grow(dst, len(tokens))[:from+len(tokens)]
	spreads := dst[from:]
	for i, t := range tokens {
		spreads[i] = spread(ranks[t.ID()])
	}
	var h uint64
	for _, x := range spreads[:k-1] {
		h = h*mul1 + x
	}
	gone := uint64(0)
	for i, x := range spreads[k-1:] {
		h = h*mul1 + x - gone
		gone = spreads[i] * drop
		spreads[i] = finish(h * mul2)
	}
	return dst[:len(dst)-(k-1)]
}

// spread makes 64 bits of a stem's hash.
func spread(r Rank) uint64 {
	x := uint64(r.Hash()) * mul2
	return x ^ x>>29
}

// Rarest appends the ranks of the n rarest distinct content stems among tokens,
// rarest first; an n below 1 gives none. dst is searched from its given length on.
func Rarest(tokens []Token, n int, ranks []Rank, dst []Rank) []Rank {
	if n < 1 {
		return dst
	}
	base := len(dst)
	for _, t := range tokens {
		if !t.IsContent() {
			continue
		}
		x := ranks[t.ID()]
		m := len(dst)
		if m-base == n && x >= dst[m-1] {
			continue
		}
		i := m
		for i > base && dst[i-1] > x {
			i--
		}
		if i > base && dst[i-1] == x {
			continue
		}
		if m-base == n {
			dst = slices.Insert(dst[:m-1], i, x)
			continue
		}
		dst = slices.Insert(dst, i, x)
	}
	return dst
}
