package shingle

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// words is a Vocabulary for tests: it numbers forms as they come and treats
// short words as stop words.
type words struct {
	ids   map[string]Token
	forms []string
}

func newWords() *words { return &words{ids: map[string]Token{}} }

func (v *words) Lookup(_ uint8, f string) Token {
	id, ok := v.ids[f]
	if !ok {
		id = Token(len(v.forms))
		v.ids[f] = id
		v.forms = append(v.forms, f)
	}
	switch f {
	case "mr", "gov", "jan":
		id |= Abbrev
	}
	if len(f) > 3 {
		id |= Content
	}
	return id
}

func scan(text string) (*words, *Text) {
	v, t := newWords(), &Text{KeepSpans: true}
	NewScanner(v).Scan(text, 0, t)
	return v, t
}

func sentences(text string) []string {
	_, t := scan(text)
	var out []string
	for _, s := range t.Sentences {
		out = append(out, text[s.Start:s.End])
	}
	return out
}

func forms(text string) string {
	v, t := scan(text)
	var out []string
	for _, k := range t.Tokens {
		out = append(out, v.forms[k.ID()])
	}
	return strings.Join(out, " ")
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"white space and punctuation only", " \r\n\t… — !\n", nil},
		{"plain", "One came. Two went! Did three?", []string{"One came.", "Two went!", "Did three?"}},
		{"no final newline, no full stop", "A caption without an end", []string{"A caption without an end"}},
		{"captions run together with sentences", "A caption\nThen a sentence. And one\r\nmore", []string{"A caption", "Then a sentence.", "And one", "more"}},
		{"abbreviations", "Mr. Biden spoke. Gov. Lee did not.", []string{"Mr. Biden spoke.", "Gov. Lee did not."}},
		{"initials", "In the U.S. Senate it failed. At 3 p.m. He left.", []string{"In the U.S. Senate it failed.", "At 3 p.m.", "He left."}},
		{"missing space", "The war is over.Then came peace", []string{"The war is over.", "Then came peace"}},
		{"an address is no sentence end", "See example.com and go1.26 now", []string{"See example.com and go1.26 now"}},
		{"closing quotes go with the sentence", "“It ends.” “So it does.”", []string{"“It ends.”", "“So it does.”"}},
		{"lower case goes on", "He said ‘no!’ and left.", []string{"He said ‘no!’ and left."}},
		{"byte order mark and non-breaking space", "\ufeffOne\u00a0day. Two.", []string{"One\u00a0day.", "Two."}},
		{"line separator", "One\u2028Two", []string{"One", "Two"}},
		{"carriage returns alone", "One\rTwo", []string{"One", "Two"}},
		{"a narrow column", "The company has been fined\nafter untreated sewage closed\nthree beaches in north Norfolk\nfor nine days last August. The\njudge told the court that it\nhad ignored repeated alarms at\nits Cromer pumping station.",
			[]string{"The company has been fined\nafter untreated sewage closed\nthree beaches in north Norfolk\nfor nine days last August.", "The\njudge told the court that it\nhad ignored repeated alarms at\nits Cromer pumping station."}},
		{"a list is no column", "salt\nbutter, softened\ncaster sugar\nself-raising flour\nzest of two lemons\neggs\nmilk",
			[]string{"salt", "butter, softened", "caster sugar", "self-raising flour", "zest of two lemons", "eggs", "milk"}},
		{"a word broken at the end of a line", "A caption that is bro-\nken here\nThe next", []string{"A caption that is bro-\nken here", "The next"}},
		{"Khmer", "ស្ពានថ្មី។ ទន្លេ", []string{"ស្ពានថ្មី។", "ទន្លេ"}},
		{"Chinese", "今天下雨。明天晴！", []string{"今天下雨。", "明天晴！"}},
		{"hard-wrapped", strings.Repeat("These are the words of a long line of text that goes\non in the next line and it ends there. ", 3) + "Last.\n\nNew block.",
			[]string{"These are the words of a long line of text that goes\non in the next line and it ends there.",
				"These are the words of a long line of text that goes\non in the next line and it ends there.",
				"These are the words of a long line of text that goes\non in the next line and it ends there.", "Last.", "New block."}},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, sentences(c.text)) })
	}
}

