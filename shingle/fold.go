package shingle

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Folding makes the same word look the same however it was typed: NFKC (full
// width, ligatures), lower case, possessive off, soft hyphens and zero-width
// characters out, Cyrillic and Greek letters inside a Latin word read as the
// Latin ones they look like. Only a token's value is folded, never the text,
// so that every range still points into what the user gave.

// folder is scratch memory for folding.
type folder struct {
	buf []byte // the form as it is gathered
	out []byte // the form folded
}

// high reads what begins with a byte beyond ASCII at i.
func (s *Scanner) high(i int) int {
	r, z := utf8.DecodeRune(s.t[i:s.n])
	switch {
	case r == 0x2028 || r == 0x2029 || r == 0x85:
		s.endParagraph()
		return i + z
	case unicode.IsSpace(r) || Invisible(r):
		return i + z
	case Unspaced(r):
		return s.character(i, r, z)
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return s.foldedWord(i)
	case r == '…' || r == '؟' || r == '۔' || r == '।' || r == '॥':
		return s.stop(i, z)
	case r == '。' || r == '！' || r == '？' || r == '｡' || r == '։' || r == '።' || r == '။' || r == '។':
		k := s.skipClosers(i + z)
		s.end(k)
		return k
	}
	s.touch(i, i+z)
	if r == '€' || r == '£' {
		s.addFolded(i, i+z, string(r))
	}
	return i + z
}

// character reads one character of a script without spaces. Its form is the
// pair it makes with the next one: single characters are too common to tell
// passages apart, and words could only be found with a dictionary. With a number it makes
// none (numerals.go). Where a script writes sounds (Thai, Lao, Khmer, Myanmar) a
// character is a letter with its signs, and three make a form: of some seventy letters
// any two texts share the pairs.
func (s *Scanner) character(i int, r rune, z int) int {
	if value, e := s.numeral(i); e > 0 {
		s.lower++
		s.addNumeral(i, e, value)
		return e
	}
	if e := s.katakana(i); e > i+z {
		s.touch(i, e)
		s.lower++
		s.add(i, e, hashBytes(s.t[i:e]), s.t[i:e])
		return e
	}
	e, more := i+z, 1
	if alphabetic(r) {
		e, more = s.signs(e), 2
	}
	s.touch(i, e)
	s.lower++
	f := append(s.fold.buf[:0], s.t[i:e]...)
	for k := e; more > 0; more-- {
		k = s.visible(k) // Khmer and Thai may have words parted by what shows nothing
		q, y := utf8.DecodeRune(s.t[k:s.n])
		if !Unspaced(q) {
			break
		}
		if _, number := s.numeral(k); number > 0 {
			break
		}
		next := k + y
		if alphabetic(q) {
			next = s.signs(next)
		}
		f = append(f, s.t[k:next]...)
		k = next
	}
	s.fold.buf = f
	s.add(i, e, hashBytes(f), f)
	return e
}

// katakana returns where the letters end that begin at i and that Japanese writes foreign
// words and names with: nothing else has them, so that a run of them is a word. In pairs
// one long word made as much evidence as a sentence.
func (s *Scanner) katakana(i int) int {
	for i < s.n {
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if r != 'ー' && !unicode.Is(unicode.Katakana, r) {
			break
		}
		i += z
	}
	return i
}

// alphabetic tells whether a letter of a script without spaces stands for a sound.
func alphabetic(r rune) bool { return r < 0x2e80 }

// signs returns where the signs end that begin at i: vowels and tones above, below and
// behind a letter.
func (s *Scanner) signs(i int) int {
	for i < s.n {
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if !unicode.IsMark(r) || !Unspaced(r) {
			break
		}
		i += z
	}
	return i
}

// joinsWord tells whether the character beyond ASCII at i goes on with a word.
func (s *Scanner) joinsWord(i int) bool {
	r, _ := utf8.DecodeRune(s.t[s.visible(i):s.n])
	return (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)) && !Unspaced(r)
}

// visible returns where the first character at or behind i is that is not Invisible.
func (s *Scanner) visible(i int) int {
	for i < s.n {
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if !Invisible(r) {
			break
		}
		i += z
	}
	return i
}

// broken returns where a word goes on that a hyphen at i breaks at the end of a line, in
// small letters; 0 where none does. What is set in columns, and text taken out of PDF, has
// every tenth line end so. A word that has a hyphen anyway is joined too, which text that
// is broken at blanks only, as wire copy is, has in one of five hundred articles.
func (s *Scanner) broken(i int) int {
	switch {
	case s.t[i] == '-':
		i++
	case s.t[i] < utf8.RuneSelf || i >= s.n:
		return 0
	default:
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if r != '\u00ad' && r != '\u2010' {
			return 0
		}
		i += z
	}
	lines := 0
	for ; i < s.n && (class[s.t[i]] == cSpace || class[s.t[i]] == cLine); i++ {
		if s.t[i] != '\r' && class[s.t[i]] == cLine {
			lines++
		}
	}
	if lines != 1 || i >= s.n || !s.lowerAt(i) {
		return 0
	}
	return i
}

// foldedWord reads a word at a that is not plain ASCII letters.
func (s *Scanner) foldedWord(a int) int {
	w, e := s.gather(a)
	s.touch(a, e)
	first, z := utf8.DecodeRune(w)
	rest, _ := utf8.DecodeRune(w[min(z, len(w)):])
	if unicode.IsUpper(first) && unicode.IsUpper(rest) {
		s.upper++
	} else {
		s.lower++
	}
	if s.out.OnlySpans {
		s.addToken(a, e, 0, 0)
		return e
	}
	raw := hashBytes(w) ^ mul2 // beside the hashes of folded forms
	if tok, ok := s.find(raw); ok && !s.out.KeepSpans {
		s.addToken(a, e, raw, tok)
		return e
	}
	f := s.fold.fold(w)
	h := hashBytes(f)
	s.add(a, e, h, f)
	s.cache.put(raw, s.lastTok)
	return e
}

