package shingle

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"
)

// WordK is how many words make a shingle of a document: the field's usual five.
const WordK = 5

// WordShingler hashes the word shingles of whole documents. Words are
// lower-cased runs of letters, digits and underscores, as most deduplicators
// have them, so that its Jaccard figures compare with theirs. The zero value is ready; it
// holds scratch: one a goroutine.
//
// What. A first pass marks, a bit a byte, what belongs to a word; a second one
// lists the edges of the marks, where words begin and end; a third one hashes
// what lies between, and a fourth one makes shingles of the words.
//
// Why so. Reading to the end of each word byte by byte costs a misguessed branch
// a word, more than all the rest. Here nothing branches by what the text is, but
// for words of more than sixteen bytes or beyond ASCII.
type WordShingler struct {
	buf   []byte
	marks []uint64
	high  []uint64 // what is beyond ASCII
	edges [64*listed + edgesAhead]uint32
	word  []byte
	words int // of the last text
}

// listed is the number of marks, of 64 bytes each, whose edges are listed at a time: no
// long text needs room for all, and those of a few kilobytes stay at hand.
const listed = 64

// Shingles appends the hashes of text's runs of WordK words, in order and with
// repeats. A text of fewer words is one shingle; one without words has none.
func (s *WordShingler) Shingles(text string, dst []uint64) []uint64 {
	s.buf = append(append(s.buf[:0], text...), make([]byte, 64+slack)...)
	s.mark(len(text))
	from := len(dst)
	dst = s.hashWords(dst)
	s.words = len(dst) - from
	return dst[:from+joinWords(dst[from:])]
}

// Words returns how many words the last text had.
func (s *WordShingler) Words() int { return s.words }

// hashWords appends the hashes of the words that marks tell of.
func (s *WordShingler) hashWords(dst []uint64) []uint64 {
	open := 0 // 1 where a word goes on, which began at the first edge
	for k := 0; k < len(s.marks); k += listed {
		n := open + listEdges(s.marks[k:min(len(s.marks), k+listed)], uint32(64*k), uint64(open), s.edges[open:])
		dst = s.hashEach(s.edges[:n&^1], dst)
		if open = n & 1; open == 1 {
			s.edges[0] = s.edges[n-1]
		}
	}
	return dst
}

// joinWords turns the hashes of words into those of shingles, in place, and
// returns how many there are.
func joinWords(h []uint64) int {
	const dropped = mul1 * mul1 & (1<<64 - 1) * mul1 & (1<<64 - 1) * mul1 & (1<<64 - 1) * mul1 & (1<<64 - 1)
	sum := uint64(0)
	for _, word := range h[:min(WordK, len(h))] {
		sum = sum*mul1 + word
	}
	n := 0
	for ; n+WordK < len(h); n++ {
		next := h[n+WordK] - h[n]*dropped // apart, so that the next sum waits for one product only
		h[n], sum = finish(sum*mul2), sum*mul1+next
	}
	if len(h) > 0 {
		h[n] = finish(sum * mul2)
		n++
	}
	return n
}

// hashEach appends the hashes of the words between edges.
func (s *WordShingler) hashEach(edges []uint32, dst []uint64) []uint64 {
	const lower = 0x20 * ones
	from := len(dst)
	dst = slices.Grow(dst, len(edges)/2)[:from+len(edges)/2]
	to, buf := dst[from:], s.buf
	for i := range to {
		a, b := edges[2*i], edges[2*i+1]
		n := b - a
		at := buf[a:][:16]
		x, y := binary.LittleEndian.Uint64(at), binary.LittleEndian.Uint64(at[8:])
		first, high := (x|lower)*mul1, x
		first ^= first >> 29
		if n <= 8 { // the first eight bytes are the last: nothing goes before
			first, high, y = 0, 0, x
		}
		kept := ^uint64(0) >> (-(8 * n) & 63)
		to[i] = finish((first ^ (y|lower)&kept) * mul1)
		if (high|y&kept)&tops != 0 || n > 16 {
			to[i] = s.hash(int(a), int(b))
		}
	}
	return dst
}

// mark fills marks for the first n bytes of buf. There is one block more than n
// asks for, so that the last word ends.
func (s *WordShingler) mark(n int) {
	blocks := n/64 + 1
	s.marks, s.high = slices.Grow(s.marks[:0], blocks)[:blocks], slices.Grow(s.high[:0], blocks)[:blocks]
	markWords(s.buf, s.marks, s.high)
	next := 0 // end of the last character beyond ASCII
	for k, high := range s.high {
		for ; high != 0; high &= high - 1 {
			if i := 64*k + bits.TrailingZeros64(high); i >= next {
				next = s.markRune(i, n)
			}
		}
	}
}

// markRune marks the character beyond ASCII at i, if it belongs to a word, and
// returns where it ends.
func (s *WordShingler) markRune(i, n int) int {
	if s.buf[i] == 0xe2 && s.buf[i+1] == 0x80 && s.buf[i+2]>>6 == 2 {
		return i + 3 // U+2000 to U+203F: spaces, dashes, quotes
	}
	r, z := utf8.DecodeRune(s.buf[i:n])
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		for j := i; j < i+z; j++ {
			s.marks[j/64] |= 1 << (j % 64)
		}
	}
	return i + z
}

// hash returns the hash of the word at [a, b), lower-cased, as hashBytes has it.
func (s *WordShingler) hash(a, b int) uint64 {
	high := uint64(0)
	for i := a; i < b; i += 8 {
		high |= binary.LittleEndian.Uint64(s.buf[i:]) & (^uint64(0) >> max(0, 64-8*(b-i)))
	}
	if high&tops != 0 {
		return s.hashHigh(a, b)
	}
	if b-a <= 64 {
		return hashASCII(s.buf, a, b)
	}
	s.word = lowerASCII(s.word[:0], s.buf[a:b])
	return hashLong(s.word)
}

func (s *WordShingler) hashHigh(a, b int) uint64 {
	s.word = s.word[:0]
	for i := a; i < b; {
		r, z := utf8.DecodeRune(s.buf[i:b])
		i += z
		s.word = utf8.AppendRune(s.word, unicode.ToLower(r))
	}
	return hashBytes(s.word)
}

// Words yields text's first words, lower-cased, n at most: enough to tell its language.
func Words(text string, n int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range text {
			if unicode.IsLetter(r) || unicode.IsMark(r) {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 {
				if n--; n < 0 || !yield(toLower(text[start:i])) {
					return
				}
				start = -1
			}
		}
		if start >= 0 && n > 0 {
			yield(toLower(text[start:]))
		}
	}
}

func toLower(w string) string {
	if len(w) > 64 {
		w = w[:64]
	}
	b := make([]byte, 0, len(w))
	for _, r := range w {
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	return string(b)
}
