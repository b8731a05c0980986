package lexicon

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestLookup(t *testing.T) {
	s := NewStemmer()
	for _, c := range []struct {
		language Language
		form     string
		stem     string
		flags    string // s stop, n number, a abbreviation, c content
	}{
		{English, "went", "go", "c"},
		{English, "running", "run", "c"},
		{English, "children", "child", "c"},
		{English, "angrier", "angri", "c"},
		{English, "ground", "ground", "c"}, // hardly ever ground coffee
		{English, "media", "media", "c"},
		{English, "colours", "color", "c"},
		{English, "organisation", "organ", "c"},
		{English, "organizing", "organ", "c"},
		{English, "travelled", "travel", "c"},
		{English, "centre", "center", "c"},
		{English, "sombrero", "sombrero", "c"},
		{English, "the", "the", "s"},
		{English, "was", "be", "s"},
		{English, "they're", "they'r", "s"},
		{English, "seven", "7", "nc"},
		{English, "thirty", "30", "nc"},
		{English, "one", "1", "sn"},
		{English, "7", "7", "nc"},
		{English, "175,000", "175000", "nc"},
		{English, "1,234.5", "1234.5", "nc"},
		{English, "3.5", "3.5", "nc"},
		{English, "10:30", "10:30", "nc"},
		{English, "1,2", "1,2", "nc"},
		{English, "1990s", "1990s", "nc"},
		{English, "mr", "mr", "ac"},
		{English, "jan", "jan", "ac"},
		{English, "u.s", "usa", "ac"},
		{English, "b", "b", "a"},
		{English, "", "", ""},
		{English, "protégés", "proteg", "c"},
		{English, "proteges", "proteg", "c"},
		{English, "łódź", "lodz", "c"},
		{English, "ø", "o", "a"},
		{English, "%", "percent", "c"}, {English, "cent", "percent", "c"}, {English, "cents", "cent", "c"},
		{English, "$", "dollar", "c"}, {English, "&", "and", "s"},
		{German, "%", "prozent", "c"}, {French, "%", "cent", "c"}, {Polish, "%", "%", ""},
		{French, "après", "apres", "s"}, {French, "apres", "apre", "s"}, {Turkish, "çok", "cok", "s"}, {Turkish, "cok", "cok", "s"},
		{Turkish, "su", "su", "c"}, {Romanian, "putin", "putin", "c"}, // water; a name, where "puţin" is a little
		{Greek, "αθήνα", "αθηνα", "c"},
		{Other, "した", "した", "s"}, {Other, "下し", "下し", "c"}, {Other, "アプリ", "アプリ", "c"},
		{Vietnamese, "trường", "trường", "c"},
		{Persian, "کِتاب", "کتاب", "c"},
		{Hebrew, "שָׁלוֹם", "שלום", "c"},
		{Russian, "край", "кра", "c"},
		{Ukrainian, "його", "його", "c"},
		{German, "häuser", "haus", "c"},
		{German, "haeuser", "haus", "c"},
		{German, "fuer", "fur", "s"},
		{German, "strasse", "strass", "c"},
		{German, "straße", "strass", "c"},
		{German, "neue", "neu", "c"},
		{German, "quelle", "quell", "c"},
		{German, "und", "und", "s"},
		{German, "175.000", "175000", "nc"},
		{German, "1.234,5", "1234,5", "nc"},
		{German, "3,500", "3,500", "nc"},
		{German, "bzw", "bzw", "sac"[:2]},
		{German, "sieben", "7", "nc"},
		{French, "l'homme", "homm", "c"},
		{French, "élémentaire", "elementair", "c"},
		{French, "elementaire", "elementair", "c"},
		{French, "œuvre", "oeuvr", "c"},
		{French, "l'école", "ecol", "c"},
		{German, "o'brien", "obri", "c"},
		{French, "qu'il", "il", "s"},
		{French, "aujourd'hui", "aujourd'hui", "s"},
		{Italian, "dell'anno", "anno", "c"},
		{Spanish, "canciones", "cancion", "c"},
		{Portuguese, "governos", "govern", "c"},
		{Dutch, "regeringen", "reger", "c"},
		{Swedish, "regeringarna", "regering", "c"},
		{Danish, "og", "og", "s"},
		{Norwegian, "tre", "3", "nc"},
		{Finnish, "taloissa", "talo", "c"},
		{Hungarian, "házakban", "haz", "c"},
		{Turkish, "evlerde", "ev", "c"},
		{Russian, "книги", "книг", "c"},
		{Russian, "завёрнутыми", "завернут", "c"},
		{Russian, "завернутыми", "завернут", "c"},
		{Russian, "ещё", "ещ", "s"},
		{Romanian, "națiunea", "natiun", "c"},
		{Romanian, "naţiunea", "natiun", "c"},
		{Arabic, "الحكومة", "حكوم", "c"},
		{Tamil, "தேர்தலுக்கு", "தேர்தல்", "c"},
		{Tamil, "ஒரு", "ஒரு", "s"},
		{Irish, "agus", "agus", "s"},
		{Polish, "jest", "jest", "s"},
		{Polish, "rządu", "rzadu", "c"},
		{Other, "東京", "東京", "c"},
		{Other, "the", "the", "c"},
		{Language(200), "東京", "東京", "c"},
	} {
		w := s.Lookup(c.language, c.form)
		assert.Equal(t, c.stem, w.Stem, c.form)
		assert.Equal(t, c.flags, flagsOf(w), c.form)
	}
}