// gather collects the letters of the word at a and returns where it ends.
func (s *Scanner) gather(a int) (w []byte, end int) {
	w = s.fold.buf[:0]
	letters, e := 0, a
	for i := a; i < s.n; {
		c := s.t[i]
		if c < utf8.RuneSelf && isWord[c] {
			w = append(w, c)
			letters++
			i++
			e = i
			continue
		}
		if j := s.broken(i); j > 0 && letters > 1 {
			i = j
			continue
		}
		if j := apostrophe(s.t, i); j > 0 {
			k := j
			for k < s.n && isLetter(s.t[k]) {
				k++
			}
			if k == j && (j >= s.n || s.t[j] < utf8.RuneSelf || !s.joinsWord(j)) {
				break
			}
			if contraction(s.t[j:k]) {
				e = k
				break
			}
			if letters >= 2 && k-j >= 3 {
				break
			}
			if letters == 1 && s.language != 0 { // l'homme: who knows the language knows whether it is a word more
				w = append(w, '\'')
			}
			i = j
			continue
		}
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if !Invisible(r) {
			if Unspaced(r) || !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
				break
			}
			w = append(w, s.t[i:i+z]...)
			letters++
			e = i + z
		}
		i += z
	}
	s.fold.buf = w
	return w, e
}

// fold returns the folded form of w; it is overwritten by the next call.
func (f *folder) fold(w []byte) []byte {
	f.out = norm.NFKC.Append(f.out[:0], w...)
	latin, other := false, false
	low := make([]byte, 0, len(f.out)+8)
	for i := 0; i < len(f.out); {
		r, z := utf8.DecodeRune(f.out[i:])
		i += z
		r = unicode.ToLower(r)
		latin = latin || r < 0x250 && unicode.IsLetter(r)
		other = other || lookalike(r) != 0
		low = utf8.AppendRune(low, r)
	}
	if !latin || !other {
		f.out = append(f.out[:0], low...)
		return f.out
	}
	f.out = f.out[:0]
	for _, r := range string(low) {
		if l := lookalike(r); l != 0 {
			r = l
		}
		f.out = utf8.AppendRune(f.out, r)
	}
	return f.out
}

// lookalike returns the Latin letter that a lower-case Cyrillic or Greek one
// looks like (Unicode confusables.txt, those of one letter), or 0.
func lookalike(r rune) rune {
	const from, to = "аеорсухіјѕԁһԛԝӏкмтвнгзлпьαορντυικχγεηρωβ", "aeopcyxijsdhqwlkmtbhrznnbaopvtuikxyenpwb"
	if r < 0x370 || r > 0x52f {
		return 0
	}
	i := 0
	for _, c := range from {
		if c == r {
			return rune(to[i])
		}
		i++
	}
	return 0
}

// Invisible tells whether r shows nothing and may stand inside a word: it is left out
// of words. It is most of what Unicode has programs ignore that cannot show it
// (Default_Ignorable_Code_Point).
func Invisible(r rune) bool {
	switch {
	case r < 0x2000: // soft hyphen, joiner of graphemes, Arabic mark, Hangul fillers, Mongolian selectors
		return r == 0xad || r == 0x34f || r == 0x61c || r == 0x115f || r == 0x1160 || r >= 0x180b && r <= 0x180f
	case r < 0x2070: // zero width, directions, operators
		return r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060
	}
	return r == 0x3164 || r == 0xfeff || r == 0xffa0 || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0000 && r <= 0xe0fff // fillers, selectors, tags
}

// Unspaced tells whether r belongs to a script that puts no spaces between words.
func Unspaced(r rune) bool {
	switch {
	case r < 0x0e00:
		return false
	case r <= 0x0eff, r >= 0x1000 && r <= 0x109f, r >= 0x1780 && r <= 0x17ff: // Thai, Lao; Myanmar; Khmer
		return unicode.IsLetter(r) || unicode.IsMark(r)
	case r < 0x2e80:
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー'
}

// hashBytes hashes a folded form; for ASCII it is what hashASCII gives.
func hashBytes(w []byte) uint64 {
	var pad [64 + slack]byte
	if len(w) > 64 {
		return hashLong(w)
	}
	copy(pad[:], w)
	for _, c := range w {
		if c >= utf8.RuneSelf {
			return hashLong(w)
		}
	}
	return hashASCII(pad[:], 0, len(w))
}

// hashLong hashes any bytes, case and all.
func hashLong(w []byte) uint64 {
	h := uint64(len(w)) * mul2
	for _, c := range w {
		h = (h ^ uint64(c)) * mul1
		h ^= h >> 29
	}
	return finish(h)
}

func hashString(w string) uint64 { return hashBytes([]byte(w)) }

// HashStem hashes a stem's letters for use in a Rank.
func HashStem(stem string) uint32 { return uint32(hashString(stem) >> 16) }

// MixesScripts tells whether a word of s mixes Latin letters with Cyrillic or
// Greek ones that look like them.
func MixesScripts(s string) bool {
	latin, other := false, false
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r):
			latin, other = false, false
		case r < 0x250:
			latin = true
		case lookalike(unicode.ToLower(r)) != 0:
			other = true
		}
		if latin && other {
			return true
		}
	}
	return false
}
