package report

import (
	"bufio"
	"fmt"
	"strings"

	"respun/detect"
)

// maxMarkdown is what is written at most, in bytes: a comment on a pull request
// holds 65,536 characters, and one that is too long is refused whole. What does
// not fit is counted, and the comment says so.
const maxMarkdown = 60_000

// markdownSink writes a comment: the verdict or the sum first, then the
// matches. As it never grows beyond one comment, it is kept until End, when
// the sum is known.
type markdownSink struct {
	run
	body  strings.Builder
	at    section
	shown int            // matches
	left  map[string]int // blocks that did not fit, by what they are
	few   Few
}

func newMarkdown(w *bufio.Writer, o Options) detect.Sink {
	return &markdownSink{run: run{out: w, opt: o}, left: map[string]int{}}
}

func (m *markdownSink) Begin(b detect.Begin) error {
	m.start(b)
	return nil
}

// add appends a block under a title, if both fit.
func (m *markdownSink) add(s section, what, title, block string) {
	if m.at != s && title != "" {
		block = "\n" + title + "\n" + block
	}
	if m.body.Len()+len(block) > maxMarkdown {
		m.left[what]++
		return
	}
	m.at = s
	m.body.WriteString(block)
}

func (m *markdownSink) Match(match *detect.Match) error {
	match = m.run.shown(match)
	var b strings.Builder
	fmt.Fprintf(&b, "\n#### %d. %s, similarity %s, confidence %s", m.shown+1, match.Kind, hundredths(match.Similarity), hundredths(match.Confidence))
	if match.Class != detect.Reuse {
		fmt.Fprintf(&b, ", class %s", match.Class)
	}
	if why := m.excluded(match); why != "" {
		fmt.Fprintf(&b, ", excluded: %s", escape(why))
	}
	b.WriteString("\n")
	e := &match.Evidence
	for _, s := range []struct {
		detect.Side
		marks []detect.MarkedSpan
	}{{match.A, e.MarksA}, {match.B, e.MarksB}} {
		text, err := m.texts.get(s.Ordinal)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s, line %d\n\n> %s\n", escape(s.Doc), text.line(s.Start), quoted(s.Side, s.marks))
	}
	if e.Explanation != "" {
		fmt.Fprintf(&b, "\n%s\n", escape(e.Explanation))
	}
	before := m.left["match"]
	m.add(matchSection, "match", "### Matches (what differs is bold)", b.String())
	if m.left["match"] == before {
		m.shown++
	}
	return nil
}

func quoted(s detect.Side, marks []detect.MarkedSpan) string {
	if s.Text == "" {
		return "*left out*"
	}
	var b strings.Builder
	for _, part := range around(pieces(s, marks), "<strong>", "</strong>", escapePart) {
		b.WriteString(part)
	}
	return strings.TrimSpace(b.String())
}

func (m *markdownSink) Group(g *detect.Group) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s in %s:\n\n", g.Kind, plural(int64(len(g.Occurrences)), "place"))
	for _, p := range g.Occurrences {
		text, err := m.texts.get(p.Ordinal)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "- %s, line %d\n", escape(p.Doc), text.line(p.Start))
	}
	m.add(groupSection, "group", "### Passages found in many places", b.String())
	return nil
}

func (m *markdownSink) Pair(p *detect.Pair) error {
	matches, rule, n := " matches |", " ---: |", fmt.Sprintf(" %d |", p.Matches)
	if m.ofDocuments() { // which have none
		matches, rule, n = "", "", ""
	}
	m.add(pairSection, "pair", "### Documents that share text\n\n| |"+matches+" jaccard | containment | of first | of second | first | second |\n| --- |"+rule+" ---: | ---: | ---: | ---: | --- | --- |",
		fmt.Sprintf("| %s |%s %s | %s | %s | %s | %s | %s |\n", p.Kind, n, hundredths(p.Jaccard), hundredths(p.Containment),
			percent(p.CoverageA), percent(p.CoverageB), escape(p.A), escape(p.B)))
	return nil
}

func (m *markdownSink) Cluster(c *detect.Cluster) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s stands for:\n\n", escape(c.Representative))
	for _, d := range c.Docs {
		if d != c.Representative {
			fmt.Fprintf(&b, "- %s\n", escape(d))
		}
	}
	m.add(clusterSection, "cluster", "### Clusters of like documents", b.String())
	return nil
}

func (m *markdownSink) Document(d *detect.DocumentShares) error {
	m.add(documentSection, "document", "### Documents\n\n| document | words | original | in others | inside |\n| --- | ---: | ---: | ---: | ---: |",
		fmt.Sprintf("| %s | %d | %s | %s | %s |\n", escape(d.Doc), d.Words, percent(d.Original), percent(d.Across), percent(d.Inside)))
	return nil
}

func (m *markdownSink) Skip(s detect.Skip) error {
	m.skips(m.few.Next(s))
	return nil
}

func (m *markdownSink) skips(skips []detect.Skip) {
	for _, s := range skips {
		m.add(skipSection, "skip", "### Skips and notices\n", fmt.Sprintf("- %s: %s, %s\n", escape(s.Doc), escape(s.Reason), escape(s.Detail)))
	}
}

// End writes the sum and all that was kept.
func (m *markdownSink) End(s detect.Stats) error {
	m.skips(m.few.Rest())
	fmt.Fprintf(m.out, "## respun: %s\n\n%s, %s.\n", m.found(s), m.documents(s), plural(s.Words, "word"))
	if classes := leftOut(s.Stages); classes != "" {
		fmt.Fprintf(m.out, "\nLeft out by class: %s; `--classes all` tells them too.\n", classes)
	}
	m.out.WriteString(m.body.String())
	for _, what := range []string{"draft", "passage table", "match", "group", "pair", "cluster", "document", "skip"} {
		if n := m.left[what]; n > 0 {
			fmt.Fprintf(m.out, "\nNot shown, as a comment holds no more: %s.\n", plural(int64(n), what))
		}
	}
	return m.out.Flush()
}