func flagsOf(w Word) string {
	var b strings.Builder
	for _, f := range []struct {
		on bool
		is byte
	}{{w.Stop, 's'}, {w.Abbreviation, 'a'}, {w.Number, 'n'}, {w.Content(), 'c'}} {
		if f.on {
			b.WriteByte(f.is)
		}
	}
	return b.String()
}

// Two spellings of one word are one stem, however they are inflected.
func TestSpellingsMeet(t *testing.T) {
	s := NewStemmer()
	for british, american := range map[string]string{
		"colour": "color", "colouring": "coloring", "favourites": "favorites", "labourers": "laborers",
		"realise": "realize", "realised": "realized", "privatisation": "privatization", "analysed": "analyzed",
		"cancelled": "canceled", "defence": "defense", "theatres": "theaters", "kilometres": "kilometers",
		"grey": "gray", "programme": "program", "learnt": "learned", "sceptical": "skeptical", "mum": "mom",
	} {
		assert.Equal(t, s.Lookup(English, american).Stem, s.Lookup(English, british).Stem, british)
	}
	for a, b := range map[string]string{"prise": "prize", "mumble": "momble", "story": "storage", "special": "specialty"} {
		assert.NotEqual(t, s.Lookup(English, b).Stem, s.Lookup(English, a).Stem, a)
	}
}

func TestWeight(t *testing.T) {
	s := NewStemmer()
	weight := func(l Language, form string) float64 { return float64(s.Lookup(l, form).Weight) }
	assert.InDelta(t, .55, weight(English, "the"), .01)
	assert.Less(t, weight(English, "said"), 1.2)
	assert.Less(t, weight(English, "government"), weight(English, "parliament"))
	assert.Less(t, weight(English, "parliament"), weight(English, "chlorophyll"))
	assert.Equal(t, 7., weight(English, "xyzzyqux"))
	assert.Equal(t, 4., weight(English, "175"))
	assert.Equal(t, 2., weight(English, "7"))
	assert.Equal(t, 2., weight(German, "sieben"))
	assert.InDelta(t, 1.2+.45*4, weight(German, "häuser"), 1e-6)
	assert.Equal(t, 6., weight(German, "donaudampfschiff"))
}

// Where a point groups digits and where a comma does, in every language: a number is the
// same with and without.
func TestGroupedNumbers(t *testing.T) {
	s := NewStemmer()
	grouped := map[bool][]string{ // by whether the comma is the decimal one
		false: {"1,234", "1,234.5", "12,345,678", "1,234,"},
		true:  {"1.234", "1.234,5", "12.345.678", "1.234."},
	}
	plain := map[bool][]string{
		false: {"1234", "1234.5", "12345678", "1234"},
		true:  {"1234", "1234,5", "12345678", "1234"},
	}
	english := []Language{English, Arabic, Irish, Tamil, Hebrew, Hindi, Persian, Other}
	for l := English; l <= Other; l++ {
		comma := !slices.Contains(english, l)
		for i, form := range grouped[comma] {
			assert.Equal(t, plain[comma][i], s.Lookup(l, form).Stem, "%s in %s", form, l)
		}
	}
}

