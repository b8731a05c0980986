package detect

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"respun/internal/lexicon"
	"respun/shingle"
)

// What only looks like reuse gets its own name. The rules are tried in order,
// the first that fits names the class, and a class is told, never deleted.
//
//	list       link lists run together by scraping ("wordWord", "word2019"); or what
//	           both sides share are items of enumerations (enumeration.go)
//	furniture  a line that ends in a time (players); or, not neighbours, two
//	           lines without end punctuation (menus, teasers); of several lines
//	           the most
//	caption    markers of photo credits
//	echo       headline, bullet or lead told again further down
//	parallel   each side has a number that the other lacks, however written; or
//	           each has names and numbers that the other lacks, two at least
//	           and half as many as are shared: the same frame told of other
//	           things. The number rule is the best of all: 190 alarms fewer
//	           per 1,000 articles at no recall.
//	quotation  both passages stand in quotation marks: a label of copies only. A
//	           quotation that was reworded is no quotation.
//
// Two more are decided elsewhere: template (template.go), series (series.go). An echo
// or a parallel statement that goes on beside a sure match is reuse again (linker.go).
// Rules made for English (captions, and names told by capitals) are off for
// other languages.

// lines knows the lines of a document around its sentences. What was looked at last
// is kept: a text may be one line of megabytes.
type lines struct {
	text     string
	language uint8
	last     Span // the line looked at last
	quotes   quotes
}

// quotes are what stands in quotation marks from the beginning of a line on, as far
// as it was looked at.
type quotes struct {
	from, at int
	open     int // where a quotation began that is not closed yet; -1: none
	spans    []Span
}

func newLines(text string, language uint8) *lines {
	return &lines{text: text, language: language, quotes: quotes{from: -1}}
}

func (l *lines) english() bool { return lexicon.Language(l.language) == lexicon.English }

// lineAt returns where the line that contains byte i lies, its end not included.
func (l *lines) lineAt(i int) Span {
	if l.last.Start <= i && i < l.last.End {
		return l.last
	}
	to := strings.IndexByte(l.text[i:], '\n')
	if to < 0 {
		to = len(l.text) - i
	}
	l.last = Span{Start: strings.LastIndexByte(l.text[:i], '\n') + 1, End: i + to}
	return l.last
}

// through returns the lines that contain the bytes from i up to j.
func (l *lines) through(i, j int) string {
	start := l.lineAt(i).Start
	return strings.TrimSpace(l.text[start:max(start, l.lineAt(j-1).End)])
}

// quoted returns how many bytes of a span stand in quotation marks; an open one
// ends with its line.
func (l *lines) quoted(span Span) (n int) {
	q := &l.quotes
	if from := l.lineAt(span.Start).Start; q.from != from {
		*q = quotes{from: from, at: from, open: -1, spans: q.spans[:0]}
	}
	q.read(l.text, span.End)
	i, _ := slices.BinarySearchFunc(q.spans, span.Start, func(s Span, start int) int { return s.End - start })
	for ; i < len(q.spans) && q.spans[i].Start < span.End; i++ {
		n += span.Overlap(q.spans[i])
	}
	return n
}

// read looks for quotations up to byte to, and where one is open there, to its end.
func (q *quotes) read(text string, to int) {
	closed := func(end int) {
		if q.open >= 0 {
			q.spans = append(q.spans, Span{Start: q.open, End: end})
		}
		q.open = -1
	}
	for q.at < len(text) && (q.at < to || q.open >= 0) {
		r, size := utf8.DecodeRuneInString(text[q.at:])
		switch r {
		case '“', '„', '«':
			if q.open < 0 {
				q.open = q.at
			}
		case '”', '»', '\n':
			closed(q.at)
		case '"':
			if q.open < 0 {
				q.open = q.at
			} else {
				closed(q.at)
			}
		}
		q.at += size
	}
	if q.at == len(text) {
		closed(q.at)
	}
}

// sideInfo is what the rules ask of one side.
type sideInfo struct {
	text       string // of the passage
	words      int
	paragraph  int
	ended      bool // its line has end punctuation
	timed      bool // its line ends in a time
	onlyNumber int  // distinct numbers that the other side lacks
	onlyName   int  // distinct names that the other side lacks altogether
}

