// Package lines tells what the lines of a page look like, without an idea of what they
// say: where quotations stand, whether a line ends a sentence or in a time, is an item, a
// caption, or links run together. Rules of reuse are made of it elsewhere.
//
// Rejected: regular expressions alone. All this is asked of every passage that is told,
// and the one for joined links took a fortieth of a scan; where that was measured letters
// are looked at by hand, and tests hold the two against each other.
package lines

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"respun/internal/quotes"
	"respun/shingle"
)

// Lines knows the lines of a text. What was looked at last is kept: a text may be one line
// of megabytes. One a goroutine.
type Lines struct {
	text   string
	last   shingle.Span // the line looked at last
	quoted quotations
}

// quotations are what stands in quotation marks from the beginning of a line on, as far
// as it was looked at.
type quotations struct {
	from   int
	reader quotes.Reader // of the line at hand
	spans  []shingle.Span
}

// New returns the lines of a text.
func New(text string) *Lines { return &Lines{text: text, quoted: quotations{from: -1}} }

// lineAt returns where the line that contains byte i lies, its end not included.
func (l *Lines) lineAt(i int) shingle.Span {
	if l.last.Start <= i && i < l.last.End {
		return l.last
	}
	to := strings.IndexByte(l.text[i:], '\n')
	if to < 0 {
		to = len(l.text) - i
	}
	l.last = shingle.Span{Start: strings.LastIndexByte(l.text[:i], '\n') + 1, End: i + to}
	return l.last
}

// Through returns the lines that contain the bytes [i,j), without blanks around them.
func (l *Lines) Through(i, j int) string {
	start := l.lineAt(i).Start
	return strings.TrimSpace(l.text[start:max(start, l.lineAt(j-1).End)])
}

// Quoted returns how many bytes of a span stand in quotation marks, with the mark that
// opens. What is not closed in its line is no quotation: who knows where it ended.
func (l *Lines) Quoted(span shingle.Span) (n int) {
	q := &l.quoted
	if line := l.lineAt(span.Start); q.from != line.Start {
		*q = quotations{from: line.Start, reader: quotes.NewReader(l.text, line.Start, line.End), spans: q.spans[:0]}
	}
	l.readQuotes(span.End)
	i, _ := slices.BinarySearchFunc(q.spans, span.Start, func(s shingle.Span, start int) int { return s.End - start })
	for ; i < len(q.spans) && q.spans[i].Start < span.End; i++ {
		n += span.Overlap(q.spans[i])
	}
	return n
}

// readQuotes looks for quotations up to byte to, and where one is open there, to its end.
func (l *Lines) readQuotes(to int) {
	q := &l.quoted
	for {
		for found, ok := q.reader.Next(to); ok; found, ok = q.reader.Next(to) {
			if !found.Open {
				q.spans = append(q.spans, shingle.Span{Start: found.Mark, End: found.End})
			}
		}
		next := q.reader.End() + 1 // behind the line's end
		if next >= to {
			return
		}
		q.reader = quotes.NewReader(l.text, next, l.lineAt(next).End)
	}
}

var bulletRule = regexp.MustCompile(`^\s*([•\-–—*▪◦‣]|\d{1,2}[.)])\s`)

// Bullet tells whether a text begins with the sign or the number of an item.
func Bullet(s string) bool { return bulletRule.MatchString(s) }

// EndsSentence tells whether a line has end punctuation: before closing quotes, or
// before a word in brackets, an agency or the number of a note. The name of a
// photographer has more than one.
func EndsSentence(line string) bool {
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

// EndsInTime tells whether a line ends in a time, as players show it: 1:23, 01:23.
func EndsInTime(line string) bool {
	digit := func(fromEnd int) bool { return len(line) >= fromEnd && line[len(line)-fromEnd]-'0' < 10 }
	if !digit(1) || !digit(2) || !digit(4) || line[len(line)-3] != ':' {
		return false
	}
	n := 4
	if digit(5) {
		n = 5
	}
	return len(line) == n || !IsWordByte(line[len(line)-n-1])
}

// IsWordByte tells whether c is an ASCII letter, digit or underscore.
func IsWordByte(c byte) bool { return c-'0' < 10 || (c|0x20)-'a' < 26 || c == '_' }
