package report

import (
	"bufio"
	"encoding/json"
	"fmt"

	"respun/detect"
)

// What a page can take before it is no longer quick. What is left out is
// counted, and the page says so at its top.
const (
	maxPageRecords = 50_000    // of each kind; more, and the file passes what phones open
	maxWholeText   = 256 << 10 // bytes of one document drawn at once
	maxPageTexts   = 64 << 20  // bytes of whole texts in all
	excerptContext = 300       // bytes around a passage, where a text is not whole
	longWord       = 60        // bytes more up to the end of a word
)

// htmlSink collects the run, since a page begins with its overview. Of the
// documents it keeps names only; their texts are written straight from the
// run at its end.
type htmlSink struct {
	run
	page   pageData
	docs   map[string]int // by name: place in page.Docs
	known  []pageSource   // beside page.Docs
	places int            // in groups
	// Names of the documents that are somewhere no source, and of those that are: under
	// Redact, their texts are left out, also where the match that tells so found no room.
	own, quoted map[string]bool
}

// pageSource is what the page itself is not told about a document.
type pageSource struct {
	ordinal int           // -1 where only a name is known
	draft   bool          // was checked: its text is shown whatever was found
	spans   []detect.Span // its passages
}

func newHTML(w *bufio.Writer, o Options) detect.Sink {
	return &htmlSink{run: run{out: w, opt: o}, docs: map[string]int{}, own: map[string]bool{}, quoted: map[string]bool{}, page: pageData{
		Redacted: o.Redact, Left: map[string]int{}, Docs: []pageDoc{}, Matches: []pageMatch{}, Groups: []pageGroup{}, Pairs: []pagePair{},
		Clusters: []pageCluster{}, Checks: []pageCheck{}, Skips: []skipRecord{}}}
}

func (h *htmlSink) Begin(b detect.Begin) error {
	h.start(b)
	h.page.Version, h.page.Fingerprint, h.page.Options = b.Version, b.Fingerprint, table(b.Options)
	return nil
}

// add gives the place of a document in the page.
func (h *htmlSink) add(name string, ordinal int) int {
	i, ok := h.docs[name]
	if !ok {
		i = len(h.known)
		h.docs[name] = i
		h.page.Docs = append(h.page.Docs, pageDoc{Name: name})
		h.known = append(h.known, pageSource{ordinal: -1})
	}
	if h.known[i].ordinal < 0 && ordinal >= 0 {
		h.known[i].ordinal = ordinal
	}
	return i
}

// full tells whether n records are all that fit, and counts one left out.
func (h *htmlSink) full(what string, n int) bool {
	if n < maxPageRecords {
		return false
	}
	h.page.Left[what]++
	return true
}

func (h *htmlSink) Check(c CheckRecord) error {
	rec, err := h.checkRecord(c, UTF16, precisely)
	doc := h.add(c.Draft, c.Ordinal)
	h.known[doc].draft, h.own[c.Draft] = true, true
	h.page.Checks = append(h.page.Checks, pageCheck{rec, doc})
	return err
}

func (h *htmlSink) Match(m *detect.Match) error {
	a, b := h.run.sources(m)
	h.owned(m.A.Doc, !a)
	h.owned(m.B.Doc, !b)
	if h.full("match", len(h.page.Matches)) {
		return nil
	}
	p := newPageMatch(m)
	p.Excluded = h.excluded(m)
	var err error
	if p.A, err = h.side(m.A, m.Evidence.MarksA); err != nil {
		return err
	}
	if p.B, err = h.side(m.B, m.Evidence.MarksB); err != nil {
		return err
	}
	h.page.Matches = append(h.page.Matches, p)
	return nil
}

func (h *htmlSink) owned(doc string, own bool) {
	switch {
	case !h.opt.Redact: // nobody asks
	case own:
		h.own[doc] = true
	default:
		h.quoted[doc] = true
	}
}

// secret tells whether the text of a document is to be left out.
func (h *htmlSink) secret(doc int) bool {
	name := h.page.Docs[doc].Name
	return h.opt.Redact && (h.quoted[name] || !h.own[name])
}

