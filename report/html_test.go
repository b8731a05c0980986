package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
	"respun/internal/chromium"
)

func TestPageIsSelfContained(t *testing.T) {
	assert.NotContains(t, pageHead+pageTail, "{{", "every placeholder is filled")
	all := strings.ReplaceAll(pageHead+pageTail, `"http://www.w3.org/2000/svg"`, "")
	for _, never := range []string{"//www", "https:", ".innerHTML", ".outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(", "import("} {
		assert.NotContains(t, all, never)
	}
	page := desk().play(t, "html", Options{})
	assert.True(t, strings.HasPrefix(page, pageHead) && strings.HasSuffix(page, pageTail))
	assert.Equal(t, 1, strings.Count(pageHead+pageTail, "</script>"))
	assert.Equal(t, 1, strings.Count(pageHead+pageTail, "</style>"))
}

// blockOf reads a data block of a page.
func blockOf(t require.TestingT, page, id string, v any) {
	_, rest, ok := strings.Cut(page, `<script type="application/json" id="`+id+`">`)
	require.True(t, ok, id)
	raw, _, _ := strings.Cut(rest, "</script>")
	require.NotContains(t, raw, "<")
	require.NoError(t, json.Unmarshal([]byte(raw), v))
}

func TestPagePositionsSliceToThePassages(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := &scene{}
		for _, name := range []string{"a", "b"} {
			s.docs = append(s.docs, detect.Document{Name: name, Text: awkward(r, name)})
		}
		marked := span(r, s.docs[0].Text, "marked")
		m := detect.Match{A: detect.Side{Doc: "a", Span: detect.Span{End: len(s.docs[0].Text)}}, B: detect.Side{Doc: "b", Ordinal: 1, Span: span(r, s.docs[1].Text, "b")}}
		m.Evidence.MarksA = []detect.MarkedSpan{{Span: marked, Mark: detect.Dropped}}
		s.matches = []detect.Match{m}
		page := s.play(t, "html", Options{})
		var data pageData
		blockOf(r, page, "data", &data)
		a := data.Matches[0].A
		if marked.Len() == 0 {
			require.Empty(r, a.Marks)
			return
		}
		require.Equal(r, int(detect.Dropped), a.Marks[2])
		require.Equal(r, s.docs[0].Text[marked.Start:marked.End], cut(s.docs[0].Text, a.Start+a.Marks[0], a.Start+a.Marks[1], UTF16))
		for i, side := range []pageSide{data.Matches[0].A, data.Matches[0].B} {
			var pieces [][2]any
			blockOf(r, page, fmt.Sprintf("doc-%d", i), &pieces)
			require.Equal(r, s.docs[i].Text, pieces[0][1])
			want := []detect.Side{m.A, m.B}[i]
			require.Equal(r, s.docs[i].Text[want.Start:want.End], cut(s.docs[i].Text, side.Start, side.End, UTF16))
		}
	})
}

func TestExcerptsCutNoCharacter(t *testing.T) {
	text := strings.Repeat("漢", 3000)
	got := excerpts([]detect.Span{{Start: 6000, End: 6030}, {Start: 30, End: 60}, {Start: 90, End: 120}}, text)
	assert.Equal(t, []detect.Span{{Start: 0, End: 480}, {Start: 5640, End: 6390}}, got)
	got = excerpts([]detect.Span{{Start: 1001, End: 1002}}, text)
	assert.Zero(t, got[0].Start%3+got[0].End%3)
	got = excerpts([]detect.Span{{Start: 1001, End: 1003}}, text)
	assert.Equal(t, []detect.Span{{Start: 639, End: 1365}}, got)
}

