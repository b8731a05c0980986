package lines

import "regexp"

var captionRule = regexp.MustCompile(`(?i)\b(image|photo|picture|media|video|hide) ?(copyright|caption|credit)s?\b|^(photo|image|picture|credit)s?\s*[:/(]`)

// captionHead is in how many bytes of a text its mark is looked for.
const captionHead = 160

// Caption tells whether a text is marked as the caption or the credit of a picture, in
// English.
func Caption(s string) bool {
	s = s[:min(len(s), captionHead)]
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
