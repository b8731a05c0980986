// Package quotes finds quotations by their marks.
//
// Quotation marks come in pairs that differ from country to country, and the mark that
// ends a quotation in one begins it in another („so“, “so”, ”so”, »so«, «so»). Hence each
// opening mark knows which marks may close it, and a mark that may do both, or be something
// else, is asked where it stands. Where somebody types without care a straight mark ends
// what a curved one began („so"). That may end a quotation too soon, never too late.
//
// Titles in Chinese (《》) are no quotations; straight single marks are no marks, as
// apostrophes are the most of them.
package quotes

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// closers gives the marks that end what a mark opens. Straight marks, which
// open and close alike, must stand where a word begins or ends.
var closers = map[rune]string{
	'“': `”"`, '„': `“”"`, '‟': "”", '”': "”", '«': "»", '»': "«»", '‹': "›", '›': "‹›", '‘': "’", '‚': "‘’",
	'「': "」", '『': "』", '｢': "｣", '〝': "〞〟", '"': `"`, '＂': "＂", '״': "״",
}

// Quotation is what stands between two marks.
type Quotation struct {
	Mark       int  // where its mark begins, in bytes of the text
	Start, End int  // what stands between
	Open       bool // it is not closed, and ends where the reader does
}

// Reader finds the quotations of a part of a text, one after the other.
type Reader struct {
	text    string
	at, end int
}

// NewReader returns a Reader of text[start:end], in which quotations begin and end: a
// paragraph.
func NewReader(text string, start, end int) Reader { return Reader{text, start, end} }

// End returns where the part ends.
func (r *Reader) End() int { return r.end }

// Next returns the next quotation if its mark stands before byte to. If not, it may be
// asked again.
func (r *Reader) Next(to int) (q Quotation, ok bool) {
	var mark rune
	for r.at < r.end && (mark != 0 || r.at < to) {
		c, size := utf8.DecodeRuneInString(r.text[r.at:])
		at := r.at
		r.at += size
		switch {
		case c == utf8.RuneError || c < '‘' && c != '"' && c != '«' && c != '»' && c != '״':
		case mark == 0 && closers[c] != "" && r.opens(c, at):
			mark, q.Mark, q.Start = c, at, r.at
		case mark != 0 && strings.ContainsRune(closers[mark], c) && r.closes(c, at):
			q.End = at
			return q, true
		}
	}
	if mark == 0 {
		return Quotation{}, false
	}
	q.End, q.Open = r.end, true
	return q, true
}

// opens tells whether a mark, which ends where the reader is, begins a quotation.
func (r *Reader) opens(mark rune, at int) bool {
	before, next := r.around(at)
	switch mark {
	case '"', '＂', '״', '‘', '‚', '»', '›':
		return !wordRune(before) && !blank(next)
	case '”':
		return (blank(before) || unicode.In(before, unicode.Ps, unicode.Pd)) && !blank(next)
	case '“': // in German it ends a quotation; in Chinese there are no spaces
		return blank(before) || !blank(next) && !strings.ContainsRune(",.;:!?)", next)
	}
	return true
}

// closes tells the same of the end; an apostrophe stands before a letter.
func (r *Reader) closes(mark rune, at int) bool {
	switch mark {
	case '"', '＂', '״', '’', '‘':
		before, next := r.around(at)
		return !wordRune(next) && !unicode.IsSpace(before)
	}
	return true
}

// around returns the characters around a mark, which ends where the reader is; RuneError
// where there are none.
func (r *Reader) around(at int) (before, next rune) {
	before, _ = utf8.DecodeLastRuneInString(r.text[:at])
	next, _ = utf8.DecodeRuneInString(r.text[r.at:])
	return before, next
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// blank tells whether a character is a space, or none.
func blank(r rune) bool { return unicode.IsSpace(r) || r == utf8.RuneError }
