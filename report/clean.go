package report

import (
	"fmt"
	"strings"
	"unicode"
)

// Strangers' text is full of what a terminal or a reader must not obey: escape
// sequences that recolour, retitle or answer for the user, direction overrides
// that make "evil.exe" look like "exe.live", characters nobody sees. clean
// makes all of it visible and leaves every script readable.

// clean returns s with nothing left that acts instead of being read. White
// space stays, but for the exotic line ends, which become spaces.
func clean(s string) string {
	if strings.IndexFunc(s, acts) < 0 {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	for _, r := range s {
		if acts(r) {
			b.WriteString(visible(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// acts tells whether r does something to its surroundings. Joiners make emoji
// and words of several scripts, so they stay.
func acts(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

func visible(r rune) string {
	switch {
	case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return " "
	case r == '\u00ad': // a soft hyphen is only a hint for the end of a line
		return ""
	case r < ' ':
		return string('\u2400' + r)
	case r == 0x7f:
		return "\u2421"
	}
	return fmt.Sprintf("<U+%04X>", r)
}

// line is clean on one line: for names and other short strings.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(clean(s), unicode.IsSpace), " ")
}
