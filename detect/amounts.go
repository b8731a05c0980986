package detect

import (
	"slices"

	"respun/shingle"
)

// The same number is written "31" and "thirty-one", "1,200", "1 200" and "twelve
// hundred": to write numbers out, or in digits, is the commonest way to reword. Tokens
// know what a single word stands for; here they are put together, where two passages
// seem to have other numbers. Multipliers are known in English only.

// multipliers are words that multiply what stands before them, by their stems.
var multipliers = map[string]uint64{"dozen": 12, "hundr": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9}

// otherNumbers counts the distinct numbers of either list that the other one lacks,
// however they are written. The stems of both are marked.
func (p *pairer) otherNumbers(ta, tb []shingle.Token) (a, b int) {
	n := &p.amounts
	if len(ta)+len(tb) > heldRuns {
		defer func() { *n = amounts{} }() // a whole book may be one sentence
	}
	n.a, n.b = p.c.vocab.amounts(ta, n.a[:0]), p.c.vocab.amounts(tb, n.b[:0])
	n.inA, n.inB = append(n.inA[:0], n.a...), append(n.inB[:0], n.b...)
	slices.Sort(n.inA)
	slices.Sort(n.inB)
	a = p.lacking(ta, n.a, n.inB, func(m *stemMark) bool { return m.b != 0 })
	b = p.lacking(tb, n.b, n.inA, func(m *stemMark) bool { return m.a != 0 })
	return a, b
}

// amounts is the memory that numbers are compared in.
type amounts struct{ a, b, inA, inB []uint64 }

// lacking counts the distinct number words that the other side has neither as they are
// nor as a part of the same number; own tells which numbers they are a part of, others,
// in order, what numbers the other side has.
func (p *pairer) lacking(tokens []shingle.Token, own, others []uint64, other func(*stemMark) bool) (n int) {
	p.stampS++
	for i, t := range tokens {
		if t&shingle.Number == 0 || p.seen[t.ID()] == p.stampS {
			continue
		}
		p.seen[t.ID()] = p.stampS
		_, same := slices.BinarySearch(others, own[i])
		if !other(&p.marks[t.ID()]) && (own[i] == 0 || !same) {
			n++
		}
	}
	return n
}

// amounts appends, for each token, the whole number that it is a part of; 0 for none.
func (v *vocabulary) amounts(tokens []shingle.Token, dst []uint64) []uint64 {
	for i := 0; i < len(tokens); {
		value, end := v.amount(tokens[i:])
		for range max(1, end) {
			dst = append(dst, value)
		}
		i += max(1, end)
	}
	return dst
}

// amount reads the number that tokens begin with, and tells of how many it consists.
func (v *vocabulary) amount(tokens []shingle.Token) (value uint64, end int) {
	var sum, part uint64 // of the thousands read, and of what is read since
	last := uint64(0)    // multiplier that part ends in, or 0
	for i, t := range tokens {
		stem := v.stems.at(t.ID())
		if i > 0 && i == end && stem == "and" && last > 0 {
			continue // it belongs to the number if one follows
		}
		n, whole := wholeNumber(stem)
		by, multiplies := multipliers[stem]
		switch {
		case multiplies && (part == 0 && end == 0 || 0 < part && part < by):
			part = max(part, 1) * by
			if last = by; by >= 1e3 {
				sum, part = sum+part, 0
			}
		case multiplies || !whole || t&shingle.Number == 0 || end > 0 && n == 0:
			return sum + part, end
		case end == 0, last > n:
			part, last = part+n, 0
		case part%10 == 0 && 20 <= part%100 && n < 10 && last == 0: // thirty-one
			part += n
		case sum == 0 && part < 1e3 && len(stem) == 3 && last == 0: // 1 200
			part = part*1e3 + n
		default:
			return sum + part, end
		}
		end = i + 1
	}
	return sum + part, end
}

// wholeNumber reads a number of up to nine digits; most stems are none, and telling an
// error of each would be most of the work.
func wholeNumber(stem string) (n uint64, ok bool) {
	if len(stem) > 9 {
		return 0, false
	}
	for i := range len(stem) {
		d := stem[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = 10*n + uint64(d)
	}
	return n, stem != ""
}
