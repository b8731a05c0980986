// Package amounts tells which numbers and times of day two passages both state, however
// they are written.
//
// The same number is written "31" and "thirty-one", "1,200", "1 200" and "twelve hundred",
// "3.5 million" and "3,500,000": to write numbers out, or in digits, is the commonest way to
// reword. Tokens know what a single word stands for; here they are put together, where two
// passages seem to have other numbers. Words that multiply stand in multipliers.go, times of
// day are read in clock.go.
package amounts

import (
	"slices"
	"strings"

	"respun/shingle"
)

// Stems returns the letters of a stem by its number.
type Stems func(id uint32) string

// List are the numbers that a list of tokens states: by token, and in order. It may be read
// into again.
type List struct {
	whole, wholeSorted []uint64 // 0: none
	clock, clockSorted []clock
}

// Read reads the numbers of tokens of a language, of which it is told the tag.
func (n *List) Read(stem Stems, tokens []shingle.Token, language string) {
	n.whole, n.clock = appendAmounts(n.whole[:0], stem, tokens, multipliers(language)), appendClocks(n.clock[:0], stem, tokens)
	n.wholeSorted, n.clockSorted = append(n.wholeSorted[:0], n.whole...), append(n.clockSorted[:0], n.clock...)
	slices.Sort(n.wholeSorted)
	slices.Sort(n.clockSorted)
}

// Has tells whether the number that token i of other is a part of is one of n's, however
// written.
func (n *List) Has(other *List, i int) bool {
	_, same := slices.BinarySearch(n.wholeSorted, other.whole[i])
	return same && other.whole[i] != 0 || other.clock[i].same(n.clockSorted)
}

// appendAmounts appends, for each token, the whole number that it is a part of; 0 for none.
func appendAmounts(dst []uint64, stem Stems, tokens []shingle.Token, multipliers map[string]uint64) []uint64 {
	for i := 0; i < len(tokens); {
		value, end := amount(stem, tokens[i:], multipliers)
		for range max(1, end) {
			dst = append(dst, value)
		}
		i += max(1, end)
	}
	return dst
}

// amount reads the number that tokens begin with, and tells of how many it consists.
func amount(stemOf Stems, tokens []shingle.Token, multipliers map[string]uint64) (value uint64, end int) {
	if len(tokens) > 1 && tokens[0]&shingle.Number != 0 {
		if value := multiplied(stemOf(tokens[0].ID()), multipliers[stemOf(tokens[1].ID())]); value > 0 {
			return value, 2
		}
	}
	var sum, part uint64 // of the thousands read, and of what is read since
	last := uint64(0)    // multiplier that part ends in, or 0
	grouped := false     // part is digits in groups of three
	for i, t := range tokens {
		stem := stemOf(t.ID())
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
		case multiplies && part == 0 && last == 1e3 && sum < 1e6 && by > last: // mil millones
			sum, last = sum*by, by
		case multiplies || !whole || t&shingle.Number == 0 || end > 0 && n == 0 && len(stem) != 3:
			return sum + part, end
		case end > 0 && sum == 0 && (part < 1e3 || grouped && part < 1e9) && len(stem) == 3 && last == 0: // 1 200
			part, grouped = part*1e3+n, true
		case end == 0, last > n && n > 0:
			part, last = part+n, 0
		case part%10 == 0 && 20 <= part%100 && n < 10 && last == 0: // thirty-one
			part += n
		default:
			return sum + part, end
		}
		end = i + 1
	}
	return sum + part, end
}

// multiplied reads a number with decimals, as in 3.5 million, and multiplies it by what
// stands behind it, 0 for no multiplier; it is 0 where that makes no whole number, or stem is
// another.
func multiplied(stem string, by uint64) uint64 {
	point := strings.IndexAny(stem, ".,")
	if point < 0 {
		return 0
	}
	whole, ok := wholeNumber(stem[:point])
	decimals, too := wholeNumber(stem[point+1:])
	if !ok || !too {
		return 0
	}
	unit := by
	for range stem[point+1:] {
		if unit%10 != 0 {
			return 0
		}
		unit /= 10
	}
	return whole*by + decimals*unit
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
