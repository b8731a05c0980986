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
//
// A sentence ends at a full stop, question or exclamation mark, with what
// closes quotes and brackets, before white space; not after abbreviations and
// not before a lower-case letter; also where the space is missing between two
// ordinary words ("over.Then"). A line end ends it too (captions, headlines,
// list items have no full stop), unless the document is hard-wrapped.

// Token is a stem's number in the Vocabulary together with flags.
type Token uint32

// The flags of a Token.
const (
	Content Token = 1 << 31 // not a stop word
	Number  Token = 1 << 30 // a number
	Capital Token = 1 << 29 // written with a capital, and not because a sentence begins or all is in capitals
	Abbrev  Token = 1 << 28 // Vocabulary only: a full stop after it ends no sentence
	Stop    Token = 1 << 27 // Vocabulary only: in the stop list
	idMask  Token = 1<<27 - 1
)

// ID returns the stem's number.
func (t Token) ID() uint32 { return uint32(t & idMask) }

// IsContent tells whether the token is neither a stop word nor a single letter.
func (t Token) IsContent() bool { return int32(t) < 0 }

// MaxID is the largest number a Vocabulary may give.
const MaxID = int(idMask)

// Vocabulary gives words their meaning.
type Vocabulary interface {
	// Lookup returns the token of a folded form (lower case, NFKC, possessive
	// off). language is the caller's own number; 0 is English.
	Lookup(language uint8, folded string) Token
}

// Sentence is a sentence, caption, headline or list item.
type Sentence struct {
	Start, End uint32 // bytes, half-open
	Token      uint32 // index of its first token
	Paragraph  uint32 // number of its line (hard-wrapped text: block of lines) among those with a sentence, from 0
}

// Span returns the sentence's range of bytes.
func (s Sentence) Span() Span { return Span{int(s.Start), int(s.End)} }

// Text is a text taken apart. Its slices are appended to and may be reused.
type Text struct {
	Tokens    []Token
	Sentences []Sentence // a sentence's tokens end where the next one's begin
	// Spans and Forms, parallel to Tokens, are filled only with KeepSpans.
	Spans     []Span
	Forms     []uint64 // hash of the folded form: equal for the same word in any case
	KeepSpans bool
	OnlySpans bool // with KeepSpans: nobody asks what words mean; tokens and ends of sentences are of no use
}

// Reset empties t and keeps its memory.
func (t *Text) Reset() {
	t.Tokens, t.Sentences, t.Spans, t.Forms = t.Tokens[:0], t.Sentences[:0], t.Spans[:0], t.Forms[:0]
}

// SentenceTokens returns the range of indexes of sentence i's tokens.
func (t *Text) SentenceTokens(i int) (from, to int) {
	to = len(t.Tokens)
	if i+1 < len(t.Sentences) {
		to = int(t.Sentences[i+1].Token)
	}
	return int(t.Sentences[i].Token), to
}

// MaxText is the largest text that can be scanned, in bytes.
const MaxText = math.MaxUint32 - slack

// maxSentence bounds a sentence in tokens: text without full stops (transcripts,
// tables) is cut so that comparing windows of sentences stays affordable.
const maxSentence = 120

// slack is how many readable bytes follow the text in the scanner's copy, so
// that the hash can read words eight bytes at a time.
const slack = 16

// Scanner takes texts apart. It is not safe for concurrent use: one a worker.
type Scanner struct {
	vocab  Vocabulary
	caches []*cache // by language
	known  []*cache // those of the scanner this is a fork of, which nobody changes any more
	fold   folder

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
}

