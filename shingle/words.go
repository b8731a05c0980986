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
// have them, so that its Jaccard figures compare with theirs.
//
// What. A first pass marks, a bit a byte, what belongs to a word; a second one
// goes from edge to edge of the marks and hashes what lies between.
//
// Why so. Reading to the end of each word byte by byte costs a misguessed branch
// a word, more than all the rest. The marks of eight bytes come out of twenty
// instructions without any, and the next edge out of one.
type WordShingler struct {
	buf   []byte
	marks []uint64
	word  []byte
}

// Shingles appends the hashes of text's runs of WordK words, in order and with
// repeats. A text of fewer words is one shingle; one without words has none.
func (s *WordShingler) Shingles(text string, dst []uint64) []uint64 {
	s.buf = append(append(s.buf[:0], text...), make([]byte, 64+8)...)
	from := len(dst)
	dst = s.hashWords(slices.Grow(dst, s.mark(len(text))))
	return dst[:from+joinWords(dst[from:])]
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
		next := sum*mul1 + h[n+WordK] - h[n]*dropped
		h[n], sum = finish(sum*mul2), next
	}
	if len(h) > 0 {
		h[n] = finish(sum * mul2)
		n++
	}
	return n
}

// hashWords appends the hashes of the words that marks tell of.
func (s *WordShingler) hashWords(dst []uint64) []uint64 {
	carry, start := uint64(0), 0
	for k, w := range s.marks {
		edges := w ^ (w<<1 | carry)
		if edges != 0 && carry != 0 { // a word that began in an earlier block ends
			dst = append(dst, s.hash(start, 64*k+bits.TrailingZeros64(edges)))
			edges &= edges - 1
		}
		block := s.buf[64*k:][:64+8]
		for edges != 0 {
			a := bits.TrailingZeros64(edges)
			if edges &= edges - 1; edges == 0 {
				start = 64*k + a // the last one of the block goes on
				break
			}
			b := bits.TrailingZeros64(edges)
			edges &= edges - 1
			h, ok := hashShort(binary.LittleEndian.Uint64(block[a&63:]), b-a)
			if !ok {
				h = s.hash(64*k+a, 64*k+b)
			}
			dst = append(dst, h)
		}
		carry = w >> 63
	}
	return dst
}

// hashShort returns the hash of a word of n bytes, the first ones of x; false if
// it is longer than that or not ASCII.
func hashShort(x uint64, n int) (uint64, bool) {
	const lower = 0x20 * ones
	kept := ^uint64(0) >> (64 - 8*uint(n))
	return finish((x | lower) & kept * mul1), n <= 8 && x&kept&tops == 0
}

// mark fills marks for the first n bytes of buf and returns how many words they
// have. There is one block more than n asks for, so that the last word ends.
func (s *WordShingler) mark(n int) (words int) {
	blocks := n/64 + 1
	s.marks = slices.Grow(s.marks[:0], blocks)[:blocks]
	clear(s.marks)
	next := 0 // end of the last character beyond ASCII
	for k := range s.marks {
		block := s.buf[64*k:][:64]
		var ascii, high uint64
		for i := 0; i < 64; i += 8 {
			a, h := markASCII(binary.LittleEndian.Uint64(block[i:]))
			ascii |= a << i
			high |= h << i
		}
		s.marks[k] |= ascii
		for ; high != 0; high &= high - 1 {
			if i := 64*k + bits.TrailingZeros64(high); i >= next {
				next = s.markRune(i, n)
			}
		}
	}
	carry := uint64(0)
	for _, w := range s.marks {
		words += bits.OnesCount64(w &^ (w<<1 | carry))
		carry = w >> 63
	}
	return words
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

// markASCII tells, a bit a byte, which of eight bytes are ASCII letters, digits
// or underscores, and which are beyond ASCII.
func markASCII(x uint64) (word, high uint64) {
	word, high = wordBytes(x)
	underscore := tops - (x ^ high ^ '_'*ones)
	return gather(word | underscore&tops&^high), gather(high)
}

// gather brings the top bits of eight bytes together.
func gather(x uint64) uint64 { return x >> 7 * 0x0102040810204080 >> 56 }

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