// Of every script the first and the last sign is left off, and what is a letter is not.
func TestPlain(t *testing.T) {
	for word, want := range map[string]string{
		"été": "ete", "e\u0300e\u036f": "ee", "straße": "strasse", "æøœ": "aeooe", "łódź": "lodz", "đð": "dd", "ı": "i", "άλφα": "αλφα",
		"\u05d0\u0591\u05d1\u05c7": "\u05d0\u05d1", "שָׁלוֹם": "שלום", "\u05d0\u05be\u05d1": "\u05d0\u05be\u05d1",
		"مُحَمَّد": "محمد", "\u0645\u064b\u0652": "\u0645", "\u0645\u0653\u064a": "\u0645\u0653\u064a", "رحم\u0670ن": "رحمن", "مـحمد": "محمد",
		"\u0301": "\u0301", "caf\xe9": "caf\xe9", "plain": "plain", "новый": "новый", "東京": "東京",
	} {
		assert.Equal(t, want, Plain(French, word), "%q", word)
		assert.Equal(t, word, Plain(Vietnamese, word), "%q", word)
	}
}

func TestParseLanguage(t *testing.T) {
	for tag, want := range map[string]Language{
		"de": German, "DE": German, "de-AT": German, "de_CH": German, "German": German, " fr ": French,
		"en-GB": English, "nb-NO": Norwegian, "sr-Latn": Croatian, "iw": Hebrew, "und": Other, "zh-Hans": Other, "ja": Other, "th": Other,
	} {
		got, ok := ParseLanguage(tag)
		assert.True(t, ok, tag)
		assert.Equal(t, want, got, tag)
	}
	for _, tag := range []string{"", "xx", "Klingon", "-"} {
		got, ok := ParseLanguage(tag)
		assert.False(t, ok, tag)
		assert.Equal(t, Other, got, tag)
	}
	for _, l := range Languages() {
		got, ok := ParseLanguage(l.String())
		assert.True(t, ok)
		assert.Equal(t, l, got)
	}
}

// longestSign is by how many bytes a sign may be shorter than the word it is read as.
const longestSign = 24

// A stem is not empty, keeps within the length of what it stems but for signs, is the same
// each time, and is weighed between the bounds.
func checkLookup(t assert.TestingT, s *Stemmer, l Language, form string) {
	w := s.Lookup(l, form)
	assert.Equal(t, w, s.Lookup(l, form))
	assert.Equal(t, form == "", w.Stem == "", "%q", form)
	assert.LessOrEqual(t, len(w.Stem), len(form)+longestSign, "%q", form)
	assert.True(t, w.Weight >= .3 && w.Weight <= 7, "%q: %v", form, w.Weight)
	assert.True(t, !utf8.ValidString(form) || utf8.ValidString(w.Stem), "%q: %q", form, w.Stem)
	if w.Number {
		assert.Equal(t, w.Stem, s.Lookup(l, w.Stem).Stem, "a number's stem is its own stem")
	}
}

func TestLookupTakesAnything(t *testing.T) {
	s := NewStemmer()
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("aeiouyäöüßéèçñşţığřжыиابتிகு'’.,0123456789-")), 0, 80, -1)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.OneOf(rapid.String(), letters).Draw(t, "form")
		for _, l := range Languages() {
			checkLookup(t, s, l, form)
		}
	})
}

func FuzzLookup(f *testing.F) {
	for _, seed := range []string{"", "running", "l'l'l'", "ı", "'", "\xff\xfe", "\xfd\xe9\xad\xcc\xfe", "1,,2", "qu'", "ﷺ", "$", "%", "€", "the\x00", "l'000000'", strings.Repeat("ab", 40)} {
		f.Add(seed)
	}
	s := NewStemmer()
	f.Fuzz(func(t *testing.T, form string) {
		for _, l := range Languages() {
			checkLookup(t, s, l, form)
		}
	})
}

// Words too long for a word are their own stem, at once.
func TestLookupLong(t *testing.T) {
	s := NewStemmer()
	long := strings.Repeat("ing", 1<<20)
	for _, l := range Languages() {
		assert.Equal(t, long, s.Lookup(l, long).Stem)
	}
}

func BenchmarkLookup(b *testing.B) {
	s := NewStemmer()
	words := wordsOf(samples[English])
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Lookup(English, words[i%len(words)])
	}
}