// What is left out between two passages is not told where it is hardly worth the line.
func TestExcerptsCutNoWord(t *testing.T) {
	text := strings.Repeat("a sentence\n", 1000)
	got := excerpts([]detect.Span{{Start: 5000, End: 5010}, {Start: 5900, End: 5910}, {Start: 9000, End: 9010}}, text)
	require.Len(t, got, 2)
	for _, s := range got {
		assert.Contains(t, " \n", text[s.Start-1:s.Start])
		assert.Contains(t, " \n", text[s.End:s.End+1])
	}
}

func TestPageShowsLongTextsInPart(t *testing.T) {
	s := harbour()
	s.docs[1].Text += strings.Repeat("Nothing here was taken from anybody. ", maxWholeText/30)
	page := s.play(t, "html", Options{})
	assert.Less(t, len(page), maxWholeText)
	assert.Contains(t, page, `"excerpts":1`)
	assert.Contains(t, page, "Caf\u00e9 owners")
}

func TestPageTellsWhatItLacks(t *testing.T) {
	h := newHTML(bufio.NewWriter(io.Discard), Options{}).(*htmlSink)
	s := harbour()
	require.NoError(t, h.Begin(s.begin()))
	for range maxPageRecords + 3 {
		require.NoError(t, h.Match(&s.matches[0]))
		require.NoError(t, h.Pair(&s.pairs[0]))
		require.NoError(t, h.Skip(s.skips[0]))
		require.NoError(t, h.Cluster(&s.cluster[0]))
	}
	for h.places < maxPageRecords {
		require.NoError(t, h.Group(&s.groups[0]))
	}
	require.NoError(t, h.Group(&s.groups[0]))
	known := len(h.page.Docs)
	for i := range maxPageRecords {
		require.NoError(t, h.Document(&detect.DocumentShares{Doc: fmt.Sprint(i), Ordinal: i}))
	}
	assert.Len(t, h.page.Docs, maxPageRecords)
	assert.Equal(t, map[string]int{"match": 3, "pair": 3, "skip": 3, "cluster": 3, "group": 1, "document": known}, h.page.Left)
	assert.Len(t, h.page.Matches, maxPageRecords)
}

func TestRedactedPageHasNoTextOfSources(t *testing.T) {
	s := desk()
	s.docs[1].Fields = map[string]string{"title": s.checks[0].Sources[0].Title}
	page := s.play(t, "html", Options{Redact: true})
	for _, of := range []string{"Travellers", "owners", "they said", "sighs", "All 8 words"} {
		assert.NotContains(t, page, of)
	}
	assert.Contains(t, page, "Heavy fog delayed", "the draft's own text stays")
	assert.Contains(t, page, "south/ferry.txt", "and so do the names of its sources")
}

// A document is a source also where the match that tells so found no room.
func TestRedactedPageKnowsTheWholeRun(t *testing.T) {
	s := &scene{docs: []detect.Document{{Name: "a", Text: "one"}, {Name: "b", Text: "two"}, {Name: "c", Text: "three"}}}
	for range maxPageRecords {
		s.matches = append(s.matches, detect.Match{A: s.side(1, "two"), B: s.side(2, "three")})
	}
	require.Contains(t, s.play(t, "html", Options{Redact: true}), `id="doc-0"`, "it is no source yet")
	s.matches = append(s.matches, detect.Match{A: s.side(0, "one"), B: s.side(1, "two")})
	require.NotContains(t, s.play(t, "html", Options{Redact: true}), `id="doc-0"`)
}

