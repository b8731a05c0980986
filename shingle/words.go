package shingle

import (
	"unicode"
	"unicode/utf8"
)

// WordK is how many words make a shingle of a document: the field's usual five.
const WordK = 5

// WordShingler hashes the word shingles of whole documents. Words are
// lower-cased runs of letters, digits and underscores, as most deduplicators
// have them, so that its Jaccard figures compare with theirs.
type WordShingler struct {
	buf  []byte
	word []byte
}

// Shingles appends the hashes of text's runs of WordK words, in order and with
// repeats. A text of fewer words is one shingle; one without words has none.
func (s *WordShingler) Shingles(text string, dst []uint64) []uint64 {
	const p5 = mul1 * mul1 & (1<<64 - 1) * mul1 & (1<<64 - 1) * mul1 & (1<<64 - 1) * mul1 & (1<<64 - 1)
	s.buf = append(append(s.buf[:0], text...), make([]byte, slack)...)
	t, n := s.buf, len(text)
	var ring [WordK]uint64
	var h uint64
	words, at := 0, 0
	for i := 0; i < n; {
		x, j := s.next(t, i, n)
		i = j
		if x == 0 {
			continue
		}
		h = h*mul1 + x - ring[at]*p5
		ring[at] = x
		if at++; at == WordK {
			at = 0
		}
		if words++; words >= WordK {
			dst = append(dst, finish(h*mul2))
		}
	}
	if words > 0 && words < WordK {
		dst = append(dst, finish(h*mul2))
	}
	return dst
}

// next reads the word or the single other character at i; 0 is no word.
func (s *WordShingler) next(t []byte, i, n int) (hash uint64, end int) {
	a := i
	for wordByte[t[i]] {
		i++
	}
	if t[i] < utf8.RuneSelf || i >= n {
		if i == a {
			return 0, i + 1
		}
		return s.ascii(t, a, i), i
	}
	for i < n {
		if t[i] < utf8.RuneSelf {
			if !wordByte[t[i]] {
				break
			}
			i++
			continue
		}
		r, z := utf8.DecodeRune(t[i:n])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			if i == a {
				return 0, i + z
			}
			break
		}
		i += z
	}
	s.word = s.word[:0]
	for _, r := range string(t[a:i]) {
		s.word = utf8.AppendRune(s.word, unicode.ToLower(r))
	}
	return hashBytes(s.word), i
}

// ascii hashes t[a:b] as hashBytes would its lower-cased form.
func (s *WordShingler) ascii(t []byte, a, b int) uint64 {
	if b-a <= 64 {
		return hashASCII(t, a, b)
	}
	s.word = lowerASCII(s.word[:0], t[a:b])
	return hashLong(s.word)
}

var wordByte [256]bool

func init() {
	for c := range 256 {
		wordByte[c] = isLetter(byte(c)) || byte(c)-'0' < 10 || c == '_'
	}
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
