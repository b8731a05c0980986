package shingle

import (
	"fmt"
	"os"
	"slices"
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

func (v *words) Capitals(language uint8) bool { return language != nounsInCapitals }

// nounsInCapitals is a language that writes nouns with capitals.
const nounsInCapitals = 6

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
		{"an abbreviation at the end", "They asked Mr.", []string{"They asked Mr."}},
		{"a time inside a sentence", "At 3 p.m. he left.", []string{"At 3 p.m. he left."}},
		{"a blank that does not break", "One came.\u00a0Two went.", []string{"One came.", "Two went."}},
		{"a dash is no blank", "One came.—Two went.", []string{"One came.—Two went."}},
		{"lower case beyond ASCII goes on", "So they said no! älter and wiser.", []string{"So they said no! älter and wiser."}},
		{"what opens a sentence is of it, and what ends it", "(So) it is\n$5 or 5%\n[there]", []string{"(So) it is", "$5 or 5%", "[there]"}},
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
		{"other commas", "3,5 1234,567 1,23 0,125 1,234,56 1.234,567 12:30,400 1\u00a0234,5", "3,5 1234,567 1,23 0,125 1,234,56 1.234,567 12:30,400 1234,5"},
		{"ordinals and trailing full stops", "38th, 94,300. 2nd", "38 94300 2"},
		{"the country", "U.S. US us U.S.A.", "usa usa us usa"},
		{"full width and ligature", "ＦＵＬＬ eﬃcient", "full efficient"},
		{"soft hyphen and zero width", "geno\u00adcide geno\u200bcide genocide", "genocide genocide genocide"},
		{"all else that shows nothing", "geno\u2066ci\u2069de geno\u034fcide geno\u2063cide geno\u180ecide geno\u3164cide geno\U000e0064cide", "genocide genocide genocide genocide genocide genocide"},
		{"what shows nothing between characters", "今\u200b天\ufe00下 น้ำ\u200bในมือ 葛\U000e0100城", "今天 天下 下 น้ำใ ำใน ในมื นมือ มือ อ 葛城 城"},
		{"look-alike letters", "gеnосidе genocide", "genocide genocide"},
		{"Cyrillic stays", "война", "война"},
		{"accents", "Café CAFÉ’S", "café café"},
		{"characters in pairs", "今天下", "今天 天下 下"},
		{"numbers in characters", "三十五 十五 二百五十六 一百零五 三万五千 十万 二〇二四 一九八四 二十 两千", "35 15 256 105 35000 100000 2024 1984 20 2000"},
		{"numbers in characters and digits", "3万5000 1.2亿 1,200万 5千 1億2000万", "35000 120000000 12000000 5000 120000000"},
		{"numbers by what is counted", "三名 七人 两个 十月 百万人", "3 名 7 人 2 个 10 月 1000000 人"},
		{"no numbers in characters", "万一 三星 一个 十分 千万 二三十 三四百人", "万一 一 三星 星 一个 个 十分 分 千万 万 二 30 三 400 人"},
		{"a character before a number makes no pair", "死三人,死3人", "死 3 人 死 3 人"},
		{"words in Katakana", "新しいアプリとパン、スーパーで", "新し しい いア アプリ とパ パン スーパー で"},
		{"letters with their signs, three each", "น้ำในมือ ครับ", "น้ำใ ำใน ในมื นมือ มือ อ ครับ รับ บ"},
		{"letters with their signs, Myanmar", "မြို့တော်", "မြို့တော် တော်"},
		{"hyphens at line ends", "three beach-\nes, a mil\u00ad\r\n  lion Engi\u2010 \nneers' élé-\nphants", "three beaches a million engineers éléphants"},
		{"hyphens that break no word", "well-known long-\n\nterm Smith-\nJones x-\nray two -\nthree 20-\nyear end-", "well known long term smith jones x ray two three 20 year end"},
		{"thousands parted by blanks that don't break", "12\u00a0000 1\u202f234\u2009567 12\u00a01999 in\u00a02015 5\u00a0000th 1999\u00a0200", "12000 1234567 12 1999 in 2015 5 000 1999 200"},
		{"ranges of numbers", "10–200 3\u00a0men", "10 200 3 men"},
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
	assert.Equal(t, []string{"nato"}, capitals("in the EU NATO spoke"))
	assert.Equal(t, []string{"nato"}, capitals("ärger in EU NATO"))
	assert.Equal(t, []string{"nato", "unesco"}, capitals("今 NATO UNESCO"))
	assert.Equal(t, []string{"nato"}, capitals("6 NATO"), "one word in capitals may be written so anywhere")
	assert.Empty(t, capitals("PUTIN SPEAKS ABOUT UKRAINE"))
	assert.Empty(t, capitals("ÉTAT ÜBER NATION"))
	assert.Empty(t, capitals("they went home. PUTIN SPEAKS"), "a sentence in capitals beside one that is not")
	var x Text
	NewScanner(newWords()).Scan("Gestern sprach Wladimir Putin vom Krieg", nounsInCapitals, &x)
	for _, k := range x.Tokens {
		assert.Zero(t, k&Capital)
	}
}

