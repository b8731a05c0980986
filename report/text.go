package report

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"respun/detect"
)

// textSink writes for people: in a terminal with colours, in a pipe without.
type textSink struct {
	run
	width   int
	at      section
	begun   bool     // something is written
	count   [3]int64 // matches by kind
	classes map[detect.Class]int64
	last    *detect.Match // as shown
	few     Few
}

func newText(w *bufio.Writer, o Options) detect.Sink {
	t := &textSink{run: run{out: w, opt: o}, width: o.Width, classes: map[detect.Class]int64{}}
	if t.width <= 0 {
		t.width = 80
	}
	t.width = max(t.width, 20)
	return t
}

func (t *textSink) Begin(b detect.Begin) error {
	t.start(b)
	return nil
}

// Match writes a heading, the two places, the passages and the evidence; or, of the very
// words that stand right above, the further place alone: what a house prints below each
// article would fill pages.
func (t *textSink) Match(m *detect.Match) error {
	t.count[m.Kind]++
	t.classes[m.Class]++
	if t.at != matchSection {
		t.legend()
		t.at = matchSection
	}
	m = t.shown(m)
	if t.repeats(m) {
		return t.place("b", &m.B)
	}
	last := *m
	t.last = &last
	t.gap()
	t.line("", t.heading(m)...)
	if err := t.place("a", &m.A); err != nil {
		return err
	}
	if err := t.place("b", &m.B); err != nil {
		return err
	}
	t.passages(m)
	t.evidence(&m.Evidence)
	return failed(t.out)
}

func (t *textSink) legend() {
	t.gap()
	if !t.opt.Color {
		t.line("", "[what differs]")
		return
	}
	var parts []string
	for m := detect.Moved; m <= detect.Dropped; m++ {
		parts = append(parts, t.paint(markStyles[m], m.String()))
	}
	t.line("", parts...)
}

// repeats tells whether a match says nothing that the last one shown did not, but where
// its words stand too.
func (t *textSink) repeats(m *detect.Match) bool {
	same := func(m *detect.Match) bool { return m.A.Text == m.B.Text && m.A.Text != "" }
	l := t.last
	return l != nil && l.A.Ordinal == m.A.Ordinal && l.A.Span == m.A.Span && same(l) && same(m) && slices.Equal(t.heading(l), t.heading(m))
}

func (t *textSink) heading(m *detect.Match) []string {
	parts := []string{t.paint("1;"+kindStyles[m.Kind], m.Kind.String()),
		"similarity " + hundredths(m.Similarity), "confidence " + hundredths(m.Confidence)}
	if m.Class != detect.Reuse {
		parts = append(parts, "class "+m.Class.String())
	}
	if why := t.excluded(m); why != "" {
		parts = append(parts, "excluded: "+line(why))
	}
	return parts
}

// place says where a side is, in the form that editors open.
func (t *textSink) place(label string, s *detect.Side) error {
	where, err := t.where(s.Doc, s.Ordinal, s.Span)
	if err != nil {
		return err
	}
	t.line("  "+label+"  ", where, t.paint("2", plural(int64(s.Words), "word")))
	return failed(t.out)
}

// where gives name:line or name:first-last, and the range.
func (t *textSink) where(doc string, ordinal int, s detect.Span) (string, error) {
	p, err := t.texts.get(ordinal)
	if err != nil {
		return "", err
	}
	first, last := p.line(s.Start), p.line(max(s.Start, s.End-1))
	lines := fmt.Sprint(first)
	if last > first {
		lines = fmt.Sprintf("%d-%d", first, last)
	}
	span := fmt.Sprintf("[%d:%d]", p.offset(s.Start, t.opt.Offsets), p.offset(s.End, t.opt.Offsets))
	return line(doc) + ":" + lines + " " + t.paint("2", span), nil
}

// passages writes both texts under each other, or one where they are equal.
func (t *textSink) passages(m *detect.Match) {
	e := &m.Evidence
	if m.A.Text == m.B.Text && m.A.Text != "" {
		t.passage("a=b", m.A, nil)
		return
	}
	t.passage("  a", m.A, e.MarksA)
	t.passage("  b", m.B, e.MarksB)
}

func (t *textSink) passage(label string, s detect.Side, marks []detect.MarkedSpan) {
	var ws words
	if s.Text == "" {
		ws.add("(left out)", "2")
	}
	for _, p := range t.marked(pieces(s, marks)) {
		ws.add(p.text, p.style)
	}
	t.block(t.paint("2", label+" | "), t.paint("2", "    | "), 6, ws.finish())
}

// evidence gives the reason in one sentence; where it might quote a source, in counts.
func (t *textSink) evidence(e *detect.Evidence) {
	text := clean(e.Explanation)
	if text == "" {
		text = fmt.Sprintf("%d kept, %d synonyms, %d replaced, %d added, %d dropped, %d moved",
			e.Kept, e.Synonyms, e.Replaced, e.Added, e.Dropped, e.Moved)
		if len(e.Obfuscation) > 0 {
			text += ", hidden by " + line(strings.Join(e.Obfuscation, " and "))
		}
	}
	var ws words
	ws.add(text, "2")
	t.block("      ", "      ", 6, ws.finish())
}

// Group lists the places of a passage that is everywhere.
func (t *textSink) Group(g *detect.Group) error {
	t.section(groupSection, "Passages found in many places")
	t.gap()
	parts := []string{t.paint("1;"+kindStyles[g.Kind], g.Kind.String()),
		plural(int64(len(g.Occurrences)), "place"), "similarity at least " + hundredths(g.Similarity)}
	if g.Class != detect.Reuse {
		parts = append(parts, "class "+g.Class.String())
	}
	t.line("", parts...)
	for _, p := range g.Occurrences {
		where, err := t.where(p.Doc, p.Ordinal, p.Span)
		if err != nil {
			return err
		}
		label := "     "
		if p == g.Representative {
			label = "  *  "
		}
		t.line(label, where)
	}
	return failed(t.out)
}

// Pair writes what two documents share in one line and their names in two.
func (t *textSink) Pair(p *detect.Pair) error {
	t.section(pairSection, "Documents that share text")
	t.gap()
	parts := []string{t.paint("1;"+kindStyles[p.Kind], p.Kind.String())}
	if !t.ofDocuments() {
		parts = append(parts, plural(int64(p.Matches), "match"))
	}
	t.line("", append(parts, "jaccard "+hundredths(p.Jaccard), "containment "+hundredths(p.Containment),
		fmt.Sprintf("covers %s of a, %s of b", percent(p.CoverageA), percent(p.CoverageB)))...)
	t.line("  a  ", line(p.A))
	t.line("  b  ", line(p.B))
	return failed(t.out)
}

// Cluster lists documents that are alike, the representative first.
func (t *textSink) Cluster(c *detect.Cluster) error {
	t.section(clusterSection, "Clusters of like documents")
	t.gap()
	t.line("", t.paint("1", plural(int64(len(c.Docs)), "document")), "cohesion "+hundredths(c.Cohesion))
	t.line("  *  ", line(c.Representative))
	for _, d := range c.Docs {
		if d != c.Representative {
			t.line("     ", line(d))
		}
	}
	return failed(t.out)
}

// section opens a part of the report with its title, once.
func (t *textSink) section(s section, title string) {
	if t.at == s {
		return
	}
	t.at = s
	t.gap()
	t.line("", t.paint("1", title))
}

// gap sets a block off from what stands above it.
func (t *textSink) gap() {
	if t.begun {
		t.out.WriteByte('\n')
	}
	t.begun = true
}
