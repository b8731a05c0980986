package jsontext

import "unicode/utf8"

// ReplaceInvalid returns b with every byte that is not part of valid UTF-8 replaced by
// U+FFFD, and how many were. What b is as JSON stays what it is: inside a string the bytes
// of a character end before the quote and before an escape, and elsewhere neither is
// allowed. b itself is not changed.
func ReplaceInvalid(b []byte) ([]byte, int) {
	out := make([]byte, 0, len(b)+len(b)/8)
	replaced := 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			replaced++
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out, replaced
}
