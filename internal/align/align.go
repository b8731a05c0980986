// Package align lays two sequences of tokens beside each other: which tokens
// stand in both in the same order, and where a copied stretch begins and ends.
package align

import "slices"

// Diff finds the tokens that two sequences have in common in the same order.
//
// Common ends are taken off first. What is left is aligned by the longest common
// subsequence, exactly, while the table stays small; otherwise it is parted at
// tokens that are unique on both sides and come in the same order (patience
// diff, Cohen 2003) and the parts are aligned. Myers' O(ND) was rejected: for
// reworded text D is nearly N, and it breaks ties so that stop words are aligned
// across half a sentence.

// Pair is a token of either side, by index.
type Pair struct{ A, B int }

// maxTable bounds the cells of a table: 1 MiB of 16-bit numbers.
const maxTable = 1 << 19

// Diff returns the aligned tokens in order. Where neither a small table nor a
// unique token can help (very long passages without structure), a stretch is
// left unaligned.
func Diff(a, b []uint32) []Pair {
	d := differ{a: a, b: b}
	d.part(0, len(a), 0, len(b))
	return d.pairs
}

type differ struct {
	a, b  []uint32
	pairs []Pair
}

// part aligns a[a0:a1] with b[b0:b1].
func (d *differ) part(a0, a1, b0, b1 int) {
	for a0 < a1 && b0 < b1 && d.a[a0] == d.b[b0] {
		d.pairs = append(d.pairs, Pair{a0, b0})
		a0++
		b0++
	}
	end := 0
	for a0 < a1-end && b0 < b1-end && d.a[a1-1-end] == d.b[b1-1-end] {
		end++
	}
	if a1, b1 := a1-end, b1-end; a0 < a1 && b0 < b1 {
		if (a1-a0+1)*(b1-b0+1) <= maxTable {
			d.table(a0, a1, b0, b1)
		} else {
			d.anchors(a0, a1, b0, b1)
		}
	}
	for i := end; i > 0; i-- {
		d.pairs = append(d.pairs, Pair{a1 - i, b1 - i})
	}
}

// table aligns by the longest common subsequence.
func (d *differ) table(a0, a1, b0, b1 int) {
	n, m := a1-a0, b1-b0
	w := m + 1
	t := make([]uint16, (n+1)*w) // t[i*w+j]: length for a[a0+i:], b[b0+j:]
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if d.a[a0+i] == d.b[b0+j] {
				t[i*w+j] = t[(i+1)*w+j+1] + 1
			} else {
				t[i*w+j] = max(t[(i+1)*w+j], t[i*w+j+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case d.a[a0+i] == d.b[b0+j]:
			d.pairs = append(d.pairs, Pair{a0 + i, b0 + j})
			i++
			j++
		case t[(i+1)*w+j] >= t[i*w+j+1]:
			i++
		default:
			j++
		}
	}
}

// anchors parts the ranges at tokens that are unique on both sides.
func (d *differ) anchors(a0, a1, b0, b1 int) {
	chain := longestChain(uniquePairs(d.a[a0:a1], d.b[b0:b1]))
	if len(chain) == 0 {
		return
	}
	x, y := a0, b0
	for _, p := range chain {
		d.part(x, a0+p.A, y, b0+p.B)
		d.pairs = append(d.pairs, Pair{a0 + p.A, b0 + p.B})
		x, y = a0+p.A+1, b0+p.B+1
	}
	d.part(x, a1, y, b1)
}

// uniquePairs returns where tokens stand that occur once on either side, in order of a.
func uniquePairs(a, b []uint32) []Pair {
	type places struct{ a, b, na, nb int }
	at := map[uint32]*places{}
	for i, x := range a {
		if at[x] == nil {
			at[x] = &places{}
		}
		at[x].a, at[x].na = i, at[x].na+1
	}
	for i, x := range b {
		if p := at[x]; p != nil {
			p.b, p.nb = i, p.nb+1
		}
	}
	var pairs []Pair
	for i, x := range a {
		if p := at[x]; p.na == 1 && p.nb == 1 {
			pairs = append(pairs, Pair{i, p.b})
		}
	}
	return pairs
}

// longestChain returns the longest subsequence with ascending B (patience sorting).
func longestChain(pairs []Pair) []Pair {
	var tops []int // index of the last pair of the best chain of each length
	back := make([]int, len(pairs))
	for i, p := range pairs {
		k, _ := slices.BinarySearchFunc(tops, p.B, func(t, b int) int { return pairs[t].B - b })
		back[i] = -1
		if k > 0 {
			back[i] = tops[k-1]
		}
		if k == len(tops) {
			tops = append(tops, i)
		} else {
			tops[k] = i
		}
	}
	if len(tops) == 0 {
		return nil
	}
	chain := make([]Pair, len(tops))
	for i, k := len(tops)-1, tops[len(tops)-1]; i >= 0; i, k = i-1, back[k] {
		chain[i] = pairs[k]
	}
	return chain
}