func TestPageInBrowser(t *testing.T) {
	b := startBrowser(t)
	b.Device(1360, 1000, "light")
	b.open(desk().play(t, "html", Options{}))
	b.Picture("desk")

	t.Run("opens", func(t *testing.T) {
		assert.Contains(t, b.Text(`document.getElementById("summary").textContent`), "1 draft against 2 documents, 71,234 words: 3 matches")
		assert.Equal(t, 3., b.number(`document.querySelectorAll("#rows .match").length`))
		assert.Equal(t, 3., b.number(`document.querySelectorAll("#docs li").length`))
		assert.Equal(t, 2., b.number(`document.querySelectorAll("#arcs .link").length`))
		assert.Contains(t, b.Text(`document.getElementById("desk").textContent`), "Does not pass: copied 19.5%, limit 15.0%")
		assert.Contains(t, b.Text(`document.querySelector("#docs .bar").getAttribute("aria-label")`), "in no match 14.1%, verbatim 22.1%, spun 63.9%")
	})
	t.Run("tells what is left out", func(t *testing.T) {
		assert.Empty(t, b.Text(`document.getElementById("left-out").textContent`))
		s := harbour()
		s.stats.Stages = append(s.stats.Stages, detect.Stage{Name: "decision", Dropped: map[string]int64{"class parallel": 1200, "class echo": 3}})
		b.open(s.play(t, "html", Options{}))
		const told = "3 echo, 1,200 parallel"
		assert.Equal(t, "Left out by class: "+told+"; --classes all tells them too.", b.Text(`document.getElementById("left-out").textContent`))
		for _, format := range []string{"text", "markdown"} {
			assert.Regexp(t, "(?i)left out by class: "+told+";", s.play(t, format, Options{}))
		}
		b.open(desk().play(t, "html", Options{}))
	})
	t.Run("explains its marks", func(t *testing.T) {
		assert.Regexp(t, "^movedsynonymreplacedaddeddroppedDropped: in the first .* Similarity: .* Confidence: ", b.Text(`document.getElementById("marks").textContent`))
		assert.Equal(t, "0", b.Text(`String(document.querySelectorAll("#marks .kept").length)`), "what is kept has no colour")
	})
	t.Run("tells of a document what there is to tell", func(t *testing.T) {
		s := harbour()
		s.shares = []detect.DocumentShares{{Doc: s.docs[0].Name, Words: 1200, Inside: .25, Original: .75}, {Doc: s.docs[1].Name, Words: 9, Original: 1}}
		b.open(s.play(t, "html", Options{}))
		const facts = `[...document.querySelectorAll("#docs small")].map(e => e.textContent).join("|")`
		assert.Contains(t, b.Text(facts), "1,200 words: repeats itself 25.0%|")
		assert.NotContains(t, b.Text(facts), "0.0%")
		assert.Regexp(t, `9 words(\||$)`, b.Text(facts))
		b.open(desk().play(t, "html", Options{}))
	})
	t.Run("tells the funnel", func(t *testing.T) {
		assert.Equal(t, "sentences 9 8|dropped: too-short 1|buckets 8 8|capped: full 2",
			b.Text(`[...document.querySelectorAll("#more details:last-child table:last-of-type tbody tr")].slice(-4).map(r => [...r.cells].map(c => c.textContent).join(" ").trim()).join("|")`))
	})
	t.Run("sorts", func(t *testing.T) {
		const order = `[...document.querySelectorAll("#rows .match")].map(r => r.dataset.index).join("")`
		b.Eval(`document.querySelector("[data-key=similarity] button").click()`, nil)
		assert.Equal(t, "021", b.Text(order))
		assert.Equal(t, "descending", b.Text(`document.querySelector("[data-key=similarity]").getAttribute("aria-sort")`))
		b.Eval(`document.querySelector("[data-key=similarity] button").click()`, nil)
		assert.Equal(t, "120", b.Text(order))
		b.Eval(`document.querySelector("[data-key=similarity] button").click()`, nil)
		assert.Equal(t, "012", b.Text(order))
	})
	t.Run("filters", func(t *testing.T) { filtersPage(t, b) })
	t.Run("shows the draft", func(t *testing.T) { showsDraft(t, b) })
	t.Run("follows a match", func(t *testing.T) { followsMatch(t, b) })
	t.Run("prints", func(t *testing.T) {
		b.Eval(`(addEventListener("beforeprint", () => { window.printed = document.querySelectorAll("#print article").length }), 1)`, nil)
		b.Call("Page.printToPDF", nil)
		assert.Equal(t, 3., b.number(`window.printed`))
		const paper = `(dispatchEvent(new Event("beforeprint")), document.getElementById("print").textContent)`
		assert.NotContains(t, b.Text(paper), "filtered out")
		b.Eval(`document.querySelector("#filters input[type=checkbox]").click()`, nil)
		assert.Equal(t, 2., b.number(`new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(document.querySelectorAll("#rows .match").length))))`))
		assert.Contains(t, b.Text(paper), "1 match filtered out before printing.")
		b.Eval(`document.getElementById("clear").click()`, nil)
	})
	assert.Empty(t, b.complaints())
}

