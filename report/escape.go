package report

import (
	"strings"
	"unicode"
)

// Markdown has no way to say "this is text" once and for all. So what could
// begin a link, an image, code, emphasis, mathematics, a table cell or, at the
// start of a line, a list, a heading or a rule, gets a backslash; what begins a
// tag or an entity becomes an entity; and after @ and # a word joiner, which
// nobody sees, keeps names from being called and numbers from being linked.
// Other punctuation stays, so that the source can be read as well.

// escape makes s text on one line.
func escape(s string) string { return escapePart(line(s)) }

// escapePart is escape for a part of a line: blanks at its ends stay.
func escapePart(s string) string {
	var b strings.Builder
	blanks, digits := true, true // there was nothing but blanks, or these and digits, so far
	for _, r := range clean(s) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@' || r == '#':
			b.WriteString(`\` + string(r) + "\u2060")
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case actsInMarkdown(r, b.String(), blanks, digits):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
		blanks = blanks && unicode.IsSpace(r)
		digits = digits && (unicode.IsSpace(r) || '0' <= r && r <= '9')
	}
	return b.String()
}

// actsInMarkdown tells whether r after before, which is blanks, or digits and blanks, or
// neither, is more than itself.
func actsInMarkdown(r rune, before string, blanks, digits bool) bool {
	switch {
	case strings.ContainsRune("\\`*_{}[]!|~:$^", r): // a colon ends http, and begins :smile:
		return true
	case strings.ContainsRune("-+=", r):
		return blanks
	case r == '.' || r == ')': // 1. and 1) begin lists, www. a link
		return digits || strings.EqualFold(before[max(0, len(before)-3):], "www")
	}
	return false
}
