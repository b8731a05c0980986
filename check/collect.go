package check

import (
	"fmt"
	"slices"

	"respun/detect"
)

// Sink takes what the engine takes, and a result a draft after Begin.
type Sink interface {
	detect.Sink
	Result(*Result) error
}

// collector stands between the engine and a sink. It keeps the matches of the
// drafts until all have come, since the results stand before them.
type collector struct {
	sink    Sink
	policy  policy
	drafts  []detect.Document // the documents at the beginning
	stages  []detect.Stage
	begin   detect.Begin
	matches []*detect.Match
	others  []*detect.Match // between two drafts, or no draft's
	groups  []*detect.Group
	twins   map[string]twin // documents that are drafts themselves, by the names they are compared under
	twinAt  map[int]int     // ordinals of those with a place in a group, by the drafts'
	uncited int64           // claims of sources that were left out
	pairs   int64
	told    bool
}

// twin is a document that is a draft itself.
type twin struct {
	drafts []int  // by ordinal: one may be given twice
	name   string // the document's
}

// policy is a Policy made ready.
type policy struct {
	Policy
	phrases phrases
}

func compile(p Policy) policy { return policy{p, newPhrases(p.Ignore)} }

func (p *policy) counts(r Reason) bool { return slices.Contains(p.Count, r) }

func (c *collector) Begin(b detect.Begin) error {
	doc := b.Doc
	b.Doc = func(ordinal int) detect.Document {
		d := doc(ordinal)
		d.Name = c.named(d.Name)
		return d
	}
	c.begin = b
	b.Options = c.policy.options(b.Options)
	b.Fingerprint = c.policy.fingerprint(b.Fingerprint)
	return c.sink.Begin(b)
}

// named returns the name of a document as people know it.
func (c *collector) named(doc string) string {
	if t, ok := c.twins[doc]; ok {
		return t.name
	}
	return doc
}

// isTwin tells whether a document is a draft itself.
func (c *collector) isTwin(draft int, doc string) bool {
	t, ok := c.twins[doc]
	return ok && slices.Contains(t.drafts, draft)
}

// ours tells whether something between two documents concerns exactly one draft.
func (c *collector) ours(a, b int) bool { return a < len(c.drafts) && (b >= len(c.drafts) || a == b) }

func (c *collector) Match(m *detect.Match) error {
	kept := *m
	if c.isTwin(m.A.Ordinal, m.B.Doc) {
		return nil
	}
	kept.B.Doc = c.named(m.B.Doc)
	if !c.ours(m.A.Ordinal, m.B.Ordinal) {
		kept.Evidence = detect.Evidence{} // groups ask for its kind
		c.others = append(c.others, &kept)
		return nil
	}
	c.matches = append(c.matches, &kept)
	return nil
}

func (c *collector) Group(g *detect.Group) error {
	for i := range g.Occurrences {
		p := &g.Occurrences[i]
		for _, d := range c.twins[p.Doc].drafts {
			c.twinAt[d] = p.Ordinal
		}
		p.Doc = c.named(p.Doc)
	}
	g.Representative.Doc = c.named(g.Representative.Doc)
	c.groups = append(c.groups, g)
	return nil
}

func (c *collector) Pair(p *detect.Pair) error {
	if err := c.tell(); err != nil || !c.ours(p.OrdinalA, p.OrdinalB) {
		return err
	}
	if c.isTwin(p.OrdinalA, p.B) {
		return nil
	}
	p.B = c.named(p.B)
	c.pairs++
	return c.sink.Pair(p)
}

func (c *collector) Cluster(x *detect.Cluster) error {
	if err := c.tell(); err != nil {
		return err
	}
	for i := range x.Docs {
		x.Docs[i] = c.named(x.Docs[i])
	}
	x.Representative = c.named(x.Representative)
	return c.sink.Cluster(x)
}

func (c *collector) Document(s *detect.DocumentShares) error {
	if err := c.tell(); err != nil {
		return err
	}
	return c.sink.Document(s)
}

func (c *collector) Skip(s detect.Skip) error {
	if err := c.tell(); err != nil {
		return err
	}
	return c.sink.Skip(s)
}

func (c *collector) End(s detect.Stats) error {
	if err := c.tell(); err != nil {
		return err
	}
	kept, others := int64(len(c.matches)), int64(len(c.others))
	stage := detect.Stage{Name: "drafts", In: kept + others, Out: kept}
	if others > 0 {
		stage.Dropped = map[string]int64{"between two drafts": others}
	}
	if c.uncited > 0 {
		stage.Capped = map[string]int64{"further sources of a passage in many documents": c.uncited}
	}
	s.Stages = slices.Concat(c.stages, s.Stages, []detect.Stage{stage})
	s.Matches, s.Pairs = kept, c.pairs
	return c.sink.End(s)
}

// tell hands on the results, the matches and the groups, once.
func (c *collector) tell() error {
	if c.told {
		return nil
	}
	c.told = true
	of := c.sorted()
	for ordinal := range c.drafts {
		r, err := c.result(ordinal, of)
		if err == nil {
			err = c.sink.Result(r)
		}
		if err != nil {
			return err
		}
	}
	for _, m := range c.matches {
		if err := c.sink.Match(m); err != nil {
			return err
		}
	}
	for _, g := range c.groups {
		if err := c.sink.Group(g); err != nil {
			return err
		}
	}
	return nil
}

// sorted is what was collected, by the ordinal of a document.
type sorted struct {
	matches map[int][]*detect.Match // of a draft, which is side a
	all     map[int][]*detect.Match // of any document that is side a
	groups  map[int][]*detect.Group // with a place in a draft
}

func (c *collector) sorted() sorted {
	s := sorted{map[int][]*detect.Match{}, map[int][]*detect.Match{}, map[int][]*detect.Group{}}
	for _, m := range c.matches {
		s.matches[m.A.Ordinal] = append(s.matches[m.A.Ordinal], m)
	}
	for _, m := range slices.Concat(c.matches, c.others) {
		s.all[m.A.Ordinal] = append(s.all[m.A.Ordinal], m)
	}
	for _, g := range c.groups {
		for _, p := range g.Occurrences {
			if of := s.groups[p.Ordinal]; p.Ordinal < len(c.drafts) && (len(of) == 0 || of[len(of)-1] != g) {
				s.groups[p.Ordinal] = append(of, g)
			}
		}
	}
	return s
}

// result weighs one draft.
func (c *collector) result(ordinal int, of sorted) (*Result, error) {
	name := c.begin.Doc(ordinal).Name
	text, err := c.begin.Text(ordinal)
	if err != nil {
		return nil, fmt.Errorf("check: %s: %w", name, err)
	}
	s := newScale(newDraft(name, ordinal, text, c.drafts[ordinal].Quotes), &c.policy, c.begin.Doc)
	s.twin = c.twinAt[ordinal]
	for _, m := range of.matches[ordinal] {
		s.match(m)
	}
	for _, g := range of.groups[ordinal] {
		s.group(g, of.all[g.Representative.Ordinal], len(c.drafts))
	}
	c.uncited += s.uncited
	return s.weigh(), nil
}