func filtersPage(t *testing.T, b *browser) {
	const rows = `document.querySelectorAll("#rows .match").length`
	set := func(id, value string) {
		b.Eval(fmt.Sprintf(`(() => { const i = document.getElementById(%q); i.value = %q; i.dispatchEvent(new Event("input")); })()`, id, value), nil)
	}
	b.Eval(`document.querySelector("[data-name=spun]").click()`, nil)
	assert.Equal(t, 2., b.number(rows), "by kind")
	assert.Equal(t, "2 of 3 matches. Choose one to read both texts side by side.", b.Text(`document.getElementById("count").textContent`))
	b.Eval(`document.getElementById("clear").click()`, nil)
	set("from-similarity", "0.95")
	assert.Equal(t, 1., b.number(rows), "by similarity")
	assert.Equal(t, 1., b.number(`document.querySelectorAll("#arcs .link").length`), "the picture follows")
	b.Eval(`document.getElementById("clear").click()`, nil)
	set("from-confidence", "0.9")
	assert.Equal(t, 2., b.number(rows), "by confidence")
	b.Eval(`document.getElementById("clear").click()`, nil)
	set("query", "SOUTH")
	assert.Equal(t, 2., b.number(rows), "by name")
	b.Eval(`document.getElementById("clear").click()`, nil)
	b.Eval(`document.querySelector("#arcs .link:last-of-type").dispatchEvent(new MouseEvent("click"))`, nil)
	assert.Less(t, b.number(rows), 3., "by a link of the picture")
	b.Eval(`document.getElementById("clear").click()`, nil)
	assert.Equal(t, 3., b.number(rows))
}

func showsDraft(t *testing.T, b *browser) {
	const of = `document.querySelector(".draft ` // a draft's part
	assert.Equal(t, "verbatim 19.5%, inside 39.0%, quoted 7.3%, original 34.2%", b.Text(of+`.bar").getAttribute("aria-label")`))
	assert.Equal(t, desk().docs[0].Text, b.Text(of+`.words").textContent.replaceAll("\n", "\r\n")`), "all of it")
	assert.Equal(t, "The old ferry left the harbour at dawn.", b.Text(of+`.words .hit.verbatim").textContent`))
	assert.Equal(t, "Nobody was hurt.", b.Text(of+`.words .hit.quoted").textContent`), "what is excluded has the colour of its reason")
	assert.Contains(t, b.Text(of+`.notes").textContent`), "3 words verbatim, from south/ferry.txtdoes not count: quotations")
	assert.Contains(t, b.Text(of+`button.link").parentNode.textContent`), "south/ferry.txt Quay of *sighs* · South")
	b.Eval(of+`button.link").click()`, nil)
	assert.Equal(t, 2., b.number(`document.querySelectorAll("#rows .match").length`), "a source leads to its matches")
	assert.Contains(t, b.Text(`document.querySelector("#rows .match:last-of-type .class, #rows [data-index='2'] .class").textContent`), "excluded: quotation")
	b.Eval(`document.getElementById("clear").click()`, nil)
	b.Eval(of+`.notes a[href='#match-2']").click()`, nil)
	assert.Equal(t, "Match 2", b.Text(`document.getElementById("reader-title").textContent`))
	b.press("Escape")
	b.Eval(`document.querySelector(".draft summary").click()`, nil)
}

