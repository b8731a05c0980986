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
		case actsInMarkdown(r, b.String()):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// actsInMarkdown tells whether r after before is more than itself.
func actsInMarkdown(r rune, before string) bool {
	switch {
	case strings.ContainsRune("\\`*_{}[]!|~:$^", r): // a colon ends http, and begins :smile:
		return true
	case strings.ContainsRune("-+=", r):
		return strings.TrimSpace(before) == ""
	case r == '.' || r == ')': // 1. and 1) begin lists, www. a link
		return strings.TrimLeft(before, " 0123456789") == "" || strings.EqualFold(before[max(0, len(before)-3):], "www")
	}
	return false
}