func TestFolding(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"case and possessive", "Putin’s PUTIN'S putin", "putin putin putin"},
		{"not", "don't didn’t CAN'T", "do did ca"},
		{"missing space", "gave him’strong’ support, had’reaffirmed", "gave him strong support had reaffirmed"},
		{"names keep their apostrophe's letters", "O’Brien O'Brien Qur'an", "obrien obrien quran"},
		{"thousands", "175,000 175000 1,234,567.5", "175000 175000 1234567.5"},
		{"ordinals and trailing full stops", "38th, 94,300. 2nd", "38 94300 2"},
		{"the country", "U.S. US us U.S.A.", "usa usa us usa"},
		{"full width and ligature", "ＦＵＬＬ eﬃcient", "full efficient"},
		{"soft hyphen and zero width", "geno\u00adcide geno\u200bcide genocide", "genocide genocide genocide"},
		{"look-alike letters", "gеnосidе genocide", "genocide genocide"},
		{"Cyrillic stays", "война", "война"},
		{"accents", "Café CAFÉ’S", "café café"},
		{"characters in pairs", "今天下", "今天 天下 下"},
		{"letters with their signs, three each", "น้ำในมือ ครับ", "น้ำใ ำใน ในมื นมือ มือ อ ครับ รับ บ"},
		{"letters with their signs, Myanmar", "မြို့တော်", "မြို့တော် တော်"},
		{"hyphens at line ends", "three beach-\nes, a mil\u00ad\r\n  lion Engi\u2010 \nneers' élé-\nphants", "three beaches a million engineers éléphants"},
		{"hyphens that break no word", "well-known long-\n\nterm Smith-\nJones x-\nray two -\nthree 20-\nyear end-", "well known long term smith jones x ray two three 20 year end"},
		{"thousands parted by blanks that don't break", "12\u00a0000 1\u202f234\u2009567 12\u00a01999 in\u00a02015 5\u00a0000th 1999\u00a0200", "12000 1234567 12 1999 in 2015 5 000 1999 200"},
		{"symbols", "38% $5 £6", "38 % $ 5 £ 6"},
		{"letters and digits", "Covid19 G20", "covid19 g20"},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, forms(c.text)) })
	}
}

// Whether an apostrophe parts two words is for who knows the language.
func TestApostrophesOfOtherLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"l'homme d’état l’école l'ecole D'Angelo": "l'homme d'état l'école l'ecole d'angelo",
		"qu'elle dell'anno İzmir'de сім'я":        "qu elle dell anno izmirde сімя",
	} {
		v, x := newWords(), &Text{KeepSpans: true}
		NewScanner(v).Scan(text, 5, x)
		var got []string
		for _, k := range x.Tokens {
			got = append(got, v.forms[k.ID()])
		}
		assert.Equal(t, want, strings.Join(got, " "))
	}
	assert.Equal(t, "coup détat obrien", forms("coup d’état O'Brien"))
}

func TestCapitals(t *testing.T) {
	capitals := func(text string) (out []string) {
		v, x := scan(text)
		for _, k := range x.Tokens {
			if k&Capital != 0 {
				out = append(out, v.forms[k.ID()])
			}
		}
		return
	}
	assert.Equal(t, []string{"vladimir", "putin"}, capitals("Yesterday Vladimir Putin spoke"))
	assert.Empty(t, capitals("PUTIN SPEAKS ABOUT UKRAINE"))
}

func TestParagraphs(t *testing.T) {
	_, x := scan("One. Two.\n\nThree.\nFour.")
	var got []uint32
	for _, s := range x.Sentences {
		got = append(got, s.Paragraph)
	}
	assert.Equal(t, []uint32{0, 0, 1, 2}, got)
}

func TestLongSentenceIsCut(t *testing.T) {
	_, x := scan(strings.Repeat("word ", 10*maxSentence))
	assert.Len(t, x.Sentences, 10)
}

// checkTiling asserts what holds for every text: tokens and sentences are in
// order, don't overlap, lie inside the text and begin and end between runes.
func checkTiling(t assert.TestingT, text string) {
	_, x := scan(text)
	assert.Len(t, x.Spans, len(x.Tokens))
	end := 0
	for _, s := range x.Spans {
		assert.LessOrEqual(t, end, s.Start)
		assert.Less(t, s.Start, s.End)
		end = s.End
	}
	assert.LessOrEqual(t, end, len(text))
	last := 0
	for i, s := range x.Sentences {
		assert.LessOrEqual(t, last, int(s.Start))
		last = int(s.End)
		from, to := x.SentenceTokens(i)
		if assert.Less(t, from, to) {
			assert.LessOrEqual(t, int(s.Start), x.Spans[from].Start)
			assert.LessOrEqual(t, x.Spans[to-1].End, int(s.End))
		}
	}
	assert.LessOrEqual(t, last, len(text))
}