func followsMatch(t *testing.T, b *browser) {
	const focused = `(document.activeElement.closest(".pane") || {id: ""}).id + ":" + document.activeElement.textContent`
	b.Eval(`document.querySelector("#rows .match[data-index='1'] a").focus()`, nil)
	b.press("Enter")
	assert.Equal(t, "Match 2", b.Text(`document.getElementById("reader-title").textContent`))
	b.Picture("reader")
	b.press("d")
	assert.Equal(t, "pane-a:Heavy fog delayed the morning crossing for nearly two hours, the company said.", b.Text(focused))
	b.press("d")
	assert.Equal(t, "pane-b:The morning passage was held up by thick fog for almost two hours, said the firm.", b.Text(focused))
	b.press("Enter")
	assert.Contains(t, b.Text(focused), "pane-a:Heavy fog", "a passage is a link to its double")
	assert.Equal(t, "delayed", b.Text(`document.querySelector("#pane-a .hit.now .replaced").textContent`))
	b.Eval(`document.querySelector("#pane-a .hit.verbatim").click()`, nil)
	assert.Equal(t, "Match 1", b.Text(`document.getElementById("reader-title").textContent`), "other passages lead to their match")
	assert.Equal(t, "The old ferry left the harbour at dawn.", b.Text(`document.querySelector("#pane-b .hit.now").textContent`))
	b.press("n")
	b.press("n")
	assert.Equal(t, "Match 3", b.Text(`document.getElementById("reader-title").textContent`))
	b.press("Escape")
	assert.False(t, b.number(`document.getElementById("reader").open ? 1 : 0`) == 1)
	assert.Contains(t, b.Text(`document.activeElement.getAttribute("aria-label")`), "match 3", "the focus returns to the row")
}

// Of whole documents there are no passages: bars without any would say that nothing was found.
func TestPageOfDocuments(t *testing.T) {
	b := startBrowser(t)
	s := harbour()
	s.level, s.matches, s.groups = detect.DocumentLevel, nil, nil
	s.pairs[0].Matches, s.stats.Matches, s.stats.Groups = 0, 0, 0
	b.open(s.play(t, "html", Options{}))
	assert.Equal(t, "3 documents, 71,234 words: 1 pair of like documents.", b.Text(`document.getElementById("summary").textContent`))
	assert.Zero(t, b.number(`document.querySelectorAll("#docs .bar, #matches:not([hidden])").length`))
	assert.Equal(t, 1., b.number(`document.querySelectorAll("#arcs .link").length`))
	assert.Equal(t, "1 cluster of like documents", b.Text(`document.querySelector("#more details[open] summary").textContent`), "the answer is open")
	assert.Equal(t, "verbatim 0.12 0.25 30.0% 40.0% north/ferry.txt south/ferry.txt", b.Text(`[...document.querySelector("#more details:nth-of-type(2) tbody tr").cells].map(c => c.textContent).join(" ")`))
	assert.Contains(t, s.play(t, "markdown", Options{}), "\n| verbatim | 0.12 | 0.25 | 30.0% | 40.0% | north/ferry.txt | south/ferry.txt |\n")
	b.open((&scene{level: detect.DocumentLevel}).play(t, "html", Options{}))
	assert.Zero(t, b.number(`document.querySelectorAll("#overview:not([hidden]), #matches:not([hidden]), .skip:not([hidden]), #more details[open]").length`), "nothing is there to show")
	assert.Empty(t, b.complaints())
}

