package quotes

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// all returns what stands in quotation marks; what is not closed ends in "…".
func all(text string) (out []string) {
	r := NewReader(text, 0, len(text))
	for q, ok := r.Next(len(text)); ok; q, ok = r.Next(len(text)) {
		s := text[q.Start:q.End]
		if q.Open {
			s += "…"
		}
		out = append(out, s)
	}
	return out
}

func TestQuotations(t *testing.T) {
	for text, want := range map[string][]string{
		// English, Dutch, Portuguese, Turkish, Vietnamese, Korean, Hindi
		"He said “stop it” and left.":        {"stop it"},
		"“Stop”, “go”.":                      {"Stop", "go"},
		"He said: ‘It’s safe.’ Yes.":         {"It’s safe."},
		"“She called it ‘a wreck’ at once.”": {"She called it ‘a wreck’ at once."},
		`He said "stop" and "go".`:           {"stop", "go"},
		// German, Czech, Bulgarian, Georgian; Polish, Hungarian, Romanian, Croatian; German books, Danish
		"„Halt“, rief er. „Nein.“ Dann ging er.": {"Halt", "Nein."},
		"„Stój”, zawołał.":                       {"Stój"},
		"»Halt«, rief er, »oder ›geh‹.«":         {"Halt", "oder ›geh‹."},
		"‚Halt‘, rief er.":                       {"Halt"},
		// Swedish, Finnish
		"”Stopp”, ropade han. (”Ja”.)": {"Stopp", "Ja"},
		"»Seis», hän huusi.":           {"Seis"},
		// French, Spanish, Italian, Greek, Russian, Ukrainian, Norwegian, Arabic, Persian
		"«Assez», dit-elle. « Non »": {"Assez", " Non "},
		"«Хватит», — сказал он.":     {"Хватит"},
		"قال «توقف» ثم ذهب":          {"توقف"},
		// Chinese, Japanese, Korean
		"他说“停下”,然后走了。":    {"停下"},
		"彼は「止まれ」と言った。『本』": {"止まれ", "本"},
		"〝停〟 ｢止｣ ＂停＂":     {"停", "止", "停"},
		"他读《红楼梦》。":        nil,
		// Hebrew, with an acronym
		"הוא אמר ״עצור״ וצה״ל הלך.": {"עצור"},
		// typed without care
		`„Halt", rief er. „Nein" und dann`: {"Halt", "Nein"},
		`“Stop", he said, and “go”.`:       {"Stop", "go"},
		"Halt“, rief er. “ Und dann":       {" Und dann…"},
		`He said "stop " and "go".`:        {`stop " and "go`},
		// no quotations, or not closed
		`A plank 5" wide and 7" long.`: nil,
		"so” he said":                  nil,
		"don’t, the ’90s":              nil,
		"He said “stop":                {"stop…"},
		"a ‘b":                         {"b…"},
		"“”":                           {""},
		"\xff“a\xfe”\xff":              {"a\xfe"},
		"":                             nil,
	} {
		assert.Equal(t, want, all(text), text)
	}
}

// Quotations are the same however far is read at a time, and lie in their part.
func TestNextInSteps(t *testing.T) {
	piece := rapid.StringOfN(rapid.RuneFrom([]rune("ab .\"\"“”„«»‘’\ufffd")), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		before, part, after := piece.Draw(t, "before"), piece.Draw(t, "part"), piece.Draw(t, "after")
		text, start, end := before+part+after, len(before), len(before)+len(part)
		whole, steps := NewReader(text, start, end), NewReader(text, start, end)
		require.Equal(t, end, whole.End())
		to, last := start, start
		for {
			want, ok := whole.Next(end)
			got, found := steps.Next(to)
			for ; !found && to < end; to++ {
				got, found = steps.Next(to + 1)
			}
			require.Equal(t, ok, found)
			require.Equal(t, want, got)
			if !ok {
				return
			}
			require.True(t, last <= want.Mark && want.Mark < want.Start && want.Start <= want.End && want.End <= end)
			last = want.End
		}
	})
}