func (h *htmlSink) side(s detect.Side, words []detect.MarkedSpan) (pageSide, error) {
	p, err := h.pagePlace(detect.Place{Doc: s.Doc, Ordinal: s.Ordinal, Span: s.Span})
	if err != nil {
		return pageSide{}, err
	}
	side := pageSide{pagePlace: p, Words: s.Words, Marks: []int{}}
	for _, m := range runs(words, s.Span) {
		if m.Mark == detect.Kept {
			continue // the page marks what differs
		}
		start, end, err := h.texts.span(s.Ordinal, m.Start, m.End, UTF16)
		if err != nil {
			return side, err
		}
		side.Marks = append(side.Marks, start-p.Start, end-p.Start, int(m.Mark))
	}
	return side, nil
}

// pagePlace gives a place in UTF-16 units, which JavaScript slices by.
func (h *htmlSink) pagePlace(p detect.Place) (pagePlace, error) {
	text, err := h.texts.get(p.Ordinal)
	if err != nil {
		return pagePlace{}, err
	}
	i := h.add(p.Doc, p.Ordinal)
	h.known[i].spans = append(h.known[i].spans, p.Span)
	return pagePlace{Doc: i, Start: text.offset(p.Start, UTF16), End: text.offset(p.End, UTF16), Line: text.line(p.Start)}, nil
}

func (h *htmlSink) Group(g *detect.Group) error {
	if h.full("group", h.places) {
		return nil
	}
	h.places += len(g.Occurrences)
	p := pageGroup{Kind: int(g.Kind), Class: int(g.Class), Similarity: fraction(g.Similarity), Places: []pagePlace{}}
	for _, o := range g.Occurrences {
		place, err := h.pagePlace(o)
		if err != nil {
			return err
		}
		p.Places = append(p.Places, place)
	}
	var err error
	p.Representative, err = h.pagePlace(g.Representative)
	h.page.Groups = append(h.page.Groups, p)
	return err
}

func (h *htmlSink) Pair(p *detect.Pair) error {
	if h.full("pair", len(h.page.Pairs)) {
		return nil
	}
	h.page.Pairs = append(h.page.Pairs, pagePair{A: h.add(p.A, p.OrdinalA), B: h.add(p.B, p.OrdinalB),
		Jaccard: fraction(p.Jaccard), Containment: fraction(p.Containment), CoverageA: precise(p.CoverageA),
		CoverageB: precise(p.CoverageB), Matches: p.Matches, Kind: int(p.Kind)})
	return nil
}

func (h *htmlSink) Cluster(c *detect.Cluster) error {
	if h.full("cluster", len(h.page.Clusters)) {
		return nil
	}
	p := pageCluster{Representative: h.add(c.Representative, -1), Cohesion: fraction(c.Cohesion), Docs: []int{}}
	for _, d := range c.Docs {
		i := h.add(d, -1)
		p.Docs = append(p.Docs, i)
		if i != p.Representative {
			h.page.Docs[i].Duplicate = &p.Representative
		}
	}
	h.page.Clusters = append(h.page.Clusters, p)
	return nil
}

func (h *htmlSink) Document(d *detect.DocumentShares) error {
	if _, known := h.docs[d.Doc]; !known && h.full("document", len(h.docs)) {
		return nil
	}
	i := h.add(d.Doc, d.Ordinal)
	h.page.Docs[i].Shares = &pageShares{Words: d.Words, Inside: precise(d.Inside), Across: precise(d.Across)}
	return nil
}

func (h *htmlSink) Skip(s detect.Skip) error {
	if h.full("skip", len(h.page.Skips)) {
		return nil
	}
	h.page.Skips = append(h.page.Skips, newSkipRecord(s))
	return nil
}

// End writes the page: its head, the data, a block per text, its tail.
func (h *htmlSink) End(s detect.Stats) error {
	h.page.Stats = newEndRecord(s).Stats
	if h.opt.Redact {
		h.redact()
	}
	texts, err := h.layOut()
	if err != nil {
		return err
	}
	h.out.WriteString(pageHead)
	if err := h.block("data", h.page); err != nil {
		return err
	}
	for i, plan := range texts {
		if err := h.writeText(i, plan); err != nil {
			return err
		}
	}
	h.out.WriteString(pageTail)
	return h.out.Flush()
}

// block writes a value as data. The encoder writes <, > and & as escapes, so
// that no text can end the element or begin another.
func (h *htmlSink) block(id string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(h.out, "<script type=\"application/json\" id=%q>%s</script>\n", id, b)
	return err
}

// redact takes out of matches what could quote a source.
func (h *htmlSink) redact() {
	for i := range h.page.Matches {
		m := &h.page.Matches[i]
		if h.secret(m.A.Doc) || h.secret(m.B.Doc) {
			m.Why, m.Rare = "", []string{}
		}
	}
}