// A copy that is of a class counts for a draft: it has the colour of its kind, and is a
// warning. In a scan it only looks like reuse.
func TestCopiesOfAClass(t *testing.T) {
	b := startBrowser(t)
	for name, c := range map[string]struct {
		scene       *scene
		part, level string
	}{"check": {desk(), "verbatim", "warning"}, "scan": {harbour(), "template", "note"}} {
		c.scene.matches[0].Class = detect.Parallel
		b.open(c.scene.play(t, "html", Options{}))
		assert.Equal(t, "chip "+c.part, b.Text(`document.querySelector("#rows a[href='#match-1']").className`), name)
		var levels []string
		for _, r := range readSARIF(t, c.scene.play(t, "sarif", Options{})).Results {
			if r.Prints["respunMatch/v1"] == c.scene.matches[0].ID {
				levels = append(levels, r.Level)
			}
		}
		assert.Equal(t, []string{c.level}, levels, name)
	}
}

// hostile is a scene in which every string that strangers choose attacks.
func hostile() *scene {
	const attack = "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'><svg onload=window.pwned=1>" +
		"<!--<script>\u2028\u2029`${window.pwned=1}`\"'><a href=\"javascript:window.pwned=1\">x</a><base href=//evil.invalid><style>*{display:none}</style>" +
		"<link rel=stylesheet href=//evil.invalid/x.css><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>{{script}}{{data}}&lt;b&gt;\u202e\u0000"
	s := &scene{docs: []detect.Document{
		{Name: attack + "a", Text: attack + " one two three " + attack, Source: attack, Date: attack, Fields: map[string]string{"title": attack}},
		{Name: attack + "__proto__", Text: "\ufeff" + attack + " one two three", Source: "constructor"}}}
	m := detect.Match{ID: attack, Kind: detect.Spun, Class: detect.Template, Similarity: .7, Confidence: .8, A: s.side(0, attack+" one two"), B: s.side(1, attack+" one two three")}
	m.Evidence = detect.Evidence{Rare: []string{attack}, Obfuscation: []string{attack}, Explanation: attack, Replaced: 1,
		MarksA: []detect.MarkedSpan{{Span: m.A.Span, Mark: detect.Replaced}}}
	s.matches = []detect.Match{m}
	s.groups = []detect.Group{{ID: attack, Occurrences: []detect.Place{s.place(0, "one")}, Representative: s.place(0, attack)}}
	s.pairs = []detect.Pair{{A: s.docs[0].Name, B: s.docs[1].Name, OrdinalB: 1}}
	s.cluster = []detect.Cluster{{ID: attack, Docs: []string{s.docs[0].Name, attack + "z"}, Representative: s.docs[0].Name}}
	s.shares = []detect.DocumentShares{{Doc: s.docs[0].Name, DuplicateOf: attack}}
	s.skips = []detect.Skip{{Doc: attack, Reason: attack, Detail: attack}}
	s.stats = detect.Stats{Documents: 2, Skipped: map[string]int64{attack: 1}, Stages: []detect.Stage{{Name: attack, Dropped: map[string]int64{attack: 1}}}}
	s.checks = []CheckRecord{{Draft: s.docs[0].Name, Over: true, Shares: []CheckShare{{Name: attack}},
		Sources:    []CheckSource{{Doc: attack, Source: attack, Date: attack, Title: attack, Trusted: attack}},
		Passages:   []CheckPassage{{Kind: attack, Match: attack, Source: attack, AlsoIn: []string{attack}, Excluded: attack}},
		Exclusions: []CheckExclusion{{Reason: attack}}, Gates: []CheckGate{{Name: attack, Over: true}}}}
	return s
}

