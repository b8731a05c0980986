package lexicon

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// Language is a language the lexicon knows. The numbers are those of the
// embedded tables: a change of order needs the tables generated anew.
type Language uint8

// English comes first and is the answer where nothing is known. Arabic to
// Turkish have a stemmer and a stop list, Bulgarian to Vietnamese a stop list
// only, Other (Chinese, Japanese, Thai, ...) neither.
const (
	English Language = iota
	Arabic
	Danish
	Dutch
	Finnish
	French
	German
	Hungarian
	Irish
	Italian
	Norwegian
	Portuguese
	Romanian
	Russian
	Spanish
	Swedish
	Tamil
	Turkish
	Bulgarian
	Catalan
	Croatian
	Czech
	Greek
	Hebrew
	Hindi
	Indonesian
	Persian
	Polish
	Slovak
	Ukrainian
	Vietnamese
	Other
)

// languages has a row per Language. A point groups digits where comma is set
// ("1.234,5"); elsewhere the comma does ("1,234.5").
var languages = [...]struct {
	tag, name string
	comma     bool
	stem      func(*snowballstem.Env) bool
}{
	English:    {"en", "English", false, english.Stem},
	Arabic:     {"ar", "Arabic", false, arabic.Stem},
	Danish:     {"da", "Danish", true, danish.Stem},
	Dutch:      {"nl", "Dutch", true, dutch.Stem},
	Finnish:    {"fi", "Finnish", true, finnish.Stem},
	French:     {"fr", "French", true, french.Stem},
	German:     {"de", "German", true, german.Stem},
	Hungarian:  {"hu", "Hungarian", true, hungarian.Stem},
	Irish:      {"ga", "Irish", false, irish.Stem},
	Italian:    {"it", "Italian", true, italian.Stem},
	Norwegian:  {"no", "Norwegian", true, norwegian.Stem},
	Portuguese: {"pt", "Portuguese", true, portuguese.Stem},
	Romanian:   {"ro", "Romanian", true, romanian.Stem},
	Russian:    {"ru", "Russian", true, russian.Stem},
	Spanish:    {"es", "Spanish", true, spanish.Stem},
	Swedish:    {"sv", "Swedish", true, swedish.Stem},
	Tamil:      {"ta", "Tamil", false, tamil.Stem},
	Turkish:    {"tr", "Turkish", true, turkish.Stem},
	Bulgarian:  {"bg", "Bulgarian", true, nil},
	Catalan:    {"ca", "Catalan", true, nil},
	Croatian:   {"hr", "Croatian", true, nil},
	Czech:      {"cs", "Czech", true, nil},
	Greek:      {"el", "Greek", true, nil},
	Hebrew:     {"he", "Hebrew", false, nil},
	Hindi:      {"hi", "Hindi", false, nil},
	Indonesian: {"id", "Indonesian", true, nil},
	Persian:    {"fa", "Persian", false, nil},
	Polish:     {"pl", "Polish", true, nil},
	Slovak:     {"sk", "Slovak", true, nil},
	Ukrainian:  {"uk", "Ukrainian", true, nil},
	Vietnamese: {"vi", "Vietnamese", true, nil},
	Other:      {"und", "Other", false, nil},
}

// String returns the BCP 47 tag: "en", "de", ...; Other is "und".
func (l Language) String() string { return languages[min(l, Other)].tag }

// Capitals tells whether a capital inside a sentence marks a name: German has all nouns so.
func (l Language) Capitals() bool { return l != German }

// Languages returns all languages, Other last.
func Languages() []Language {
	all := make([]Language, len(languages))
	for i := range all {
		all[i] = Language(i)
	}
	return all
}

// ParseLanguage reads a BCP 47 tag ("de", "de-AT", "de_AT") or an English name
// ("German"), whatever the case. It answers Other and false for what it does
// not know; "nb" and "nn" are Norwegian, "sr" and "bs" share Croatian's list.
func ParseLanguage(tag string) (Language, bool) {
	tag = strings.TrimSpace(tag)
	primary := tag
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		primary = tag[:i]
	}
	for l, row := range languages {
		if strings.EqualFold(primary, row.tag) || strings.EqualFold(tag, row.name) {
			return Language(l), true
		}
	}
	switch strings.ToLower(primary) {
	case "nb", "nn":
		return Norwegian, true
	case "bs", "sr", "sh":
		return Croatian, true
	case "iw":
		return Hebrew, true
	case "in":
		return Indonesian, true
	case "zh", "yue", "ja", "ko", "th", "lo", "km", "my": // by characters, where words have no spaces
		return Other, true
	}
	return Other, false
}
