package shingle

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The classes of bytes.
const (
	cOther = iota
	cLetter
	cDigit
	cSpace
	cLine
	cStop
	cSymbol
	cHigh
)

var (
	class  [256]uint8
	isWord [256]bool // ASCII letters and digits
)

func init() {
	for c := range 256 {
		b := byte(c)
		switch {
		case isLetter(b):
			class[c], isWord[c] = cLetter, true
		case b-'0' < 10:
			class[c], isWord[c] = cDigit, true
		case b == ' ' || b == '\t':
			class[c] = cSpace
		case b == '\n' || b == '\r' || b == '\f' || b == '\v':
			class[c] = cLine
		case b == '.' || b == '!' || b == '?':
			class[c] = cStop
		case b == '$' || b == '%' || b == '&':
			class[c] = cSymbol
		case b >= utf8.RuneSelf:
			class[c] = cHigh
		}
	}
}

func isLetter(c byte) bool { return c|0x20-'a' < 26 }
func isLower(c byte) bool  { return c-'a' < 26 }
func isUpper(c byte) bool  { return c-'A' < 26 }

// apostrophe returns where the letter after an apostrophe at i would stand, or 0.
func apostrophe(t []byte, i int) int {
	if t[i] == '\'' {
		return i + 1
	}
	if t[i] == 0xe2 && t[i+1] == 0x80 && t[i+2] == 0x99 { // ’
		return i + 3
	}
	return 0
}

// contraction tells whether w, after an apostrophe, is 's, 't, 'd, 'm, 'll, 're or 've.
func contraction(w []byte) bool {
	switch len(w) {
	case 1:
		switch w[0] | 0x20 {
		case 's', 't', 'd', 'm':
			return true
		}
	case 2:
		switch [2]byte{w[0] | 0x20, w[1] | 0x20} {
		case [2]byte{'l', 'l'}, [2]byte{'r', 'e'}, [2]byte{'v', 'e'}:
			return true
		}
	}
	return false
}

func ordinal(w []byte) bool {
	if len(w) != 2 {
		return false
	}
	switch [2]byte{w[0] | 0x20, w[1] | 0x20} {
	case [2]byte{'s', 't'}, [2]byte{'n', 'd'}, [2]byte{'r', 'd'}, [2]byte{'t', 'h'}:
		return true
	}
	return false
}

func lowerASCII(dst, w []byte) []byte {
	for _, c := range w {
		if isUpper(c) {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

const (
	mul1 = 0x9e3779b97f4a7c15
	mul2 = 0xd6e8feb86659fd93
)

const (
	ones = 0x0101010101010101
	tops = 0x8080808080808080
)

// wordRun returns how many of the eight bytes of x, the lowest first, are ASCII
// letters and digits before the first that is not.
func wordRun(x uint64) int {
	word, _ := wordBytes(x)
	return bits.TrailingZeros64(^word&tops) / 8
}

// wordBytes tells, by their top bits, which of eight bytes are ASCII letters or
// digits, and which are beyond ASCII. Sums of seven bits reach the eighth where a
// byte is as large as what it is compared with.
func wordBytes(x uint64) (word, high uint64) {
	high = x & tops
	x ^= high
	low := x | 0x20*ones
	letter := (low + (0x80-'a')*ones) &^ (low + (0x80-'z'-1)*ones)
	digit := (x + (0x80-'0')*ones) &^ (x + (0x80-'9'-1)*ones)
	return (letter | digit) & tops &^ high, high
}

// hashASCII hashes the letters and digits t[s:e] without regard to case, eight
// bytes at a time. t is readable for eight bytes past e.
func hashASCII(t []byte, s, e int) uint64 {
	const lower = 0x20 * ones
	n := e - s
	h := uint64(0)
	for ; n > 8; s, n = s+8, n-8 {
		h = (h ^ (binary.LittleEndian.Uint64(t[s:s+8]) | lower)) * mul1
		h ^= h >> 29
	}
	x := (binary.LittleEndian.Uint64(t[s:s+8]) | lower) & (^uint64(0) >> (64 - 8*uint(n)))
	return finish((h ^ x) * mul1)
}

func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= mul2
	h ^= h >> 32
	return h | 1
}