func TestHostilePageRunsNothing(t *testing.T) {
	b := startBrowser(t)
	b.Device(1360, 1000, "light")
	b.open(hostile().play(t, "html", Options{}))
	b.Eval(`document.querySelectorAll("details").forEach(d => { d.open = true })`, nil)
	b.Picture("hostile")
	b.Eval(`location.hash = "match-1"`, nil)
	assert.Equal(t, "Match 1", b.Text(`document.getElementById("reader-title").textContent`))
	b.Picture("hostile-reader")
	b.Call("Page.printToPDF", nil)
	assert.Equal(t, "undefined", b.Text(`typeof window.pwned`))
	assert.Equal(t, 0., b.number(`document.querySelectorAll("img,iframe,base,link,object,embed,style:not(head style),svg[onload]").length`))
	assert.Equal(t, 0., b.number(`[...document.querySelectorAll("a")].filter(a => !/^#(matches|match-\d+)$/.test(a.getAttribute("href"))).length`))
	assert.Equal(t, 1., b.number(`[...document.scripts].filter(s => s.type !== "application/json").length`))
	assert.Equal(t, 0., b.number(`[...document.querySelectorAll("*")].flatMap(e => [...e.attributes]).filter(a => /^on/.test(a.name)).length`))
	assert.Contains(t, b.Text(`document.querySelector("#pane-a .text").textContent`), "<img src=x onerror='window.pwned=1'>", "it is there to be read")
	assert.NotContains(t, b.Text(`document.body.textContent.replace(document.getElementById("data").textContent, "")`), "\u202e")
	assert.Empty(t, b.complaints())

	b.Eval(`(() => { const s = document.createElement("script"); s.textContent = "window.pwned = 1"; document.body.append(s);
		document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwned=1'>"); })()`, nil)
	assert.Equal(t, "undefined", b.Text(`typeof window.pwned`), "the policy holds even where the page would not")
}

func TestTenThousandMatchesStayQuick(t *testing.T) {
	b := startBrowser(t)
	b.Device(1360, 1000, "light")
	page := crowd(10_000).play(t, "html", Options{})
	began := time.Now()
	b.open(page)
	rows := b.number(`document.querySelectorAll("#rows .match").length`)
	t.Logf("%d bytes open in %v", len(page), time.Since(began))
	assert.Less(t, time.Since(began), time.Minute)
	assert.Less(t, rows, 40., "only the rows near the window exist")
	b.Eval(`scrollTo(0, document.documentElement.scrollHeight)`, nil)
	assert.Equal(t, "9999", b.Text(`[...document.querySelectorAll("#rows .match")].at(-1).dataset.index`))
	const slide = `(async () => { const t = performance.now(); const i = document.getElementById("from-similarity");
		i.value = 0.9; i.dispatchEvent(new Event("input")); await new Promise(r => requestAnimationFrame(r)); return performance.now() - t; })()`
	ms := b.number("await " + slide)
	t.Logf("a slider moves in %.0f ms", ms)
	assert.Less(t, ms, 2000.)
	assert.Less(t, b.number(`Number(document.getElementById("table").getAttribute("aria-rowcount"))`), 9000.)
	b.Eval(`scrollTo(0, 0)`, nil)
	b.Picture("crowd")
	assert.Empty(t, b.complaints())
}

// crowd has n matches between two thousand documents.
func crowd(n int) *scene {
	s := &scene{}
	for i := range 2000 {
		s.docs = append(s.docs, detect.Document{Name: fmt.Sprintf("archive/%04d.html", i),
			Text: strings.Repeat("Words of its own stand here. ", 60) + "The old ferry left the harbour at dawn." + strings.Repeat(" And more.", 20)})
	}
	for i := range n {
		x, y := i*7%2000, (i*7+1+i/2000)%2000
		a, c := s.side(min(x, y), "The old ferry left the harbour at dawn."), s.side(max(x, y), "The old ferry left the harbour at dawn.")
		s.matches = append(s.matches, detect.Match{ID: fmt.Sprint(i), Kind: detect.Kind(i % 3), Similarity: .5 + float64(i%50)/100, Confidence: .5 + float64(i%37)/80, A: a, B: c})
	}
	s.stats = detect.Stats{Documents: 2000, Words: 800_000, Matches: int64(n)}
	return s
}

