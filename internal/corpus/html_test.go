package corpus

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// story is a page with an article long enough to be found, and things around it.
func story(head, body string) string {
	par := strings.Repeat("The council said on Monday that it would look into the matter, again. ", 6)
	return "<!DOCTYPE html><html lang=en_GB><head>" + head + "</head><body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Headline</h1><p>" +
		par + "</p>" + body + "<p>" + par + "</p></article><footer>All rights reserved</footer></body></html>"
}

func TestHTMLPage(t *testing.T) {
	head := `<title>Headline | Outlet</title><meta property="og:title" content="Headline"><meta property="og:site_name" content="The Outlet">
<meta property="article:published_time" content="2021-02-03T04:05:06Z"><link rel="canonical" href="https://www.example.org/a?b=1&amp;c=2">`
	g := stdin(t, Options{}, story(head, "<figure><img src=x><figcaption>A caption</figcaption></figure>after it<br>a line<ul><li>one<li>two</ul>"))
	require.Empty(t, g.told())
	require.Len(t, g.docs, 1)
	d := g.docs[0]
	require.Equal(t, "2021-02-03T04:05:06Z", d.Date)
	require.Equal(t, "The Outlet", d.Source)
	require.Equal(t, "en-GB", d.Language)
	require.Equal(t, map[string]string{"title": "Headline", "url": "https://www.example.org/a?b=1&c=2"}, d.Fields)
	require.Contains(t, d.Text, "again.\n\nA caption\n\nafter it\na line\n\none\ntwo\n\nThe council")
	require.NotContains(t, d.Text, "rights reserved")
}

// Block quotations lie in the text; white space around them and quotations
// inside them are no part of it.
func TestBlockQuotes(t *testing.T) {
	body := "<blockquote>\n <p>First said</p><blockquote>within</blockquote> <p>last said.</p>\n</blockquote>after<blockquote> </blockquote><BLOCKQUOTE>Third “é” quote</BLOCKQUOTE>"
	g := stdin(t, Options{}, story("<title>Headline</title>", body))
	require.Len(t, g.docs, 1)
	var quotes []string
	for _, q := range g.docs[0].Quotes {
		quotes = append(quotes, g.docs[0].Text[q.Start:q.End])
	}
	require.Equal(t, []string{"First said\n\nwithin\n\nlast said.", "Third “é” quote"}, quotes)
}

func TestLinkedData(t *testing.T) {
	head := `<script type="application/ld+json">{broken</script><script type="application/ld+json">{"@graph":[{"@type":"WebSite"},
{"@type":["NewsArticle"],"headline":"H","datePublished":"2020-05-06","url":"/x","inLanguage":"de","publisher":{"name":"P"},"articleBody":"<p>Its text\n&amp;amp; more</p>"}]}</script>`
	doc, err := html.Parse(strings.NewReader(strings.Replace(story(head, ""), " lang=en_GB", "", 1)))
	require.NoError(t, err)
	require.Equal(t, meta{"H", "2020-05-06", "https://example.org/x", "de", "P", "Its text\n& more"}, metaOfPage(doc, "https://example.org/a/b"))
}

func TestCharsets(t *testing.T) {
	text := "Ein schöner Tag für die Bürger, „ganz“ ehrlich – für 5 €. Übermäßig große Füße müßten öfter geändert werden."
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	require.NoError(t, err)
	jp := "これは日本語の記事です。東京で地震がありました。"
	iso2022, err := japanese.ISO2022JP.NewEncoder().String(jp)
	require.NoError(t, err)
	sjis, err := japanese.ShiftJIS.NewEncoder().String(strings.Repeat(jp, 5))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		raw, declared, want string
		replaced            int
	}{
		"UTF-8 undeclared":       {text, "", text, 0},
		"UTF-8 as latin1":        {`<meta charset="iso-8859-1">` + text, "iso-8859-1", `<meta charset="iso-8859-1">` + text, 0},
		"UTF-8 with a stray":     {text + text + "\xff", "utf-8", text + text + "\ufffd", 1},
		"1252 by header":         {latin, "windows-1252", text, 0},
		"1252 by meta":           {`<meta charset=iso-8859-1>` + latin, "", `<meta charset=iso-8859-1>` + text, 0},
		"1252 said to be UTF-8":  {`<meta charset=utf-8>` + latin, "utf-8", `<meta charset=utf-8>` + text, 0},
		"1252 undeclared":        {latin, "", text, 0},
		"unknown label":          {latin, "no-such-charset", text, 0},
		"ISO-2022-JP by header":  {iso2022, "iso-2022-jp", jp, 0},
		"Shift_JIS undeclared":   {sjis, "", strings.Repeat(jp, 5), 0},
		"BOM":                    {bom + text, "windows-1252", text, 0},
		"UTF-16":                 {utf16LE("<p>hé"), "utf-8", "<p>hé", 0},
		"http-equiv declaration": {`<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">` + latin, "", `<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">` + text, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, replaced := decodePage(c.raw, c.declared)
			require.Equal(t, c.want, got)
			require.Equal(t, c.replaced, replaced)
		})
	}
}

