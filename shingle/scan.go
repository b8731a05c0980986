package shingle

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode"
	"unicode/utf8"
)

// A text is read once, byte by byte: sentences, words and the hash of each word
// come out of the same pass. Two passes with general-purpose segmenters (words,
// then sentences) were measured at 80 MB/s, this at over 200: half of a scan's
// time would have gone there. What a word means (its stem, whether it is
// content) is asked of the Vocabulary once per distinct form and kept in a
// table from hash to Token, because a news corpus repeats its words 200 times.

// MaxText is the largest text that can be scanned, in bytes.
const MaxText = min(math.MaxUint32, math.MaxInt) - slack

// MaxName is how many bytes a document's name may have where strangers name documents: as
// many as web servers take of an address. Each match of a document tells its name, so a
// longer one would be a bomb.
const MaxName = 8 << 10

// maxSentence bounds a sentence in tokens: text without full stops (transcripts,
// tables) is cut so that comparing windows of sentences stays affordable.
const maxSentence = 120

// nearBits: of the forms of a text three in four are among some two thousand.
const nearBits = 11

// slack is how many readable bytes follow the text in the scanner's copy, so
// that the hash can read words eight bytes at a time.
const slack = 16

// Scanner takes texts apart. It is not safe for concurrent use: one a worker. Make it with
// NewScanner.
type Scanner struct {
	vocab  Vocabulary
	caches []*cache // by language
	known  []*cache // those of the scanner this is a fork of, which nobody changes any more
	fold   folder
	near   [1 << nearBits]slot // forms met last, of language

	// state of the text at hand
	t         []byte // copy of the text, slack bytes longer than n
	n         int
	language  uint8
	cache     *cache
	base      *cache
	out       *Text
	start     int // where the sentence begins; -1: not yet
	first     int // index of its first token
	last      int // end of the last thing that is not white space
	lastWord  int // end of the last word
	lastTok   Token
	paragraph uint32
	upper     int // words of the sentence in capitals only
	lower     int // words with a lower-case letter
	wrapped   bool
	open      bool // the paragraph has a sentence
	capitals  bool // mark names
}

// NewScanner returns a scanner that asks v, which must not be nil, for the meaning of words.
func NewScanner(v Vocabulary) *Scanner { return &Scanner{vocab: v} }

// Fork returns a scanner that knows the words s knows. s must not scan any more;
// its forks may, each in a goroutine of its own.
func (s *Scanner) Fork() *Scanner { return &Scanner{vocab: s.vocab, known: s.caches} }

// Scan appends the sentences and tokens of text to out. Ranges count from the
// beginning of text; token indexes from the beginning of out. The text may be
// anything up to MaxText bytes, also invalid UTF-8.
func (s *Scanner) Scan(text string, language uint8, out *Text) {
	s.t = append(append(s.t[:0], text...), make([]byte, slack)...)
	s.n = len(text)
	if language != s.language {
		clear(s.near[:])
	}
	s.language, s.cache, s.base, s.out = language, s.cacheFor(language), noCache, out
	if int(language) < len(s.known) && s.known[language] != nil {
		s.base = s.known[language]
	}
	s.start, s.first, s.last, s.lastWord, s.paragraph = -1, len(out.Tokens), 0, -1, 0
	s.upper, s.lower, s.open = 0, 0, false
	s.capitals = s.vocab.Capitals(language)
	s.wrapped = hardWrapped(s.t[:s.n])
	for i := 0; i < s.n; {
		if s.t[i] == ' ' { // one byte in six
			i++
			continue
		}
		i = s.step(i)
	}
	s.end(s.last)
}

func (s *Scanner) cacheFor(language uint8) *cache {
	for len(s.caches) <= int(language) {
		s.caches = append(s.caches, nil)
	}
	if s.caches[language] == nil {
		s.caches[language] = newCache()
	}
	return s.caches[language]
}

// step reads what begins at i and returns where it ends.
func (s *Scanner) step(i int) int {
	switch class[s.t[i]] {
	case cLetter:
		return s.word(i)
	case cDigit:
		return s.number(i)
	case cSpace:
		return i + 1
	case cLine:
		return s.line(i)
	case cStop:
		return s.stop(i, 1)
	case cSymbol:
		s.touch(i, i+1)
		s.add(i, i+1, uint64(s.t[i])*mul1|1, s.t[i:i+1])
		return i + 1
	case cHigh:
		return s.high(i)
	}
	s.touch(i, i+1)
	return i + 1
}

// touch notes that the bytes from i to j belong to the sentence.
func (s *Scanner) touch(i, j int) {
	if s.start < 0 {
		s.start = i
	}
	s.last = j
}

