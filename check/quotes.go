package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"respun/detect"
)

// Quotation marks come in pairs that differ from country to country, and the
// mark that ends a quotation in one begins it in another („so“, “so”, »so«,
// «so»). Hence each opening mark knows which marks may close it. A quotation
// stays in its paragraph. If it is not closed there, it counts only where the
// next paragraph opens one again, as long speeches are printed; anything else
// that is left open (inches, slips of the pen) is no quotation, so that a
// missing mark hides nothing.

// closers gives the marks that end what a mark opens. Straight marks, which
// open and close alike, must stand where a word begins or ends.
var closers = map[rune]string{
	'“': "”", '„': "“”", '‟': "”", '«': "»", '»': "«»", '‹': "›", '‘': "’", '‚': "‘’", '「': "」", '『': "』", '"': `"`, '＂': "＂",
}

// quotation is a range of bytes between its marks.
type quotation struct {
	detect.Span
	open bool // not closed: goes on in the next paragraph
}

// quotationsIn returns the quotations of text[p.Start:p.End], a paragraph.
func quotationsIn(text string, p detect.Span) (found []quotation) {
	var mark rune
	start := 0
	for i, r := range text[p.Start:p.End] {
		at := p.Start + i
		after := at + utf8.RuneLen(r)
		switch {
		case r == utf8.RuneError:
		case mark == 0 && closers[r] != "" && opens(text, r, at, after):
			mark, start = r, after
		case mark != 0 && strings.ContainsRune(closers[mark], r) && closes(text, r, at, after):
			found = append(found, quotation{Span: detect.Span{Start: start, End: at}})
			mark = 0
		}
	}
	if mark != 0 {
		found = append(found, quotation{detect.Span{Start: start, End: p.End}, true})
	}
	return found
}

// opens tells whether a mark that could also be something else begins a quotation.
func opens(text string, r rune, at, after int) bool {
	switch r {
	case '"', '＂', '‘', '‚', '»':
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		next, _ := utf8.DecodeRuneInString(text[after:])
		return !wordRune(before) && !unicode.IsSpace(next) && after < len(text)
	}
	return true
}

// closes tells the same of the end; an apostrophe stands before a letter.
func closes(text string, r rune, at, after int) bool {
	switch r {
	case '"', '＂', '’', '‘':
		next, _ := utf8.DecodeRuneInString(text[after:])
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		return !wordRune(next) && !unicode.IsSpace(before)
	}
	return true
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// blockQuotes returns the lines that begin with > as in Markdown and in mail.
func blockQuotes(text string) (found []detect.Span) {
	at := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), ">") {
			found = append(found, detect.Span{Start: at, End: at + len(line)})
		}
		at += len(line)
	}
	return found
}