func TestTiling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"Word", "it's", " ", "\n", ".", "’", "U.S.", "1,2", "é", "\u00ad", "\u200b", "今", "。", "…", "”", "\xff", "\r\n", "e\u0301", "him’strong’", "?", "€", "\x00", "🙂"})
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
		checkTiling(t, text)
	})
}

func FuzzScan(f *testing.F) {
	f.Add("It’s 5 p.m. He said “no.”\n今天。")
	f.Fuzz(func(t *testing.T, text string) { checkTiling(t, text) })
}

// A form's hash is the same with and without spans, and in whatever company.
func TestScanWithoutSpansGivesTheSameTokens(t *testing.T) {
	for _, text := range []string{"Café’s gеnосidе, 175,000 men. Ünder", seed(t)} {
		v := newWords()
		s := NewScanner(v)
		a, b := &Text{KeepSpans: true}, &Text{}
		s.Scan(text, 0, a)
		s.Scan(text, 0, b)
		s.Scan(text, 0, b)
		assert.Equal(t, a.Tokens, b.Tokens[:len(a.Tokens)])
		assert.Equal(t, a.Tokens, b.Tokens[len(a.Tokens):])
	}
}

func seed(t testing.TB) string {
	b, err := os.ReadFile("../seeds/000_b61e9c218f0af392.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRuns(t *testing.T) {
	ranks := []Rank{11, 22, 33, 44}
	a := Runs([]Token{0, 1, 2, 3, 1}, 3, ranks, nil)
	b := Runs([]Token{3, 1, 2, 3}, 3, ranks, nil)
	assert.Len(t, a, 3)
	assert.Equal(t, a[1], b[1])
	assert.Empty(t, Runs([]Token{1, 2}, 3, ranks, nil))
}

func TestRarest(t *testing.T) {
	ranks := []Rank{50, 10, 40, 20, 30}
	c := func(ids ...Token) (out []Token) {
		for _, i := range ids {
			out = append(out, i|Content)
		}
		return
	}
	assert.Equal(t, []Rank{10, 20, 30}, Rarest(c(0, 1, 2, 3, 4, 1, 3), 3, ranks, nil))
	assert.Equal(t, []Rank{10}, Rarest([]Token{1 | Content, 3}, 3, ranks, nil), "stop words don't count")
}

func BenchmarkScan(b *testing.B) {
	text := seed(b)
	s, x := NewScanner(newWords()), &Text{}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		x.Reset()
		s.Scan(text, 0, x)
	}
}

func TestForksKnowTheWords(t *testing.T) {
	text := "Mr. Biden's café was full. It isn’t now."
	v := newWords()
	s := NewScanner(v)
	var want, got Text
	s.Scan(text, 0, &want)
	asked := len(v.forms)
	fork := s.Fork()
	fork.vocab = asking{t, v}
	fork.Scan(text, 0, &got)
	assert.Equal(t, want, got)
	assert.Len(t, v.forms, asked)
	f := s.Fork()
	f.Scan(text+" And more, in Latvian?", 0, &got)
	f.Scan("Another language", 3, &got)
	assert.Greater(t, len(v.forms), asked)
}

// asking fails a test that asks for a word's meaning.
type asking struct {
	t *testing.T
	Vocabulary
}

func (a asking) Lookup(l uint8, f string) Token {
	a.t.Errorf("asked for %q", f)
	return a.Vocabulary.Lookup(l, f)
}

func TestOnlySpansAreThoseOfTheTokens(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"word", "Longer", "isn't", "him'strong'", "O’Brien", "U.S.", "175,000", "38th", "é", "naïve", "今天", ".", "!", "\n", " ", " ", "\xff", "$", "Mr."})
	s := NewScanner(newWords())
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 0, 400).Draw(t, "pieces"), "")
		want, got := Text{KeepSpans: true}, Text{KeepSpans: true, OnlySpans: true}
		s.Scan(text, 0, &want)
		s.Scan(text, 0, &got)
		assert.Equal(t, want.Spans, got.Spans)
		assert.Len(t, got.Tokens, len(got.Spans))
	})
}