// end closes the sentence at byte e. One without a token is dropped.
func (s *Scanner) end(e int) {
	o := s.out
	if len(o.Tokens) > s.first {
		if s.lower == 0 && s.upper > 1 { // all in capitals: a capital tells nothing
			for i := s.first; i < len(o.Tokens); i++ {
				o.Tokens[i] &^= Capital
			}
		}
		o.Sentences = append(o.Sentences, Sentence{uint32(s.start), uint32(e), uint32(s.first), s.paragraph})
		s.open = true
	}
	s.first, s.start = len(o.Tokens), -1
	s.upper, s.lower = 0, 0
}

// add appends the token of the folded form w with hash h, which stands at [a,b).
func (s *Scanner) add(a, b int, h uint64, w []byte) {
	tok, ok := s.find(h)
	if !ok {
		tok = s.ask(h, w)
	}
	s.addToken(a, b, h, tok)
}

// find returns the token of a form that was met before.
func (s *Scanner) find(h uint64) (Token, bool) {
	if s.out.OnlySpans {
		return 0, true
	}
	near := &s.near[h>>(64-nearBits)]
	if near.hash == h {
		return near.token, true
	}
	tok, ok := s.base.get(h)
	if !ok {
		tok, ok = s.cache.get(h)
	}
	if ok {
		*near = slot{h, tok}
	}
	return tok, ok
}

// ask asks for the token of the folded form w.
func (s *Scanner) ask(h uint64, w []byte) Token {
	tok := s.vocab.Lookup(s.language, string(w))
	s.cache.put(h, tok)
	return tok
}

func (s *Scanner) addToken(a, b int, h uint64, tok Token) {
	s.lastTok, s.lastWord = tok, b
	tok &^= Abbrev | Stop
	o := s.out
	if len(o.Tokens) > s.first && tok.IsContent() && s.capitals && s.capital(a) {
		tok |= Capital
	}
	o.Tokens = append(o.Tokens, tok)
	if o.KeepSpans {
		o.Spans = append(o.Spans, Span{a, b})
		o.Forms = append(o.Forms, h)
	}
	if len(o.Tokens)-s.first >= maxSentence {
		s.end(b)
	}
}

// capital tells whether a capital letter stands at i.
func (s *Scanner) capital(i int) bool {
	c := s.t[i]
	if c < utf8.RuneSelf {
		return c-'A' < 26
	}
	r, _ := utf8.DecodeRune(s.t[i:s.n])
	return unicode.IsUpper(r)
}

// word reads a word that begins with an ASCII letter at a. Its first eight bytes,
// all of most words, are looked at together.
func (s *Scanner) word(a int) int {
	t := s.t
	x := binary.LittleEndian.Uint64(t[a : a+8])
	n := wordRun(x)
	kept := ^uint64(0) >> ((64 - 8*uint(n)) & 63) // n is not 0
	low := x&kept&(0x20*ones) != 0
	i := a + n
	if n == 8 {
		for ; isWord[t[i]]; i++ {
			low = low || t[i]&0x20 != 0
		}
	}
	e := i
	if t[i] != ' ' { // as most words have it
		var read bool
		if e, i, read = s.wordEnd(a, i); read {
			return i
		}
	}
	s.touch(a, i)
	if low {
		s.lower++
	} else {
		s.upper++
	}
	if e == a+2 && s.language == 0 && t[a] == 'U' && t[a+1] == 'S' {
		s.addFolded(a, i, "usa")
		return i
	}
	var h uint64
	if e == a+n && n <= 8 {
		h = finish((x | 0x20*ones) & kept * mul1)
	} else {
		h = hashASCII(t, a, e)
	}
	tok, ok := s.find(h)
	if !ok {
		tok = s.ask(h, lowerASCII(s.fold.buf[:0], t[a:e]))
	}
	s.addToken(a, i, h, tok)
	return i
}

// wordEnd looks at what comes behind the ASCII letters and digits from a to i, if that is no
// blank. It returns where the form of the word ends, and where the word does; of what is
// more than such a word it tells that it has read it.
func (s *Scanner) wordEnd(a, i int) (form, end int, read bool) {
	t := s.t
	if t[i] >= utf8.RuneSelf && i < s.n && (s.joinsWord(i) || s.broken(i) > 0) || t[i] == '-' && i-a > 1 && s.broken(i) > 0 {
		return i, s.foldedWord(a), true
	}
	if i == a+1 && t[i] == '.' && isLetter(t[i+1]) && t[i+2] == '.' {
		return i, s.initials(a), true
	}
	j := apostrophe(t, i)
	if j > 0 && t[j] >= utf8.RuneSelf && j < s.n && s.joinsWord(j) {
		return i, s.foldedWord(a), true
	}
	if j == 0 || !isLetter(t[j]) {
		return i, i, false
	}
	k := j
	for isWord[t[k]] {
		k++
	}
	switch {
	case contraction(t[j:k]):
		if k == j+1 && t[j]|0x20 == 't' && i > a+1 && t[i-1]|0x20 == 'n' {
			return i - 1, k, false // n't
		}
		return i, k, false
	case i-a >= 2 && k-j >= 3: // a space is missing: him'strong'
		return i, i, false
	}
	return i, s.foldedWord(a), true
}

