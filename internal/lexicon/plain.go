package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Accents are left off where a keyboard has none, in capitals, in addresses and in what
// was scanned, and vowel signs are written in Hebrew and Arabic for children only. A stem
// does without: few words differ by nothing else. Vietnamese ones do, by the thousand.

// Plain returns a word or a stem without accents; it is the word itself where it has
// none, or is broken UTF-8.
func Plain(l Language, stem string) string {
	if l == Vietnamese || isASCII(stem) || !utf8.ValidString(stem) {
		return stem
	}
	var b strings.Builder
	for _, r := range stem {
		switch {
		case accent(r):
		case unicode.In(r, unicode.Latin, unicode.Greek):
			b.WriteString(plainLetter(r))
		default:
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return stem
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// accent tells whether r is a sign that a letter of the Latin, Greek, Hebrew or Arabic
// script may go without.
func accent(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r >= 0x591 && r <= 0x5c7 && unicode.IsMark(r) || r == 'ـ' || r >= 0x64b && r <= 0x652 || r == 0x670
}

// plainLetter returns a lower-case letter without what stands above or below it, or
// through it.
func plainLetter(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	}
	first, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	return string(first)
}

var umlautOf = [...]string{'a': "ä", 'o': "ö", 'u': "ü"}

// umlauts writes ae, oe and ue as the letters they stand for, as Snowball's German2
// does: not behind another vowel or a q (neue, Quelle), where they hardly stand for one.
func umlauts(word string) string {
	var b []byte
	for i := 0; i+1 < len(word); i++ {
		if word[i+1] != 'e' || !strings.ContainsRune("aou", rune(word[i])) || i > 0 && strings.ContainsRune("aeiouq", rune(word[i-1])) {
			continue
		}
		if b == nil {
			b = make([]byte, 0, len(word))
		}
		b = append(append(b, word[len(b):i]...), umlautOf[word[i]]...) // as long as what it stands for
	}
	if b == nil {
		return word
	}
	return string(append(b, word[len(b):]...))
}
