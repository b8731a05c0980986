//go:build !amd64

package jsontext

// Plain returns the index of the first byte of b, from at on, that does not stand
// for itself in a string: a quote, a backslash, a control character. It is
// len(b) where there is none.
func Plain(b []byte, at int) int { return plainPortably(b, at) }