// contrast finds text whose contrast is below what AA asks for.
const contrast = `(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
	const rgba = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
	const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] / 255 + under[i] * (1 - top[3] / 255));
	const light = (c) => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
	const back = (e) => { const stack = []; for (let n = e; n; n = n.parentElement) stack.push(rgba(getComputedStyle(n).backgroundColor));
		return stack.reverse().reduce((under, top) => over(top, under), [255, 255, 255]); };
	const bad = [];
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		const e = n.parentElement;
		if (!n.textContent.trim() || !e.checkVisibility() || e.closest("svg, script, .skip, button:disabled")) continue;
		const style = getComputedStyle(e);
		let ink = rgba(style.color);
		for (let p = e; p; p = p.parentElement) ink[3] *= Number(getComputedStyle(p).opacity);
		const r = ratio(over(ink, back(e)), back(e));
		if (r < 4.5) bad.push(r.toFixed(2) + " " + e.className + ": " + n.textContent.trim().slice(0, 30));
	}
	return bad.join("\n");
})()`

func TestContrastAndNames(t *testing.T) {
	b := startBrowser(t)
	for _, theme := range []string{"light", "dark"} {
		b.Device(1360, 1000, theme)
		b.open(desk().play(t, "html", Options{Redact: true}))
		b.Eval(`document.querySelectorAll("details").forEach(d => { d.open = true })`, nil)
		assert.Empty(t, b.Text(contrast), theme)
		b.Eval(`location.hash = "match-2"`, nil)
		assert.Empty(t, b.Text(contrast), theme+", side by side")
		assert.Empty(t, unnamed(b), "controls a screen reader has no name for")
		assert.Equal(t, 0., b.number(`[...document.querySelectorAll("th")].filter(h => !h.textContent.trim()).length`), "columns without a name")
		b.Picture("desk-" + theme)
	}
	for _, width := range []int{320, 390, 500, 800, 1360} {
		b.Device(width, 844, "light")
		b.open(desk().play(t, "html", Options{}))
		assert.LessOrEqual(t, b.number(`document.documentElement.scrollWidth`), float64(width), "nothing hangs over the edge")
		b.Picture(fmt.Sprintf("desk-%d", width))
		s := desk()
		s.checks = append(s.checks, s.checks[0])
		b.open(s.play(t, "html", Options{}))
		assert.Greater(t, b.number(`document.querySelector(".drafts .bar").clientWidth`), 100., "bars of several drafts, %d wide", width)
		b.open(crowd(3).play(t, "html", Options{}))
		assert.Equal(t, 0., b.number(overlapping), "no label over its neighbour, %d wide", width)
	}
}

// overlapping counts what reaches beyond its cell in the table or beyond its place beside a bar.
const overlapping = `[...document.querySelectorAll("#rows .match td > *")].filter(e =>
	e.getBoundingClientRect().right > e.parentNode.getBoundingClientRect().right + 1).length +
	[...document.querySelectorAll("#docs .own")].filter(e => e.scrollWidth > e.clientWidth + 1).length`

// unnamed lists the controls without a name in the accessibility tree.
func unnamed(b *browser) []string {
	var tree struct {
		Nodes []struct {
			Ignored    bool
			Role, Name struct{ Value any }
		}
	}
	b.Decode(b.Call("Accessibility.getFullAXTree", nil), &tree)
	var out []string
	for _, n := range tree.Nodes {
		switch role := fmt.Sprint(n.Role.Value); role {
		case "button", "link", "checkbox", "slider", "searchbox", "region", "dialog", "columnheader":
			if name, _ := n.Name.Value.(string); !n.Ignored && strings.TrimSpace(name) == "" {
				out = append(out, role)
			}
		}
	}
	return out
}

func TestWriteExamplePage(t *testing.T) {
	if *chromium.Screenshots == "" {
		t.Skip("no folder is named by -screenshots")
	}
	require.NoError(t, os.WriteFile(filepath.Join(*chromium.Screenshots, "desk.html"), []byte(desk().play(t, "html", Options{})), 0o644))
}