// How lines look that were broken to a width: at the edge of each rule.
func TestHardWrapped(t *testing.T) {
	// line returns a line of n bytes that begins in lower case and has no full stop.
	line := func(n int) string { return strings.Repeat("word ", n/5+1)[:n-1] + "x\n" }
	closed, capital := line(59)[:58]+".\n", "W"+line(60)[1:]
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"three lines", strings.Repeat(line(60), 3), false},
		{"four", strings.Repeat(line(60), 4), true},
		{"half of them with a full stop", strings.Repeat(line(60), 5) + strings.Repeat(closed, 5), false},
		{"fewer", strings.Repeat(line(60), 6) + strings.Repeat(closed, 4), true},
		{"three in ten begin in lower case", strings.Repeat(line(60), 3) + strings.Repeat(capital, 7), false},
		{"four", strings.Repeat(line(60), 4) + strings.Repeat(capital, 6), true},
		{"half of them of usual length", strings.Repeat(line(60)+line(200), 5), false},
		{"more", strings.Repeat(line(60)+line(200), 5) + line(60), true},
		{"too short", strings.Repeat(line(39)+line(200), 4) + line(39), false},
		{"long enough", strings.Repeat(line(40)+line(200), 4) + line(40), true},
		{"as long as may be", strings.Repeat(line(110)+line(300), 4) + line(110), true},
		{"too long", strings.Repeat(line(111)+line(300), 4) + line(111), false},
		{"a column of five lines", strings.Repeat(line(30), 5), false},
		{"of six", strings.Repeat(line(30), 6), true},
		{"with room for the next word in two of ten lines", strings.Repeat(line(30), 9) + line(20) + line(20) + line(30), true},
		{"in three", strings.Repeat(line(30), 8) + line(20) + line(20) + line(20) + line(30), false},
		{"the first lines tell", strings.Repeat(line(60), 400) + strings.Repeat(closed, 1000), true},
	} {
		assert.Equal(t, c.want, hardWrapped([]byte(c.text)), c.name)
	}
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
	v, x := scan(text)
	assert.Len(t, x.Spans, len(x.Tokens))
	if assert.Len(t, x.Forms, len(x.Tokens)) {
		of := map[uint64]Token{}
		for i, k := range x.Tokens {
			assert.Zero(t, k&(Abbrev|Stop))
			if id, met := of[x.Forms[i]]; met {
				assert.Equal(t, id, k&idMask)
			}
			of[x.Forms[i]] = k & idMask
		}
		assert.Len(t, of, len(v.forms), "a form and a hash for each other")
	}
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
		piece := rapid.SampledFrom([]string{"Word", "WORD", "Mr.", "it's", " ", "\n", ".", "’", "U.S.", "1,2", "é", "\u00ad", "\u200b", "今", "。", "…", "”", "\xff", "\r\n", "e\u0301", "him’strong’", "?", "€", "\x00", "🙂", "三", "十", "万", "人", "5"})
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

// Runs have one hash if, and only if, they are the same.
func TestRuns(t *testing.T) {
	ranks := []Rank{11, 22, 33, 44}
	rapid.Check(t, func(t *rapid.T) {
		tokens := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 3), func(i int) Token { return Token(i) }), 0, 40).Draw(t, "tokens")
		k := rapid.IntRange(1, 4).Draw(t, "k")
		got := Runs(tokens, k, ranks, []uint64{7})
		assert.Equal(t, uint64(7), got[0])
		got = got[1:]
		assert.Len(t, got, max(0, len(tokens)-k+1))
		for i := range got {
			for j := range got {
				assert.Equal(t, slices.Equal(tokens[i:i+k], tokens[j:j+k]), got[i] == got[j])
			}
		}
	})
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
	assert.Equal(t, []Rank{10, 20, 30}, Rarest(c(4, 1, 3, 2, 0, 4), 3, ranks, nil), "a common stem comes last")
	assert.Equal(t, []Rank{20, 10, 20}, Rarest(c(1, 3), 3, ranks, []Rank{20}), "what was there is left alone")
	assert.Equal(t, []Rank{10}, Rarest([]Token{1 | Content, 3}, 3, ranks, nil), "stop words don't count")
}

// A scanner asks for a word once, however many there are.
func TestEveryWordIsAskedForOnce(t *testing.T) {
	v := &counting{Vocabulary: newWords()}
	s := NewScanner(v)
	var text strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&text, "word%d ä%d ", i, i)
	}
	var x Text
	s.Scan(text.String(), 0, &x)
	s.Scan(text.String(), 0, &x)
	assert.Len(t, x.Tokens, 40000)
	assert.Equal(t, 20000, v.asked)
}

type counting struct {
	Vocabulary
	asked int
}

func (c *counting) Lookup(l uint8, f string) Token {
	c.asked++
	return c.Vocabulary.Lookup(l, f)
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
