package lexicon

import (
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Language detection counts function words: in running text every third to
// second word is one, they differ between languages, and the stop lists are
// there anyway. A hit counts the more the fewer languages share it ("de" stands
// in eight lists, "avec" in one). Scripts that belong to one language, or to
// none that the lexicon knows, decide alone. Different words are asked for, and
// longer ones: the letters of a list, the one "v" of all fixtures of a season and the
// "de" of addresses are no language.
//
// Of 31,268 English articles two, tables of closing prices, came out as another
// language; the answer takes 4 µs.
//
// Rejected: n-gram models, which tell languages apart in three words, where no
// answer is needed here, and add up to 131 MB to the program. Literature:
// Grefenstette 1995, "Comparing two language identification schemes".
const (
	firstLook   = 48  // words after which a clear answer ends the count
	lastLook    = 240 // words after which it ends in any case
	clearMargin = 8   // lead, in hits nobody shares, that is a clear answer
	leastHits   = 3   // fewer decide nothing
	leastKinds  = 3   // different function words of two letters and more, below which a Latin text is undecided
	leastShare  = .06 // hits per word below which a Latin text is undecided
	leastLead   = 1.3 // how many times English's score another needs
)

// DetectLanguage tells the language of a text by its first lower-cased words;
// it stops reading after 240. Where it cannot tell it answers English; Other
// for scripts of languages that the lexicon does not know.
func DetectLanguage(words func(yield func(string) bool)) Language {
	var t tally
	for w := range words {
		t.add(w)
		if t.words >= lastLook || t.words%firstLook == 0 && t.clear() {
			break
		}
	}
	return t.language()
}

// tally counts function words per language, and words per script.
type tally struct {
	words   int
	score   [Other]float32
	scripts [len(scripts) + 1]int // the last: Latin letters, or none
	kinds   [Other]int            // different words of two letters and more
	seen    []string              // words counted as kinds
}

// scripts other than Latin, and the language where nothing else speaks. The
// last stands for all that are not listed: Chinese, Japanese, Thai, Georgian ...
var scripts = [...]struct {
	table    *unicode.RangeTable
	language Language
}{
	{unicode.Cyrillic, Russian},
	{unicode.Arabic, Arabic},
	{unicode.Greek, Greek},
	{unicode.Hebrew, Hebrew},
	{unicode.Devanagari, Hindi},
	{unicode.Tamil, Tamil},
	{unicode.Letter, Other},
}

func (t *tally) add(word string) {
	t.words++
	t.scripts[scriptOf(word)]++
	v, ok := words.find(word)
	if !ok {
		return
	}
	in := table(v).uint32(0)
	if in == 0 {
		return
	}
	hit, kind := 1/float32(bits.OnesCount32(in)), 0
	if utf8.RuneCountInString(word) > 1 && !slices.Contains(t.seen, word) {
		t.seen = append(t.seen, word)
		kind = 1
	}
	for ; in != 0; in &= in - 1 {
		t.score[bits.TrailingZeros32(in)] += hit
		t.kinds[bits.TrailingZeros32(in)] += kind
	}
}

// scriptOf returns the place in scripts of the word's first letter.
func scriptOf(word string) int {
	for _, r := range word {
		switch {
		case r < 0x370 && !unicode.IsLetter(r): // the digits of "13日"
		case r < 0x370 || unicode.Is(unicode.Latin, r):
			return len(scripts)
		default:
			for i, s := range scripts {
				if unicode.Is(s.table, r) {
					return i
				}
			}
		}
	}
	return len(scripts)
}

// best returns the two languages with the highest scores, English before its
// equals.
func (t *tally) best() (first, second Language) {
	second = Arabic
	if t.score[Arabic] > t.score[English] {
		first, second = Arabic, English
	}
	for l := Danish; l < Other; l++ {
		switch {
		case t.score[l] > t.score[first]:
			first, second = l, first
		case t.score[l] > t.score[second]:
			second = l
		}
	}
	return first, second
}

func (t *tally) clear() bool {
	a, b := t.best()
	return t.score[a]-t.score[b] >= clearMargin && t.kinds[a] >= leastKinds
}

func (t *tally) language() Language {
	most := len(scripts)
	for i, n := range t.scripts {
		if n > t.scripts[most] {
			most = i
		}
	}
	first, _ := t.best()
	decided := t.score[first] >= leastHits || t.score[first] > 0 && most < len(scripts)
	if most < len(scripts) {
		if decided && !latin(first) && scripts[most].language != Other {
			return first
		}
		return scripts[most].language
	}
	if !decided || t.kinds[first] < leastKinds || t.score[first] < leastShare*float32(t.words) ||
		t.score[first] < leastLead*t.score[English] {
		return English
	}
	return first
}

// latin tells whether the language is written in Latin letters.
func latin(l Language) bool {
	switch l {
	case Arabic, Bulgarian, Greek, Hebrew, Hindi, Persian, Russian, Tamil, Ukrainian:
		return false
	}
	return true
}
