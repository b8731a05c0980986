package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strings"

	"respun/detect"
)

// SARIF 2.1.0 for code scanning: a result a match, at a; its double is the
// related location. Written as it comes: the head of the run, the results, the
// skips as notifications, the end.
//
// What of the standard matters here: lines and columns count from 1, offsets
// from 0; a byte order mark counts nowhere (3.30.2); columnKind says in which
// unit columns and characters are counted, and knows no bytes.

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifSink struct {
	run
	unit  Offsets
	part  int // 0 results, 1 notifications
	items int // in the open list
}

func newSARIF(w *bufio.Writer, o Options) detect.Sink {
	s := &sarifSink{run: run{out: w, opt: o}, unit: UTF16}
	if o.Offsets == Rune {
		s.unit = Rune
	}
	return s
}

func (s *sarifSink) Begin(b detect.Begin) error {
	s.start(b)
	kind := "utf16CodeUnits"
	if s.unit == Rune {
		kind = "unicodeCodePoints"
	}
	head := struct {
		Tool       sarifTool      `json:"tool"`
		ColumnKind string         `json:"columnKind"`
		Properties map[string]any `json:"properties"`
	}{sarifTool{sarifDriver{"respun", b.Version, sarifRules}}, kind,
		map[string]any{"fingerprint": b.Fingerprint, "options": table(b.Options)}}
	raw, err := sarifJSON(head)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "{\"$schema\":%q,\"version\":\"2.1.0\",\"runs\":[\n", sarifSchema)
	s.out.Write(raw[:len(raw)-1]) // open for the lists
	_, err = s.out.WriteString(",\"results\":[")
	return err
}

func sarifJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// item writes one entry of the open list.
func (s *sarifSink) item(v any) error {
	raw, err := sarifJSON(v)
	if err != nil {
		return err
	}
	if s.items > 0 {
		s.out.WriteByte(',')
	}
	s.items++
	s.out.WriteByte('\n')
	_, err = s.out.Write(raw)
	return err
}

// Check tells of each draft whether it passes.
func (s *sarifSink) Check(c CheckRecord) error {
	c = s.check(c)
	at := s.file(c.Draft)
	at.Physical.Region = &sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1} // viewers want a line
	r := sarifResult{RuleID: "gate", RuleIndex: gateRule, Level: "none", Kind: "pass", Locations: []sarifLocation{at}}
	text := []string{fmt.Sprintf("%s passes.", escapeLink(c.Draft))}
	if c.Over {
		r.Level, r.Kind, text[0] = "error", "", fmt.Sprintf("%s does not pass.", escapeLink(c.Draft))
	}
	for _, g := range c.Gates {
		text = append(text, fmt.Sprintf("%s: %s, limit %s.", escapeLink(g.Name), percent(g.Share), percent(g.Limit)))
	}
	for _, sh := range shownShares(c) {
		text = append(text, fmt.Sprintf("%s %s of the words.", escapeLink(sh.Name), percent(sh.Share)))
	}
	r.Message.Text = strings.Join(text, " ")
	return s.item(r)
}

func (s *sarifSink) Match(m *detect.Match) error {
	shown := s.shown(m)
	a, err := s.location(shown.A.Doc, shown.A.Ordinal, shown.A.Span, shown.A.Text)
	if err != nil {
		return err
	}
	b, err := s.location(shown.B.Doc, shown.B.Ordinal, shown.B.Span, shown.B.Text)
	if err != nil {
		return err
	}
	b.ID, b.Message = 1, &sarifText{Text: "the double"}
	r := sarifResult{RuleID: m.Kind.String(), RuleIndex: int(m.Kind), Level: s.level(m.Kind, m.Class), Rank: fraction(100 * m.Confidence),
		Locations: []sarifLocation{a}, Related: []sarifLocation{b}, Prints: map[string]string{"respunMatch/v1": m.ID},
		Properties: map[string]any{"class": m.Class, "similarity": fraction(m.Similarity), "confidence": fraction(m.Confidence)}}
	r.Message.Text = strings.TrimSpace(fmt.Sprintf("%s, as in [%s line %d](1): similarity %s, confidence %s. %s",
		wordsOf(m), escapeLink(m.B.Doc), b.Physical.Region.StartLine, hundredths(m.Similarity), hundredths(m.Confidence), escapeLink(shown.Evidence.Explanation)))
	if why := s.excluded(m); why != "" {
		r.Level = level(m.Class)
		r.Suppressions = []sarifSuppression{{"external", "accepted", "excluded: " + line(why)}}
	}
	return s.item(r)
}

