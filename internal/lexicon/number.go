package lexicon

import "strings"

func startsWithDigit(s string) bool { return s != "" && s[0]-'0' < 10 }

// canonicalNumber writes the same number the same way: without grouping and
// without trailing punctuation. comma tells that the language groups with
// points and writes a decimal comma, which stays one: turned into a point it
// would group when read again. What is not grouped in threes ("4.5" in German),
// clock times, dates and scores ("10:30", "3-1") stay as they are.
func canonicalNumber(s string, comma bool) string {
	s = strings.TrimRight(s, ".,:;'")
	group, decimal := ",", "."
	if comma {
		group, decimal = decimal, group
	}
	whole, fraction, _ := strings.Cut(s, decimal)
	if !strings.Contains(whole, group) || !grouped(whole, group) || strings.ContainsAny(fraction, ".,") {
		return s
	}
	whole = strings.ReplaceAll(whole, group, "")
	if fraction == "" {
		return whole
	}
	return whole + decimal + fraction
}

// grouped tells whether s is digits, in groups of three after the first.
func grouped(s, group string) bool {
	for i, part := range strings.Split(s, group) {
		if strings.Trim(part, "0123456789") != "" || i > 0 && len(part) != 3 {
			return false
		}
	}
	return true
}