// NewScanner returns a scanner that asks v for the meaning of words.
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
	s.language, s.cache, s.base, s.out = language, s.cacheFor(language), noCache, out
	if int(language) < len(s.known) && s.known[language] != nil {
		s.base = s.known[language]
	}
	s.start, s.first, s.last, s.lastWord, s.paragraph = -1, len(out.Tokens), 0, -1, 0
	s.upper, s.lower, s.open = 0, 0, false
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
	if tok, ok := s.base.get(h); ok {
		return tok, true
	}
	return s.cache.get(h)
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
	if len(o.Tokens) > s.first && tok.IsContent() && s.capital(a) {
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
	x := binary.LittleEndian.Uint64(t[a:])
	n := wordRun(x)
	kept := ^uint64(0) >> (64 - 8*uint(n))
	low := x&kept&(0x20*ones) != 0
	i := a + n
	if n == 8 {
		for ; isWord[t[i]]; i++ {
			low = low || t[i]&0x20 != 0
		}
	}
	if t[i] >= utf8.RuneSelf && i < s.n && s.joinsWord(i) {
		return s.foldedWord(a)
	}
	if i == a+1 && t[i] == '.' && isLetter(t[i+1]) && t[i+2] == '.' {
		return s.initials(a)
	}
	e := i
	if j := apostrophe(t, i); j > 0 && isLetter(t[j]) {
		k := j
		for isWord[t[k]] {
			k++
		}
		switch {
		case contraction(t[j:k]):
			if k == j+1 && t[j]|0x20 == 't' && e > a+1 && t[e-1]|0x20 == 'n' {
				e-- // n't
			}
			i = k
		case i-a >= 2 && k-j >= 3: // a space is missing: him'strong'
		default:
			return s.foldedWord(a)
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

// number reads digits with what stands between digits: 175,000 10:30 94.3.
func (s *Scanner) number(a int) int {
	t, i := s.t, a+1
	plain := true
	for {
		for t[i]-'0' < 10 {
			i++
		}
		if (t[i] == '.' || t[i] == ',' || t[i] == ':') && t[i+1]-'0' < 10 && i+1 < s.n {
			plain = plain && t[i] != ','
			i++
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
	s.touch(a, i)
	if plain {
		s.add(a, i, hashASCII(t, a, e), t[a:e])
		return i
	}
	w := s.fold.buf[:0]
	for _, c := range t[a:e] {
		if c != ',' {
			w = append(w, c)
		}
	}
	s.add(a, i, hashBytes(w), w)
	return i
}

// line reads line ends at i: \n, \r\n, \r, \f, \v and blank lines after them.
func (s *Scanner) line(i int) int {
	j, ends := i, 0
	for j < s.n {
		c := class[s.t[j]]
		if c == cLine {
			if s.t[j] != '\n' || j == 0 || s.t[j-1] != '\r' {
				ends++
			}
		} else if c != cSpace {
			break
		}
		j++
	}
	if s.wrapped && ends == 1 {
		return j
	}
	s.endParagraph()
	return j
}

// endParagraph closes the sentence and the paragraph.
func (s *Scanner) endParagraph() {
	s.end(s.last)
	if s.open {
		s.paragraph++
		s.open = false
	}
}

// stop reads a full stop or the like, size bytes long, at i.
func (s *Scanner) stop(i, size int) int {
	t, j := s.t, i+size
	for j < s.n && class[t[j]] == cStop {
		j++
	}
	k := s.skipClosers(j)
	s.touch(i, k)
	single := size == 1 && j == i+1 && t[i] == '.'
	if k >= s.n || s.spaceAt(k) {
		m := s.skipOpeners(s.skipSpace(k))
		if single && s.lastTok&Abbrev != 0 && s.lastWord == i {
			return j
		}
		if m < s.n && s.lowerAt(m) {
			return j
		}
		s.end(k)
		return k
	}
	if single && i >= 2 && k+1 < s.n && isLower(t[i-1]) && isLower(t[i-2]) && isUpper(t[k]) && isLower(t[k+1]) {
		s.end(k)
		return k
	}
	return j
}

func (s *Scanner) skipSpace(i int) int {
	for i < s.n {
		if c := class[s.t[i]]; c == cSpace || c == cLine {
			i++
		} else if c == cHigh {
			r, z := utf8.DecodeRune(s.t[i:s.n])
			if !unicode.IsSpace(r) {
				return i
			}
			i += z
		} else {
			return i
		}
	}
	return i
}

func (s *Scanner) spaceAt(i int) bool { return s.skipSpace(i) > i }

func (s *Scanner) lowerAt(i int) bool {
	if c := s.t[i]; c < utf8.RuneSelf {
		return isLower(c)
	}
	r, _ := utf8.DecodeRune(s.t[i:s.n])
	return unicode.IsLower(r)
}

// skipClosers skips what closes quotations and brackets.
func (s *Scanner) skipClosers(i int) int { return s.skipSet(i, closers) }

// skipOpeners skips what opens them.
func (s *Scanner) skipOpeners(i int) int { return s.skipSet(i, openers) }

func (s *Scanner) skipSet(i int, set string) int {
	for i < s.n {
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if !contains(set, r) {
			return i
		}
		i += z
	}
	return i
}

const (
	closers = "\"'”’)]»›」』"
	openers = "\"'“‘‚„([«‹「『"
)

func contains(set string, r rune) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}

// hardWrapped tells whether the lines of t were broken to a width, as in mail
// and old wire copy: most lines of like length, many without a full stop at
// their end, many beginning in lower case. The shares were set on Reuters and
// PAN texts, where a paragraph is a block between blank lines.
func hardWrapped(t []byte) bool {
	var lines, even, open, low int
	for len(t) > 0 && lines < 400 {
		var l []byte
		if k := bytes.IndexByte(t, '\n'); k >= 0 {
			l, t = t[:k], t[k+1:]
		} else {
			l, t = t, nil
		}
		l = bytes.TrimSpace(l)
		if len(l) == 0 {
			continue
		}
		lines++
		if len(l) >= 40 && len(l) <= 110*utf8.UTFMax {
			if n := utf8.RuneCount(l); n >= 40 && n <= 110 {
				even++
			}
		}
		switch c := l[len(l)-1]; c {
		case '.', '!', '?', '"', '\'', ':':
		default:
			if c < utf8.RuneSelf {
				open++
			}
		}
		if isLower(l[0]) {
			low++
		}
	}
	return lines > 3 && 10*even > 5*lines && 2*open > lines && 10*low > 3*lines
}
