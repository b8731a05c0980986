package jsontext

import (
	"bytes"
	"unicode/utf8"
)

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

// HalfCharacters returns how many bytes of JSON are escapes that name half of a character
// alone, as \ud800 does: they are read as U+FFFD, as bytes are that are no UTF-8.
func HalfCharacters(b []byte) (n int) {
	// Most lines name no character by its number, and are looked through once. Others name
	// all of them so, and to look at each would cost four times what looking again does.
	if !bytes.Contains(b, []byte(`\u`)) || !bytes.Contains(b, []byte(`\ud`)) && !bytes.Contains(b, []byte(`\uD`)) {
		return 0
	}
	for at := 0; ; {
		next := bytes.IndexByte(b[at:], '\\')
		if next < 0 {
			return n
		}
		at += next
		written, ok := hex(b, at)
		if !ok {
			at = min(at+2, len(b)) // an escaped backslash begins no escape
			continue
		}
		r, end, _ := character(b, at)
		if r == utf8.RuneError && written != r {
			n += end - at
		}
		at = end
	}
}
