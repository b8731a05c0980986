package lexicon

import "strings"

func startsWithDigit(s string) bool { return s != "" && s[0]-'0' < 10 }

// canonicalNumber writes the same number the same way: without grouping, with
// a decimal point, without trailing punctuation. comma tells that the language
// groups with points and writes the decimal comma. A point followed by other
// than three digits is decimal either way ("4.5" stays in German), and clock
// times, dates and scores ("10:30", "3-1") stay as they are.
func canonicalNumber(s string, comma bool) string {
	s = strings.TrimRight(s, ".,:;'")
	group, decimal := ",", "."
	if comma {
		group, decimal = decimal, group
	}
	if !strings.ContainsAny(s, ".,'") {
		return s
	}
	whole, fraction, _ := strings.Cut(s, decimal)
	if !grouped(whole, group) || strings.ContainsAny(fraction, ".,") {
		return s
	}
	whole = strings.ReplaceAll(whole, group, "")
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// grouped tells whether s is digits, in groups of three if grouped at all.
func grouped(s, group string) bool {
	for i, part := range strings.Split(s, group) {
		if strings.Trim(part, "0123456789") != "" || i > 0 && len(part) != 3 {
			return false
		}
	}
	return true
}
