package amounts

import (
	"slices"
	"strings"

	"respun/shingle"
)

// A time of day is written "5 p.m.", "5:30", "17:30", "17.30 Uhr" or "17h30". Two numbers
// that may be the same time are the same if one of them is sure to be a time: by its
// colon, or by a word behind it. Of a bare "17" or "5.30" nobody knows. Which half of the
// day is meant often stands elsewhere ("between 5 and 7 p.m."), and isn't asked.

// clock is a time of day: minutes from midnight or noon on, and whether that is sure.
// The zero clock is none.
type clock uint16

const (
	sureClock clock = 1 << 15
	anyClock  clock = 1 << 14 // set in each, so that midnight is one
)

func newClock(hours, minutes uint64) clock {
	if hours > 24 || minutes > 59 {
		return 0
	}
	return anyClock | clock(hours%12*60+minutes)
}

// sure returns the clock, if it is one, as one that is sure to be.
func (c clock) sure() clock {
	if c != 0 {
		c |= sureClock
	}
	return c
}

// same tells whether one of others, ascending, is the same time of day.
func (c clock) same(others []clock) bool {
	if c == 0 {
		return false
	}
	if _, ok := slices.BinarySearch(others, c|sureClock); ok {
		return true
	}
	_, ok := slices.BinarySearch(others, c&^sureClock)
	return ok && c&sureClock != 0
}

// hourWords follow the hour of a time of day, by their stems; "be" is the am of "5 a.m.".
var hourWords = map[string]bool{"pm": true, "be": true, "oclock": true, "uhr": true, "uur": true, "h": true, "heur": true, "hor": true, "час": true}

// appendClocks appends, for each token, the time of day that it is a part of; 0 for none.
func appendClocks(dst []clock, stem Stems, tokens []shingle.Token) []clock {
	for i := 0; i < len(tokens); {
		c, n := readClock(stem, tokens[i:])
		for range n {
			dst = append(dst, c)
		}
		i += n
	}
	return dst
}

// readClock reads the time of day that tokens begin with, and tells how many it takes.
func readClock(stem Stems, tokens []shingle.Token) (c clock, n int) {
	if tokens[0]&shingle.Number == 0 {
		return 0, 1
	}
	next := func(i int) string {
		if i < len(tokens) {
			return stem(tokens[i].ID())
		}
		return ""
	}
	whole := next(0)
	if i := strings.IndexAny(whole, ":."); i > 0 {
		hours, ok := wholeNumber(whole[:i])
		minutes, of := twoDigits(whole[i+1:])
		if !ok || !of {
			return 0, 1
		}
		if c = newClock(hours, minutes); whole[i] == ':' || hourWords[next(1)] {
			c = c.sure()
		}
		return c, 1
	}
	hours, ok := wholeNumber(whole)
	if c = newClock(hours, 0); !ok || c == 0 {
		return 0, 1
	}
	word := next(1)
	if minutes, ok := twoDigits(strings.TrimPrefix(word, "h")); ok && word[0] == 'h' { // 17h30
		return newClock(hours, minutes).sure(), 2
	}
	if !hourWords[word] {
		return c, 1
	}
	if minutes, ok := twoDigits(next(2)); ok && minutes < 60 && (word == "h" || word == "uhr") {
		return newClock(hours, minutes).sure(), 3
	}
	return c.sure(), 1
}

// twoDigits reads a number of two digits.
func twoDigits(s string) (n uint64, ok bool) {
	if len(s) != 2 {
		return 0, false
	}
	return wholeNumber(s)
}