type classInput struct {
	a, b     sideInfo
	inside   bool
	spun     bool
	distance int         // paragraphs between, inside a document
	shared   int         // names and numbers that both sides have
	listed   func() bool // what both sides share are items of enumerations
	quoted   func() bool
	english  bool
	doubled  bool // the document doubles its paragraphs: echoes and captions are what it consists of
}

// classOf names what a spun match is.
func classOf(in *classInput) Class {
	a, b := &in.a, &in.b
	near := in.inside && in.distance <= 2
	switch {
	case linkList(a.text) || linkList(b.text):
		return List
	case a.timed || b.timed || !a.ended && !b.ended && !near:
		return Furniture
	case in.english && !in.doubled && (captionMark(a.text) || captionMark(b.text)):
		return Caption
	case in.inside && !in.doubled && echoes(in):
		return Echo
	case min(a.onlyNumber, b.onlyNumber) >= 1:
		return Parallel
	case in.english && !in.doubled && otherNames(in):
		return Parallel
	case in.listed():
		return List
	case !in.spun && in.quoted():
		return Quotation
	}
	return Reuse
}

// headlineWords is how many words a headline or a bullet at the top has at most: what is
// longer is a caption.
const headlineWords = 20

// echoes tells whether a headline, a bullet or the lead is told again.
func echoes(in *classInput) bool {
	a, b := &in.a, &in.b
	if in.distance > 2 && a.paragraph < 4 && (!a.ended || bullet(a.text) || 10*a.words <= 6*b.words) {
		return true
	}
	return in.distance >= 1 && a.paragraph < 3 && !a.ended && a.words <= headlineWords
}

// otherNames tells whether the sides speak of other people, places or amounts.
func otherNames(in *classInput) bool {
	m := min(in.a.onlyNumber+in.a.onlyName, in.b.onlyNumber+in.b.onlyName)
	return m >= 2 && 2*m >= in.shared
}

var (
	captionRule = regexp.MustCompile(`(?i)\b(image|photo|picture|media|video|hide) ?(copyright|caption|credit)s?\b|^(photo|image|picture|credit)s?\s*[:/(]`)
	bulletRule  = regexp.MustCompile(`^\s*([•\-–—*▪◦‣]|\d{1,2}[.)])\s`)
)

func bullet(s string) bool { return bulletRule.MatchString(s) }

func captionMark(s string) bool {
	s = s[:min(len(s), 160)]
	return captionWord(s) && captionRule.MatchString(s)
}

// captionWord tells whether the rule has a chance, by the first four letters of its
// words; looking for them costs a tenth of the rule.
func captionWord(s string) bool {
	var four uint32
	mark := false // of the words that another one has to follow
	for i := range len(s) {
		switch four = four<<8 | uint32(s[i]|0x20); four {
		case 'p'<<24 | 'h'<<16 | 'o'<<8 | 't', 'i'<<24 | 'm'<<16 | 'a'<<8 | 'g', 'p'<<24 | 'i'<<16 | 'c'<<8 | 't':
			if i == 3 {
				return true
			}
			mark = true
		case 'm'<<24 | 'e'<<16 | 'd'<<8 | 'i', 'v'<<24 | 'i'<<16 | 'd'<<8 | 'e', 'h'<<24 | 'i'<<16 | 'd'<<8 | 'e':
			mark = true
		case 'c'<<24 | 'r'<<16 | 'e'<<8 | 'd':
			if mark || i == 3 {
				return true
			}
		case 'c'<<24 | 'o'<<16 | 'p'<<8 | 'y', 'c'<<24 | 'a'<<16 | 'p'<<8 | 't':
			if mark {
				return true
			}
		}
	}
	return false
}

