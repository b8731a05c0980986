package lexicon

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLookup(t *testing.T) {
	s := NewStemmer()
	for _, c := range []struct {
		language Language
		form     string
		stem     string
		flags    string // s stop, n number, a abbreviation
	}{
		{English, "went", "go", ""},
		{English, "running", "run", ""},
		{English, "children", "child", ""},
		{English, "colours", "color", ""},
		{English, "organisation", "organ", ""},
		{English, "travelled", "travel", ""},
		{English, "the", "the", "s"},
		{English, "was", "be", "s"},
		{English, "seven", "7", "n"},
		{English, "one", "1", "sn"},
		{English, "175,000", "175000", "n"},
		{English, "3.5", "3.5", "n"},
		{English, "10:30", "10:30", "n"},
		{English, "mr", "mr", "a"},
		{English, "jan", "jan", "a"},
		{English, "b", "b", "a"},
		{German, "häuser", "haus", ""},
		{German, "und", "und", "s"},
		{German, "175.000", "175000", "n"},
		{German, "3,5", "3.5", "n"},
		{German, "sieben", "7", "n"},
		{French, "l'homme", "homm", ""},
		{French, "qu'il", "il", "s"},
		{Italian, "dell'anno", "anno", ""},
		{Spanish, "canciones", "cancion", ""},
		{Russian, "книги", "книг", ""},
		{Romanian, "națiunea", "naţiun", ""},
		{Other, "東京", "東京", ""},
		{Polish, "jest", "jest", "s"},
	} {
		w := s.Lookup(c.language, c.form)
		assert.Equal(t, c.stem, w.Stem, c.form)
		flags := ""
		for _, f := range []struct {
			on bool
			is string
		}{{w.Stop, "s"}, {w.Number, "n"}, {w.Abbreviation, "a"}} {
			if f.on {
				flags += f.is
			}
		}
		assert.Equal(t, c.flags, flags, c.form)
	}
}
