package jsontext

// Plain returns the index of the first byte of b, from at on, that does not stand
// for itself in a string: a quote, a backslash, a control character. It is
// len(b) where there is none.
func Plain(b []byte, at int) int {
	if at+16 <= len(b) {
		at += plainBlocks(&b[at], len(b)-at)
	}
	for at < len(b) && b[at] != '"' && b[at] != '\\' && b[at] >= ' ' {
		at++
	}
	return at
}

// plainBlocks returns the index of the first of n bytes that does not stand for itself,
// sixteen at a time; what is left of them at the end is not looked at.
//
//go:noescape
func plainBlocks(b *byte, n int) int
