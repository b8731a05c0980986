package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"respun/detect"
)

func TestEscape(t *testing.T) {
	const joiner = "\u2060"
	for in, want := range map[string]string{
		"plain, text; 1.5 of (it) - \"quoted\"?": "plain, text; 1.5 of (it) - \"quoted\"?",
		"**b** _i_ `c`":                          "\\*\\*b\\*\\* \\_i\\_ \\`c\\`",
		"[x](javascript:1) ![y](z)":              "\\[x\\](javascript\\:1) \\!\\[y\\](z)",
		"<img src=x> &lt;":                       "&lt;img src=x&gt; &amp;lt;",
		"@someone #12 a@b.example":               "\\@" + joiner + "someone \\#" + joiner + "12 a\\@" + joiner + "b.example",
		"https://x.example www.x.example":        "https\\://x.example www\\.x.example",
		"- item":                                 "\\- item",
		"12) item":                               "12\\) item",
		"a | b ~~c~~ $x$ \\":                     "a \\| b \\~\\~c\\~\\~ \\$x\\$ \\\\",
		"one\n\n# two\r\n```":                    "one \\#" + joiner + " two \\`\\`\\`",
		"\u202eevil\x1b[0m":                      "&lt;U+202E&gt;evil␛\\[0m",
	} {
		// What clean makes visible is escaped with the rest.
		assert.Equal(t, want, escape(in), "%q", in)
	}
}

// What stands at the beginning is not looked at again for each mark behind it.
func TestEscapeIsLinear(t *testing.T) {
	const n = 1 << 20
	for before, mark := range map[string]string{" ": "-", "1": "."} {
		start := time.Now()
		got := escapePart(strings.Repeat(before, n) + strings.Repeat(mark, n))
		assert.Equal(t, strings.Repeat(before, n)+`\`+strings.Repeat(mark, n), got)
		assert.Less(t, time.Since(start), time.Minute) // quadratic takes half an hour
	}
}

func TestMarkdownFitsIntoOneComment(t *testing.T) {
	s := harbour()
	for i := range 2000 {
		m := s.spun()
		m.ID = fmt.Sprint(i)
		s.matches = append(s.matches, m)
	}
	out := s.play(t, "markdown", Options{})
	assert.Less(t, len(out), 65_536)
	shown := strings.Count(out, "\n#### ")
	assert.Contains(t, out, fmt.Sprintf("Not shown, as a comment holds no more: %s.", plural(int64(len(s.matches)-shown), "match")))
}

// What does not fit takes no number from what does.
func TestMarkdownNumbersWhatItShows(t *testing.T) {
	s := harbour()
	large := s.verbatim()
	large.A.Text = strings.Repeat("word ", maxMarkdown/5)
	s.matches = []detect.Match{large, s.spun(), s.quoted()}
	out := s.play(t, "markdown", Options{})
	assert.Contains(t, out, "#### 1. spun")
	assert.Contains(t, out, "#### 2. near-duplicate")
	assert.Contains(t, out, "Not shown, as a comment holds no more: 1 match.")
}

func TestMarkdownOfStrangersIsText(t *testing.T) {
	out := hostile().play(t, "markdown", Options{})
	bare := strings.NewReplacer("<strong>", "", "</strong>", "").Replace(out)
	assert.NotContains(t, bare, "<")
	for _, l := range strings.Split(bare, "\n") {
		assert.False(t, strings.HasPrefix(strings.TrimLeft(l, " >"), "```"))
	}
}