func wordsOf(m *detect.Match) string {
	s := plural(int64(m.A.Words), "word") + " " + m.Kind.String()
	if m.Class != detect.Reuse {
		s += " (" + m.Class.String() + ")"
	}
	return s
}

// level is that of the class, but for a draft's copies, which count whatever theirs is.
func (s *sarifSink) level(k detect.Kind, c detect.Class) string {
	if len(s.drafts) > 0 && k != detect.Spun {
		return "warning"
	}
	return level(c)
}

// level: what only looks like reuse is no warning.
func level(c detect.Class) string {
	if c == detect.Reuse {
		return "warning"
	}
	return "note"
}

// Group is a result at the representative, related to every other place.
func (s *sarifSink) Group(g *detect.Group) error {
	p := g.Representative
	at, err := s.location(p.Doc, p.Ordinal, p.Span, "")
	if err != nil {
		return err
	}
	r := sarifResult{RuleID: g.Kind.String(), RuleIndex: int(g.Kind), Level: s.level(g.Kind, g.Class), Rank: -1, Locations: []sarifLocation{at},
		Related: []sarifLocation{}, Prints: map[string]string{"respunGroup/v1": g.ID},
		Properties: map[string]any{"class": g.Class, "similarity": fraction(g.Similarity)}}
	r.Message.Text = fmt.Sprintf("A passage found in %s, similarity at least %s.", plural(int64(len(g.Occurrences)), "place"), hundredths(g.Similarity))
	for _, o := range g.Occurrences {
		if o == p {
			continue
		}
		l, err := s.location(o.Doc, o.Ordinal, o.Span, "")
		if err != nil {
			return err
		}
		l.ID, l.Message = len(r.Related)+1, &sarifText{Text: "the same passage"}
		r.Related = append(r.Related, l)
	}
	return s.item(r)
}

// Pairs, clusters and shares have no place in a file that SARIF could show.
func (s *sarifSink) Pair(*detect.Pair) error               { return nil }
func (s *sarifSink) Cluster(*detect.Cluster) error         { return nil }
func (s *sarifSink) Document(*detect.DocumentShares) error { return nil }

func (s *sarifSink) Skip(k detect.Skip) error {
	s.notifications()
	return s.item(sarifNotification{"warning", sarifText{Text: line(k.Doc + ": " + k.Reason + ": " + k.Detail)},
		[]sarifLocation{s.file(k.Doc)}})
}

func (s *sarifSink) notifications() {
	if s.part == 0 {
		s.out.WriteString("\n],\"invocations\":[{\"executionSuccessful\":true,\"toolExecutionNotifications\":[")
		s.part, s.items = 1, 0
	}
}

func (s *sarifSink) End(detect.Stats) error {
	s.notifications()
	s.out.WriteString("\n]}]}]}\n")
	return s.out.Flush()
}

func (s *sarifSink) file(doc string) sarifLocation {
	return sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{artifactURI(doc)}}}
}

// location gives a passage by lines and columns, and by characters.
func (s *sarifSink) location(doc string, ordinal int, at detect.Span, snippet string) (sarifLocation, error) {
	p, err := s.texts.get(ordinal)
	if err != nil {
		return sarifLocation{}, err
	}
	l := s.file(doc)
	start, end := s.offset(p, at.Start), s.offset(p, at.End)
	l.Physical.Region = &sarifRegion{StartLine: p.line(at.Start), StartColumn: s.column(p, at.Start),
		EndLine: p.line(at.End), EndColumn: s.column(p, at.End), CharOffset: start, CharLength: end - start}
	if snippet != "" {
		l.Physical.Region.Snippet = &sarifText{Text: snippet}
	}
	return l, nil
}

const mark = "\ufeff" // the byte order mark

func (s *sarifSink) offset(p *positions, at int) int {
	n := p.offset(at, s.unit)
	if strings.HasPrefix(p.text, mark) {
		n = max(0, n-1)
	}
	return n
}

func (s *sarifSink) column(p *positions, at int) int {
	n := p.column(at, s.unit)
	if strings.HasPrefix(p.text, mark) && p.line(at) == 1 {
		n = max(1, n-1)
	}
	return n
}

// artifactURI makes a document's name a valid reference: an address stays one,
// an absolute path becomes a file's, anything else a relative path.
func artifactURI(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	if u, err := url.Parse(name); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return u.String()
	}
	slashed := strings.ReplaceAll(name, "\\", "/")
	if path.IsAbs(slashed) {
		return (&url.URL{Scheme: "file", Path: slashed}).String()
	}
	return (&url.URL{Path: strings.TrimPrefix(slashed, "./")}).String()
}

// escapeLink keeps a stranger's string from being a link of the message.
func escapeLink(s string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(line(s))
}