func TestPageWithoutArticle(t *testing.T) {
	require.Contains(t, extract(page{raw: "<title>t</title><p>Short<script>x</script>"}).text, "Short")
	require.Empty(t, extract(page{}).text)
}

// What no option raises is told as such.
func TestPageTooLarge(t *testing.T) {
	g := stdin(t, Options{Format: HTML, MaxDocument: 1 << 30}, story("", strings.Repeat(" ", MaxPage)))
	require.Equal(t, []string{"-: too-large: more than 4194304 bytes of HTML, the most of any page: convert it, for example with pandoc -t plain"}, g.told())
	require.Empty(t, g.docs)
	require.Zero(t, g.r.Opened())
}

func TestPageThatStatesItsText(t *testing.T) {
	said := strings.Repeat("The article as the page states it. ", 80)
	a := extract(page{raw: story(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+said+`"}</script>`, "")})
	require.Equal(t, strings.TrimSpace(said), a.text)
	// What the page shows is taken for its text unless most of it is missing there.
	shown := extract(page{raw: story("", "")}).text
	said = strings.Repeat("x", 2*len(shown))
	require.Equal(t, shown, extract(page{raw: story(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+said+`"}</script>`, "")}).text)
	require.Equal(t, said+"x", extract(page{raw: story(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+said+`x"}</script>`, "")}).text)
}

// One stray byte in twenty makes a page no other charset's.
func TestNearlyUTF8(t *testing.T) {
	require.True(t, nearlyUTF8("plain"))
	require.True(t, nearlyUTF8(strings.Repeat("é", 10)+"\xe9 plain"))
	require.False(t, nearlyUTF8(strings.Repeat("é", 9)+"\xe9 plain"))
}

// TestHostilePages: a small page stays quick and small, whatever is nested in what.
func TestHostilePages(t *testing.T) {
	const n = 20_000
	var open strings.Builder
	for i := range 400 {
		fmt.Fprintf(&open, "<b id=%d>", i)
	}
	for name, raw := range map[string]string{
		"div":        strings.Repeat("<div>", n) + "deep",
		"b p":        strings.Repeat("<b><p>", n) + "deep",
		"a":          strings.Repeat("<a href=x>", n) + "deep",
		"table":      strings.Repeat("<table><tr><td>", n) + "deep",
		"foster":     "<table>" + strings.Repeat("<b>x", n) + "deep",
		"siblings":   strings.Repeat("<p>deep, so deep, and deeper</p>", n/2),
		"br":         strings.Repeat("<br>", n) + "deep",
		"reopened":   "<div>" + open.String() + "</div>" + strings.Repeat("<p>x</p>", 4*n) + "deep",
		"attributes": "<p " + strings.Repeat("a=b ", n) + ">deep",
		"unclosed":   strings.Repeat("<", n) + "deep",
		"comment":    "deep<!--" + strings.Repeat("-", n),
		"select":     strings.Repeat("<select><option>", n) + "deep<p>deep",
		"svg":        strings.Repeat("<svg><g>", n) + "deep<p>deep",
		"template":   strings.Repeat("<template>", n) + "deep",
		"json":       `<script type="application/ld+json">` + strings.Repeat("[", n) + "</script>deep",
		"scripts":    strings.Repeat("<script>shallow</script>", n) + strings.Repeat("<div>", n) + "deep",
		"nested":     strings.Repeat(strings.Repeat("<div>", 100)+"deep, text"+strings.Repeat("</div>", 100), n/800),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			a := extract(page{raw: raw})
			require.Less(t, time.Since(start), time.Minute)
			require.NotContains(t, a.text, "shallow")
			require.Contains(t, a.text+"deep", "deep")
		})
	}
	deep := strings.Repeat("<div>", 400)
	_, err := parse(deep + strings.Repeat("<p>deep, so deep, and deeper</p>", 50_000))
	require.ErrorIs(t, err, errSteps)
	_, err = parse(deep + "<p>deep</p><script>" + strings.Repeat("shallow ", 200_000) + "</script>")
	require.NoError(t, err)
	require.ErrorIs(t, func() error { _, err := parse(open.String() + strings.Repeat("<p>x</p>", n)); return err }(), errSwollen)
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{story("", ""), "<b><p><a><table><i>x", "<!doctype html><p>\xff\xfe", "<pre>\n a\u00a0\u3000b\r\n</pre>", story("", "<blockquote><p>a<blockquote>b"), `<meta charset="utf-16"><p>x`} {
		f.Add(s, "windows-1251")
	}
	f.Fuzz(func(t *testing.T, raw, charset string) {
		a := extract(page{raw: raw, url: "https://example.org/", charset: charset})
		require.True(t, utf8.ValidString(a.text))
		require.Equal(t, strings.TrimSpace(a.text), a.text)
		require.NotContains(t, a.text, "\n\n\n")
		end := 0
		for _, q := range a.quotes {
			require.True(t, end <= q.Start && q.Start < q.End && q.End <= len(a.text))
			end = q.End
		}
	})
}
