package shingle

import (
	"encoding/binary"
	"math/bits"
)

// Which bytes belong to words, and where words begin and end: 16 bytes at a time
// on amd64 (marks_amd64.s), where it takes a third of the time, 8 elsewhere.

// edgesAhead is how many edges may be written beyond those there are.
const edgesAhead = 32

// markWordsPortably tells, a bit a byte, which bytes of text are ASCII letters,
// digits or underscores, and which are beyond ASCII. There are 64 bytes for each
// element of words and high.
func markWordsPortably(text []byte, words, high []uint64) {
	for k := range words {
		block := text[64*k:][:64]
		words[k], high[k] = 0, 0
		for i := 0; i < 64; i += 8 {
			w, h := markASCII(binary.LittleEndian.Uint64(block[i:]))
			words[k] |= w << i
			high[k] |= h << i
		}
	}
}

// markASCII tells, a bit a byte, which of eight bytes are ASCII letters, digits
// or underscores, and which are beyond ASCII.
func markASCII(x uint64) (word, high uint64) {
	word, high = wordBytes(x)
	underscore := tops - (x ^ high ^ '_'*ones)
	return gather(word | underscore&tops&^high), gather(high)
}

// gather brings the top bits of eight bytes together.
func gather(x uint64) uint64 { return x >> 7 * 0x0102040810204080 >> 56 }

// listEdgesPortably lists where runs of set bits begin and end, counted from base, and
// returns how many of both there are; before is the bit before the first.
func listEdgesPortably(words []uint64, base uint32, before uint64, edges []uint32) (n int) {
	for _, w := range words {
		for e := w ^ (w<<1 | before); e != 0; e &= e - 1 {
			edges[n] = base + uint32(bits.TrailingZeros64(e))
			n++
		}
		before, base = w>>63, base+64
	}
	return n
}