// linkList tells whether words run together as links do when a page is scraped.
func linkList(s string) bool {
	if !mayJoin(s) {
		return false
	}
	n := 0
	for k, i := 0, 0; k < linkWords; k++ {
		from, to := joinedWord(s, i)
		if to == 0 {
			break
		}
		if !joinedName(s[from:to]) {
			n++
		}
		i = to
	}
	return n >= 2 || n == 1 && (strings.Contains(s, " MORE") || len(strings.Fields(s)) >= 45)
}

// mayJoin tells whether a capital or a digit comes right behind a small letter, or what has
// enough bits of one: few texts have it, and eight bytes are looked at together.
func mayJoin(s string) bool {
	const tops = 0x8080808080808080
	i := 1
	for ; i+8 <= len(s); i += 8 {
		x, y := eightBytes(s[i-1:]), eightBytes(s[i:])
		small := x << 1 & (x << 2)                                  // 0x60 and more
		capital, digit := y<<1&^(y<<2), y<<2&(y<<3)&^(y<<1)&^(y<<4) // 0x40 to 0x5f, 0x30 to 0x37
		if small&(capital|digit)&tops != 0 {
			return true
		}
	}
	for ; i < len(s); i++ {
		if s[i-1]-'a' < 26 && (s[i]-'A' < 26 || s[i]-'0' < 10) {
			return true
		}
	}
	return false
}

// eightBytes returns the first eight bytes of s, the first lowest.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// linkWords is how many words that have run together are looked at.
const linkWords = 8

// joinedName tells whether a word is a name that is written with a capital inside.
func joinedName(w string) bool {
	for _, head := range [...]string{"Mc", "Mac", "De", "Di", "La", "Le", "Fitz", "Van", "You", "Face", "Link", "Snap", "Whats"} {
		if strings.HasPrefix(w, head) {
			return true
		}
	}
	return false
}

// joinedWord returns the first word of s[i:] into which two have run: letters and
// apostrophes, of which the last three before the joint are small, and behind it
// a capital and two letters or more, or a year from 2000 on. to is 0 where there
// is none. The expression \b[A-Za-z'’]*[a-z]{3}(?:[A-Z][A-Za-z]{2,}|20\d\d) says the
// same, and took a fortieth of a scan.
func joinedWord(s string, i int) (from, to int) {
	begin, joint := i, 0 // of the letters and apostrophes at hand, and their last joint
	for ; i <= len(s); i++ {
		switch {
		case i == len(s):
		case s[i]|0x20-'a' < 26:
			if s[i]-'A' < 26 && smallBetween(s, begin, i) && lettersAt(s[:min(len(s), i+3)], i) > 2 {
				joint = i
			}
			continue
		case s[i] == '\'':
			continue
		case strings.HasPrefix(s[i:], "’"):
			i += len("’") - 1
			continue
		case yearAt(s, i) && smallBetween(s, begin, i):
			joint = i
		}
		if from, ok := wordBoundary(s, begin, joint-3); ok {
			if s[joint] == '2' {
				return from, joint + len("2000")
			}
			return from, joint + lettersAt(s, joint)
		}
		begin, joint = i+1, 0
	}
	return 0, 0
}

// smallBetween tells whether there are three small letters before byte i, from
// byte begin on.
func smallBetween(s string, begin, i int) bool {
	return i-begin >= 3 && s[i-1]-'a' < 26 && s[i-2]-'a' < 26 && s[i-3]-'a' < 26
}

// lettersAt counts the letters from byte i on.
func lettersAt(s string, i int) (n int) {
	for i+n < len(s) && s[i+n]|0x20-'a' < 26 {
		n++
	}
	return n
}

// yearAt tells whether a year from 2000 to 2099 begins at byte i.
func yearAt(s string, i int) bool {
	return i+4 <= len(s) && s[i:i+2] == "20" && s[i+2]-'0' < 10 && s[i+3]-'0' < 10
}

// wordBoundary returns the first place from begin to last, both included, where a
// word begins or ends.
func wordBoundary(s string, begin, last int) (int, bool) {
	for i := begin; i <= last; i++ {
		if isWordByte(s[i]) != (i > 0 && isWordByte(s[i-1])) {
			return i, true
		}
	}
	return 0, false
}