// initials reads "U.S." or "a.m." at a: letters, each with its full stop.
func (s *Scanner) initials(a int) int {
	w := s.fold.buf[:0]
	i := a
	for isLetter(s.t[i]) && s.t[i+1] == '.' {
		w = append(w, s.t[i]|0x20)
		i += 2
	}
	s.touch(a, i)
	f := string(w)
	if s.language == 0 && f == "us" {
		f = "usa"
	}
	s.addFolded(a, i, f)
	if f == "am" || f == "pm" {
		if j := s.skipSpace(i); j < s.n && j > i && s.capital(j) {
			s.end(i)
		}
	}
	return i
}

// addFolded appends the token of a form that is folded already.
func (s *Scanner) addFolded(a, b int, f string) {
	s.add(a, b, hashString(f), []byte(f))
}

// number reads digits with what stands between digits: 175,000 10:30 94.3, and 175 000
// with a blank that does not break. A comma between thousands is left out; of others, as in
// 3,5 percent, the vocabulary knows what they mean, by the language.
func (s *Scanner) number(a int) int {
	t, i := s.t, a+1
	commas, blanks := false, false
	for {
		for t[i]-'0' < 10 {
			i++
		}
		if (t[i] == '.' || t[i] == ',' || t[i] == ':') && t[i+1]-'0' < 10 && i+1 < s.n {
			commas = commas || t[i] == ','
			i++
			continue
		}
		if z := s.grouped(i); z > 0 && (blanks || i-a <= 3) {
			blanks = true
			i += z
			continue
		}
		break
	}
	e := i
	if isLetter(t[i]) { // ordinals: 38th
		k := i
		for isWord[t[k]] {
			k++
		}
		if ordinal(t[i:k]) && (k >= s.n || t[k] < utf8.RuneSelf) {
			i = k
		}
	}
	w := t[a:e]
	commas = commas && betweenThousands(w)
	plain := !commas && !blanks
	if !plain {
		w = ungrouped(s.fold.buf[:0], w, commas)
		s.fold.buf = w
	}
	if t[i] >= utf8.RuneSelf && i < s.n {
		if value, end := s.multiplied(w, i); end > 0 {
			s.addNumeral(a, end, value)
			return end
		}
	}
	s.touch(a, i)
	if plain {
		s.add(a, i, hashASCII(t, a, e), w)
	} else {
		s.add(a, i, hashBytes(w), w)
	}
	return i
}

// betweenThousands tells whether the commas of a number stand between thousands: a language
// with decimal commas has three decimals so seldom that 1,400 is 1400 in all of them.
func betweenThousands(number []byte) bool {
	digits, commas := 0, 0
	for i, c := range number {
		switch {
		case c == ',' && (digits > 3 || commas > 0 && digits != 3):
			return false
		case c == ',':
			digits, commas = 0, commas+1
		case c == '.':
			return commas > 0 && digits == 3 && bytes.IndexByte(number[i:], ',') < 0
		case c-'0' > 9:
			return false
		default:
			digits++
		}
	}
	return digits == 3 && number[0] != '0'
}

// ungrouped appends the digits and marks of a number without the blanks, and if so asked the
// commas, between its thousands.
func ungrouped(dst, number []byte, commas bool) []byte {
	for _, c := range number {
		if c < utf8.RuneSelf && !(commas && c == ',') {
			dst = append(dst, c)
		}
	}
	return dst
}

// grouped tells how many bytes at i, where a number seems to end, part its thousands from
// three digits more: a blank that does not break, of any width. 0: none.
func (s *Scanner) grouped(i int) int {
	if s.t[i] < utf8.RuneSelf {
		return 0
	}
	r, z := utf8.DecodeRune(s.t[i:s.n])
	if r != '\u00a0' && r != '\u202f' && r != '\u2009' {
		return 0
	}
	for k := range 3 {
		if s.t[i+z+k]-'0' > 9 {
			return 0
		}
	}
	if isWord[s.t[i+z+3]] {
		return 0
	}
	return z
}
