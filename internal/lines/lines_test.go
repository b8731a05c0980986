package lines

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

func TestQuotedBytes(t *testing.T) {
	tests := []struct {
		text string
		want string // what stands in quotation marks
	}{
		{"no quotation", ""},
		{"He said “stop it” and left.", "“stop it"},
		{`He said "stop" and "go".`, `"stop"go`},
		{"«Assez», dit-elle.", "«Assez"},
		{"„Halt“ rief er.", "„Halt"},
		{"»Halt« rief er.", "»Halt"},
		{"He said “stop\nand left.", ""},
		{"closed” only", ""},
		{"", ""},
	}
	for _, tt := range tests {
		l := New("An “open one\n" + tt.text + " “more”\nand “more”")
		span := shingle.Span{Start: strings.Index(l.text, "\n") + 1}
		span.End = span.Start + len(tt.text)
		assert.Equal(t, len(tt.want), l.Quoted(span), tt.text)
	}
	l := New("He said “stop it at once” and left.")
	assert.Equal(t, len("it at"), l.Quoted(shingle.Span{Start: strings.Index(l.text, "it"), End: strings.Index(l.text, " once")}), "a part of a quotation")
}

func TestEndsSentence(t *testing.T) {
	for _, s := range []string{"It ended.", "Did it?", "“It did.”", "Yes!'", "終わった。", "終わった。」", "समाप्त हुआ।", "ស្ពានថ្មី។", "ตำรวจจับกุมชายสองคน", "He said (twice.)", "It ended. (Reuters)", "It ended.[12]"} {
		assert.True(t, EndsSentence(s), s)
	}
	for _, s := range []string{"", "Headline", "Read more...", "12:30", "Name,", "He said (twice)", "The harbour. (Photo: Jo Doe/AP)", "[1]"} {
		assert.False(t, EndsSentence(s), s)
	}
}

// The quick looks before the patterns never hide what the patterns find.
func TestQuickLooksMissNothing(t *testing.T) {
	piece := rapid.SampledFrom([]string{"image", "Photo", " ", "copyright", "caption", "credit", ":", "latest", "News", "2019", "Mc", "é", "hide", "VIDEO", "x", "/"})
	rapid.Check(t, func(t *rapid.T) {
		var s string
		for _, p := range rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces") {
			s += p
		}
		assert.Equal(t, captionRule.MatchString(s), Caption(s), s)
	})
}

// joined and joinedNames are what joinedWord and joinedName look for.
var (
	joined      = regexp.MustCompile(`\b[A-Za-z'’]*[a-z]{3}(?:[A-Z][A-Za-z]{2,}|20\d\d)`)
	joinedNames = regexp.MustCompile(`^(Mc|Mac|De|Di|La|Le|Fitz|Van|You|Face|Link|Snap|Whats)`)
)

func checkJoinedWords(t require.TestingT, s string) {
	var got []string
	for i := 0; ; {
		from, to := joinedWord(s, i)
		if to == 0 {
			break
		}
		w := s[from:to]
		got, i = append(got, w), to
		assert.Equal(t, joinedNames.MatchString(w), joinedName(w), w)
	}
	require.Equal(t, joined.FindAllString(s, -1), got, "%q", s)
	assert.True(t, mayJoin(s) || len(got) == 0, "%q", s)
}

func TestJoinedWords(t *testing.T) {
	for _, s := range []string{
		"", "HomeNews SportWeather", "sitesNews2019 latest2020", "3latestNews", "_latestNews's", "it'sallGone", "'latestNews'backHome", "l’hôtelNews it’sallGone", "latestNews’latestNews",
		"newsNew newsNe news201 news2012news2013", "éclatNews", "abcDef'ghiJkl", "abcDefGhi2019", "newsABC", "â\u0080latestNews\u0099", "2latest2019",
	} {
		checkJoinedWords(t, s)
	}
	piece := rapid.SampledFrom([]string{"abc", "ab", "Abc", "A", "XYZ", "'", "’", "2", "20", "2019", "_", " ", "é", "\xe2\x80", "latest", "Mc"})
	rapid.Check(t, func(t *rapid.T) {
		checkJoinedWords(t, strings.Join(rapid.SliceOfN(piece, 0, 10).Draw(t, "pieces"), ""))
	})
}

func TestLinkList(t *testing.T) {
	prose := strings.Repeat("so on ", 22) // 44 words: with one that is joined a text is long
	for _, s := range []string{"HomeNews SportWeather", "The latestNews and latest2020", "latestNews MORE", "latestNews " + prose, "FaceTime WhatsApp FitzGerald latestNews sportNews"} {
		assert.True(t, LinkList(s), s)
	}
	for _, s := range []string{"", "Home News Sport Weather", "The latestNews", "latestNews more", "latestNews " + prose[:len(prose)-len("on ")], "MacDonald and LinkedIn", "MacDonald, YouTube and the latestNews", prose + " MORE", strings.Repeat("FaceTime ", 7) + "latestNews sportNews"} {
		assert.False(t, LinkList(s), s)
	}
}

func TestCaption(t *testing.T) {
	for _, s := range []string{"Image copyright Jo Doe", "Photo: Jo Doe", strings.Repeat("x ", 70) + "photo credits", "the media caption"} {
		assert.True(t, Caption(s), s)
	}
	for _, s := range []string{"", "The picture was taken", "A photo: Jo Doe", strings.Repeat("x ", 80) + "photo credits"} {
		assert.False(t, Caption(s), s)
	}
}

func FuzzJoinedWords(f *testing.F) {
	f.Add("latestNews sport2019 it’sallGone")
	f.Fuzz(func(t *testing.T, s string) { checkJoinedWords(t, s) })
}

// Quotations are the same whatever was asked before.
func TestQuotedInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab \"\"“”„«»\n")), 1, 60, -1).Draw(t, "text")
		l := New(text)
		for range 6 {
			start := rapid.IntRange(0, len(text)-1).Draw(t, "start")
			span := shingle.Span{Start: start, End: rapid.IntRange(start, len(text)).Draw(t, "end")}
			assert.Equal(t, New(text).Quoted(span), l.Quoted(span), "%v", span)
			from := strings.LastIndexByte(text[:start], '\n') + 1
			to := strings.IndexByte(text[start:]+"\n", '\n') + start
			assert.Equal(t, strings.TrimSpace(text[from:to]), l.Through(start, start+1))
		}
	})
}

func TestEndsInTime(t *testing.T) {
	for _, s := range []string{"1:23", "01:23", "Watch now 12:30", "Watch (01:23"} {
		assert.True(t, EndsInTime(s), s)
	}
	for _, s := range []string{"", "23", ":23", "x1:23", "101:23", "1:2", "12:30 today", "1.23"} {
		assert.False(t, EndsInTime(s), s)
	}
}

func TestBullet(t *testing.T) {
	for _, s := range []string{"• Divers", " - Divers", "1. Divers", "12) Divers"} {
		assert.True(t, Bullet(s), s)
	}
	for _, s := range []string{"", "Divers", "-Divers", "123. Divers", "1 Divers"} {
		assert.False(t, Bullet(s), s)
	}
}