// endsSentence tells whether a line has end punctuation: before closing quotes, or
// before a word in brackets, an agency or the number of a note. The name of a
// photographer has more than one.
func endsSentence(line string) bool {
	if stops(line) {
		return true
	}
	if !strings.HasSuffix(line, ")") && !strings.HasSuffix(line, "]") {
		return false
	}
	open := strings.LastIndexAny(line, "([")
	return open > 0 && !strings.ContainsAny(line[open:], " /") && stops(strings.TrimRight(line[:open], " "))
}

func stops(line string) bool {
	line = strings.TrimRight(line, "'\"”’)]»」』）】》〉")
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?…。！？．｡।॥۔؟։።။។", r) && !strings.HasSuffix(line, "...") || stopless(r)
}

// stopless tells whether a letter is Thai or Lao, which end no sentence with a mark: that
// there is none says nothing of a line.
func stopless(r rune) bool { return unicode.In(r, unicode.Thai, unicode.Lao) }

// timeAtEnd tells whether a line ends in a time, as players show it: 1:23, 01:23.
func timeAtEnd(line string) bool {
	digit := func(fromEnd int) bool { return len(line) >= fromEnd && line[len(line)-fromEnd]-'0' < 10 }
	if !digit(1) || !digit(2) || !digit(4) || line[len(line)-3] != ':' {
		return false
	}
	n := 4
	if digit(5) {
		n = 5
	}
	return len(line) == n || !isWordByte(line[len(line)-n-1])
}

// isWordByte tells whether c is an ASCII letter, digit or underscore.
func isWordByte(c byte) bool { return c-'0' < 10 || (c|0x20)-'a' < 26 || c == '_' }

// side describes one side of a window for the rules.
func (l *lines) side(v view, r run, words int) sideInfo {
	first, last := v.sentences[r.First], v.sentences[r.Last]
	s := sideInfo{text: l.text[first.Start:last.End], words: words, paragraph: int(first.Paragraph)}
	s.ended, s.timed = l.ends(v, r)
	return s
}

// ends tells whether the most of a passage stands in lines that have end punctuation,
// and in lines that end in a time: a headline or a list of ingredients makes no
// furniture of the article below it. A line is that of the author: of a text that was
// broken to a width, the whole paragraph.
func (l *lines) ends(v view, r run) (ended, timed bool) {
	var all, inEnded, inTimed int
	for i := r.First; i <= r.Last; {
		next, _ := slices.BinarySearchFunc(v.sentences, v.sentences[i].Paragraph+1, func(s shingle.Sentence, p uint32) int { return cmp.Compare(s.Paragraph, p) })
		line := l.through(int(v.sentences[i].Start), int(v.sentences[next-1].End))
		n := spanOf(v, run{i, min(next-1, r.Last)}).Len()
		all += n
		if endsSentence(line) {
			inEnded += n
		}
		if timeAtEnd(line) {
			inTimed += n
		}
		i = next
	}
	return 2*inEnded >= all, 2*inTimed >= all
}

// names counts the names and numbers that both sides have, and that one lacks.
func (p *pairer) names(ta, tb []shingle.Token, a, b *sideInfo) (shared int) {
	p.markStems(ta, tb)
	shared = p.countNames(ta, a, func(m *stemMark) bool { return m.b != 0 })
	p.countNames(tb, b, func(m *stemMark) bool { return m.a != 0 })
	if a.onlyNumber > 0 && b.onlyNumber > 0 {
		a.onlyNumber, b.onlyNumber = p.otherNumbers(ta, tb)
	}
	return shared
}

func (p *pairer) countNames(tokens []shingle.Token, s *sideInfo, other func(*stemMark) bool) (shared int) {
	p.stampS++
	for _, t := range tokens {
		if t&(shingle.Capital|shingle.Number) == 0 || !t.IsContent() && t&shingle.Number == 0 || p.seen[t.ID()] == p.stampS {
			continue
		}
		p.seen[t.ID()] = p.stampS
		switch {
		case other(&p.marks[t.ID()]):
			shared++
		case t&shingle.Number != 0:
			s.onlyNumber++
		default:
			s.onlyName++
		}
	}
	return shared
}
