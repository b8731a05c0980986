// Package jsontext reads strings of JSON. Lines of JSON are mostly one long
// string each, so this is where reading them spends its time: sixteen bytes are
// looked at together on amd64, eight elsewhere, and what stands for itself is copied in runs.
package jsontext

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// plainPortably returns the index of the first byte of b, from at on, that does not stand
// for itself in a string: a quote, a backslash, a control character. It is
// len(b) where there is none.
func plainPortably(b []byte, at int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; at+8 <= len(b); at += 8 {
		x := binary.LittleEndian.Uint64(b[at:])
		quote, slash := x^'"'*ones, x^'\\'*ones
		// The lowest top bit tells the first byte that is zero, or less than a space.
		if found := ((quote-ones)&^quote | (slash-ones)&^slash | (x-' '*ones)&^x) & tops; found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for at < len(b) && b[at] != '"' && b[at] != '\\' && b[at] >= ' ' {
		at++
	}
	return at
}

// Escape reads the escape that begins at b[at], a backslash, appends what it stands for
// to dst and returns where it ends. Where it is none, ok is false. Half of a pair
// that makes one character together is no character; it is replaced.
func Escape(dst, b []byte, at int) (out []byte, end int, ok bool) {
	if at+1 >= len(b) {
		return dst, at, false
	}
	c := b[at+1]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		r, end, ok := character(b, at)
		if !ok {
			return dst, at, false
		}
		return utf8.AppendRune(dst, r), end, true
	default:
		return dst, at, false
	}
	return append(dst, c), at + 2, true
}

// character reads the number of a character at b[at], \u and four hexadecimal
// digits, or two that make one character, and returns where it ends. Half of such
// a pair is U+FFFD. Where there is none, ok is false.
func character(b []byte, at int) (r rune, end int, ok bool) {
	if r, ok = hex(b, at); !ok || !utf16.IsSurrogate(r) {
		return r, at + 6, ok
	}
	if low, ok := hex(b, at+6); ok {
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			return both, at + 12, true
		}
	}
	return utf8.RuneError, at + 6, true
}

// hex reads \u and four hexadecimal digits at b[i]; ok is false where there are none.
func hex(b []byte, i int) (r rune, ok bool) {
	if i+6 > len(b) || b[i] != '\\' || b[i+1] != 'u' {
		return 0, false
	}
	for _, c := range b[i+2 : i+6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// Unescape appends what the inside of a string, from b[at] to its quote, stands for,
// and returns where the quote is. Where b ends without one, or something stands in
// it that may not, ok is false.
func Unescape(dst, b []byte, at int) (out []byte, quote int, ok bool) {
	for {
		end := Plain(b, at)
		dst = append(dst, b[at:end]...)
		switch {
		case end == len(b) || b[end] < ' ':
			return dst, end, false
		case b[end] == '"':
			return dst, end, true
		}
		if dst, at, ok = Escape(dst, b, end); !ok {
			return dst, end, false
		}
	}
}
