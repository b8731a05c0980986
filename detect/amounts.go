package detect

import (
	"slices"

	"respun/shingle"
)

// The same number is written "31" and "thirty-one", "1,200", "1 200" and "twelve
// hundred": to write numbers out, or in digits, is the commonest way to reword. Tokens
// know what a single word stands for; here they are put together, where two passages
// seem to have other numbers. Multipliers are known in English only. Times of day are read
// in clock.go.

// multipliers are words that multiply what stands before them, by their stems.
var multipliers = map[string]uint64{"dozen": 12, "hundr": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9}

// otherNumbers counts the distinct numbers of either list that the other one lacks,
// however they are written. The stems of both are marked.
func (p *pairer) otherNumbers(ta, tb []shingle.Token) (a, b int) {
	n := &p.amounts
	if len(ta)+len(tb) > heldRuns {
		defer func() { *n = amounts{} }() // a whole book may be one sentence
	}
	n.a.read(p.c.vocab, ta)
	n.b.read(p.c.vocab, tb)
	a = p.lacking(ta, &n.a, &n.b, func(m *stemMark) bool { return m.b != 0 })
	b = p.lacking(tb, &n.b, &n.a, func(m *stemMark) bool { return m.a != 0 })
	return a, b
}

// amounts is the memory that numbers are compared in.
type amounts struct{ a, b numbers }

// numbers are those of one side, as they are read: by token, and in order.
type numbers struct {
	whole, wholeSorted []uint64 // 0: none
	clock, clockSorted []clock
}

// read reads the numbers of tokens.
func (n *numbers) read(v *vocabulary, tokens []shingle.Token) {
	n.whole, n.clock = v.amounts(tokens, n.whole[:0]), v.clocks(tokens, n.clock[:0])
	n.wholeSorted, n.clockSorted = append(n.wholeSorted[:0], n.whole...), append(n.clockSorted[:0], n.clock...)
	slices.Sort(n.wholeSorted)
	slices.Sort(n.clockSorted)
}

// has tells whether number i of other is one of n's, however written.
func (n *numbers) has(other *numbers, i int) bool {
	_, same := slices.BinarySearch(n.wholeSorted, other.whole[i])
	return same && other.whole[i] != 0 || other.clock[i].same(n.clockSorted)
}

// lacking counts the distinct number words of own that the other side has neither as they
// are nor as a part of the same number.
func (p *pairer) lacking(tokens []shingle.Token, own, others *numbers, other func(*stemMark) bool) (n int) {
	p.stampS++
	for i, t := range tokens {
		if t&shingle.Number == 0 || p.seen[t.ID()] == p.stampS {
			continue
		}
		p.seen[t.ID()] = p.stampS
		if !other(&p.marks[t.ID()]) && !others.has(own, i) {
			n++
		}
	}
	return n
}

// sharedNumbers counts the distinct number words that both sides have as they are.
func (p *pairer) sharedNumbers(tokens []shingle.Token) (n int) {
	p.stampS++
	for _, t := range tokens {
		if t&shingle.Number != 0 && p.seen[t.ID()] != p.stampS && p.marks[t.ID()].b != 0 {
			n++
		}
		p.seen[t.ID()] = p.stampS
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
