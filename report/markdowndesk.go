package report

import (
	"fmt"
	"strings"
)

// Check writes the verdict on a draft; the table of its passages is a block of
// its own, so that where it does not fit, the verdict stays.
func (m *markdownSink) Check(c CheckRecord) error {
	c = m.check(c)
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s: %s\n\n", escape(c.Draft), verdictOf(c))
	sum := append(gateTexts(c, escape), plural(int64(c.Words), "word"))
	fmt.Fprintf(&b, "%s.\n\n| | share | words | nothing excluded | words |\n| --- | ---: | ---: | ---: | ---: |\n", strings.Join(sum, "; "))
	for _, s := range shownShares(c) {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", escape(s.Name), percent(s.Share), thousands(int64(s.Words)), percent(s.AllShare), thousands(int64(s.AllWords)))
	}
	markdownSources(&b, c)
	markdownExclusions(&b, c)
	m.add(checkSection, "draft", "", b.String())
	return m.passages(c)
}

func markdownSources(b *strings.Builder, c CheckRecord) {
	shown, more := credited(c)
	if len(shown) > 0 {
		b.WriteString("\n| | source | share | words | excluded | passages |\n| ---: | --- | ---: | ---: | ---: | ---: |\n")
	}
	for i, s := range shown {
		facts := strings.Join(strings.Fields(escape(s.Doc)+" "+escape(s.Source)+" "+escape(s.Date)), " ")
		if s.Title != "" {
			facts += ", " + escape(headline(s.Title))
		}
		if s.Trusted != "" {
			facts += ", trusted as " + escape(s.Trusted)
		}
		fmt.Fprintf(b, "| %d | %s | %s | %s | %s | %s |\n", i+1, facts, percent(s.Share), thousands(int64(s.Words)), thousands(int64(s.Excluded)), thousands(int64(s.Passages)))
	}
	if more > 0 {
		fmt.Fprintf(b, "\n%s.\n", moreSources(more))
	}
}

func markdownExclusions(b *strings.Builder, c CheckRecord) {
	var list []string
	for _, x := range c.Exclusions {
		list = append(list, fmt.Sprintf("%s (%s, %s)", escape(x.Reason), plural(int64(x.Passages), "passage"), plural(int64(x.Words), "word")))
	}
	if len(list) > 0 {
		fmt.Fprintf(b, "\nExcluded: %s.\n", strings.Join(list, "; "))
	}
}

func (m *markdownSink) passages(c CheckRecord) error {
	if len(c.Passages) == 0 {
		return nil
	}
	text, err := m.texts.get(c.Ordinal)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("\n| line | passage | words | from | also in | excluded |\n| ---: | --- | ---: | --- | --- | --- |\n")
	for _, p := range c.Passages {
		fmt.Fprintf(&b, "| %d | %s | %d | %s | %s | %s |\n", text.line(p.Start), escape(p.Kind), p.Words, escape(p.Source), alsoIn(p.AlsoIn, escape), escape(p.Excluded))
	}
	m.add(checkSection, "passage table", "", b.String())
	return nil
}
