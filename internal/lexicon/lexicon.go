// Package lexicon knows words: stems, stop words, abbreviations, how rare a
// word is, which words mean the same, and which language a text is in.
//
// A word goes form → base → stem: an irregular form or a number word is
// replaced by its base ("went" → "go", "seven" → "7"), the base is stemmed with
// Snowball, and a British stem becomes the American one ("colour" → "color").
// Relations are looked up by stem and hold for English only; other languages
// have stems and stop words, and a weight guessed from the length.
//
// Rejected: lemmatising by part of speech, which needs a tagger to run over
// every sentence of an archive; word vectors, which brought the decision
// nothing that WordNet had not, and weigh tens of megabytes.
//
// Everything is read in place from tables embedded in the program. What they
// were made from and how is told in DATA.md; ./gen makes them.
// Literature: Porter 1980 and the Snowball project; Fellbaum (ed.), WordNet,
// 1998; Robertson 2004 on document frequency as evidence.
package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
)

// Word describes a folded word form: lower case, NFKC, straight apostrophe,
// possessive off.
type Word struct {
	// Stem is what the form is compared by. It may share memory with the form.
	Stem string
	// Stop is set for words in the language's stop list: they are no content.
	Stop bool
	// Number is set for what begins with a digit, and for number words.
	Number bool
	// Abbreviation is set where a full stop after the word ends no sentence.
	Abbreviation bool
	// Weight is -log10 of the chance that a sentence of news contains the stem.
	Weight float32
}

// Content tells whether the word counts as evidence: no stop word, and more
// than a single letter.
func (w Word) Content() bool {
	return !w.Stop && (w.Number || utf8.RuneCountInString(w.Stem) > 1)
}

// maxStemmed is the length, in bytes, above which a word is its own stem: no
// word of the languages at hand is longer, and Snowball is given no chance to
// be slow on a stranger's megabyte of letters.
const maxStemmed = 64

// Stemmer looks words up. It is not safe for concurrent use: each worker has
// its own.
type Stemmer struct {
	env *snowballstem.Env
	key []byte // scratch for the keys of forms
}

// NewStemmer returns a Stemmer. It costs next to nothing.
func NewStemmer() *Stemmer { return &Stemmer{env: snowballstem.NewEnv("")} }

// Lookup returns what is known of a folded word form in language l. Any string
// is good input; one that is no word comes back as its own stem.
func (s *Stemmer) Lookup(l Language, folded string) Word {
	l = min(l, Other)
	form := spell(l, folded)
	w := flags(l, form)
	base := s.base(l, elide(l, form))
	if base != form {
		w.Stop = w.Stop || flags(l, base).Stop
	}
	if startsWithDigit(base) {
		w.Number = true
		w.Stem = canonicalNumber(base, languages[l].comma)
	} else {
		w.Stem = Plain(l, s.stem(l, base))
	}
	w.Weight = Weight(l, w.Stem, w.Number)
	return w
}

// flags reads the stop list and the abbreviations. A single letter is taken
// for an initial. Japanese writes endings and function words in Hiragana, and little else.
func flags(l Language, word string) (w Word) {
	if v, ok := words.find(word); ok {
		w.Stop = table(v).uint32(0)>>l&1 == 1
		w.Abbreviation = table(v).uint32(4)>>l&1 == 1
	}
	switch r, n := utf8.DecodeRuneInString(word); {
	case n == len(word) && unicode.IsLetter(r) && unicode.IsLower(r):
		w.Abbreviation = true
	case unicode.Is(unicode.Hiragana, r):
		w.Stop = strings.IndexFunc(word, func(r rune) bool { return !unicode.Is(unicode.Hiragana, r) }) < 0
	}
	return w
}

// base replaces an irregular form or a number word.
func (s *Stemmer) base(l Language, form string) string {
	s.key = append(append(append(s.key[:0], languages[l].tag...), ':'), form...)
	if v, ok := forms.find(string(s.key)); ok {
		return v
	}
	return form
}

func (s *Stemmer) stem(l Language, base string) string {
	stem := s.snowball(l, base)
	if l != English {
		return stem
	}
	if v, ok := variants.find(stem); ok {
		return v
	}
	return stem
}

// snowball stems a base. The generated stemmers are made for words: what is
// none is kept from them, and where one panics all the same, or leaves
// nothing, the base is its own stem.
func (s *Stemmer) snowball(l Language, base string) (stem string) {
	f := languages[l].stem
	if f == nil || len(base) > maxStemmed || !utf8.ValidString(base) {
		return base
	}
	defer func() {
		if recover() != nil {
			stem = base
		}
	}()
	s.env.SetCurrent(base)
	f(s.env)
	if stem = s.env.Current(); stem == "" {
		return base
	}
	return stem
}

// spell folds spellings that the stemmer of a language does not know:
// Romanian's wants ş and ţ with the cedilla of old keyboards. Russian is printed with
// ё or, more often, е in its place. German without umlauts writes ae, oe and ue. English
// has no letters with accents but those it borrowed, and endings behind them.
func spell(l Language, word string) string {
	switch l {
	case English:
		return Plain(l, word)
	case German:
		return umlauts(word)
	case Romanian:
		return romanianCedillas.Replace(word)
	case Russian:
		return strings.ReplaceAll(word, "ё", "е")
	}
	return word
}

var romanianCedillas = strings.NewReplacer("ș", "ş", "ț", "ţ")
