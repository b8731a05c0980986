package check

import (
	"cmp"
	"slices"
	"time"

	"respun/detect"
)

// claim is what one match says of a draft's words: another document has them,
// or the draft itself has them further up.
type claim struct {
	span          // words of the draft
	id     string // of the match or group
	kind   part
	source int // ordinal; the draft's own: repeated inside
	reason Reason
	order  int // among the claims of the draft
}

// source is a document that has words of the draft.
type source struct {
	Source
	ordinal int
	when    time.Time
}

// scale weighs one draft: the claims on its words against the policy.
type scale struct {
	*draft
	policy  *policy
	doc     func(int) detect.Document
	outside []Reason // of every word: why no claim of another document on it counts
	claims  []claim
	sources map[int]*source
	twin    int   // ordinal of the document that is the draft itself; 0: none
	uncited int64 // claims of groups that were left out: too many sources
}

// mostCited is how many sources a passage of a large group is claimed for: those that
// would be credited first. A line that thousands of documents have, as often in a draft,
// would make millions of claims.
const mostCited = 100

func newScale(d *draft, p *policy, doc func(int) detect.Document) *scale {
	return &scale{draft: d, policy: p, doc: doc, outside: p.outside(d), sources: map[int]*source{}}
}

// match adds the claim of a match whose side a is in the draft; inside it, the
// later passage is the one that repeats.
func (s *scale) match(m *detect.Match) {
	at := m.A.Span
	if m.B.Ordinal == s.ordinal && m.B.Start > m.A.Start {
		at = m.B.Span
	}
	s.claim(at, m.ID, m.Kind, m.Class, m.B.Ordinal)
}

// group adds the claims that a group stands for. Matches run to its
// representative only: a place in another draft, or further down in the same,
// is linked with the other documents by the representative, whose matches are given.
func (s *scale) group(g *detect.Group, matches []*detect.Match, drafts int) {
	to := map[detect.Place]detect.Kind{}
	for _, m := range matches {
		if m.A.Span.Overlap(g.Representative.Span) > 0 {
			to[detect.Place{Doc: m.B.Doc, Ordinal: m.B.Ordinal, Span: m.B.Span}] = m.Kind
		}
	}
	kinds := map[int]detect.Kind{} // of the place of each source that is most alike
	var sources []int
	for _, there := range g.Occurrences {
		if there.Ordinal < drafts || s.twin == there.Ordinal {
			continue
		}
		kind, known := kinds[there.Ordinal]
		if !known {
			sources = append(sources, there.Ordinal)
		}
		if !known || to[there] < kind {
			kinds[there.Ordinal] = to[there]
		}
	}
	cited := sources
	if len(sources) > mostCited {
		trusted := func(x int) string { return s.source(x).Trusted } // what they have counts for nothing
		slices.SortStableFunc(sources, func(a, b int) int {
			return cmp.Or(cmp.Compare(trusted(a), trusted(b)), s.source(a).when.Compare(s.source(b).when))
		})
		cited = sources[:mostCited]
	}
	for _, here := range g.Occurrences {
		if here.Ordinal != s.ordinal || here == g.Representative {
			continue
		}
		for _, there := range cited {
			s.claim(here.Span, g.ID, max(to[here], kinds[there]), g.Class, there)
		}
		s.uncited += int64(len(sources) - len(cited))
	}
}

func (s *scale) claim(at detect.Span, id string, kind detect.Kind, class detect.Class, source int) {
	c := claim{span: s.words(at), id: id, kind: part(kind), source: source, order: len(s.claims)}
	if c.len() == 0 {
		return
	}
	c.reason = s.reasonOf(&c, kind, class)
	s.claims = append(s.claims, s.split(c)...)
}

// split cuts a claim where words don't count whoever has them. What is left of
// it beside such words counts only if it is long enough to be a match of its
// own: the word after a quotation is no reuse because the source has it too.
// Quotations that are shorter than that cut nothing: words in marks here and
// there make no quotation of the sentence around them.
func (s *scale) split(c claim) (out []claim) {
	for from := c.from; from < c.to; {
		piece := c
		piece.from, piece.to, piece.reason = from, from+1, s.reasonAt(&c, from)
		for piece.to < c.to && s.reasonAt(&c, piece.to) == piece.reason {
			piece.to++
		}
		out = append(out, piece)
		from = piece.to
	}
	least := max(detect.Defaults().MinWords, s.policy.MinWords)
	for from := 0; from < len(out); {
		to, words := from, 0 // of a stretch that nothing cuts
		for ; to < len(out) && (out[to].reason == Counts || out[to].reason == Quotation && out[to].len() < least); to++ {
			if out[to].reason == Counts {
				words += out[to].len()
			}
		}
		for i := from; i < to && len(out) > 1 && words < least; i++ {
			if out[i].reason == Counts {
				out[i].reason = out[max(i-1, 1-i)].reason
			}
		}
		from = max(to, from+1)
	}
	return out
}

// reasonAt is why a claim does not count at word w. What a draft repeats of
// itself is no quotation, and only listed phrases are excluded there.
func (s *scale) reasonAt(c *claim, w int) Reason {
	r := s.outside[w]
	if r == Counts || c.source == s.ordinal && r != IgnoredPhrase {
		return c.reason
	}
	return r
}

// reasonOf tells why a whole match does not count. Classes are decided for spun
// matches; of others they are a label that takes nothing away, except inside the
// draft, where a headline told again or a repeated line of a menu is no fault.
func (s *scale) reasonOf(c *claim, kind detect.Kind, class detect.Class) Reason {
	looksSo := class != detect.Reuse && (kind == detect.Spun || c.source == s.ordinal)
	switch {
	case looksSo && class == detect.Quotation && !s.policy.counts(Quotation):
		return Quotation
	case looksSo && class != detect.Quotation && !s.policy.counts(TemplateText):
		return TemplateText
	case c.len() < s.policy.MinWords:
		return Short
	case c.source != s.ordinal && s.source(c.source).Trusted != "":
		return TrustedSource
	}
	return Counts
}

// source returns what is kept of a source, which is not the draft.
func (s *scale) source(ordinal int) *source {
	if known := s.sources[ordinal]; known != nil {
		return known
	}
	d := s.doc(ordinal)
	x := &source{ordinal: ordinal, when: when(d.Date)}
	x.Doc, x.Source.Source, x.Date, x.Title, x.Trusted = d.Name, d.Source, d.Date, d.Fields["title"], trustedBy(s.policy.Trusted, ordinal, &d)
	s.sources[ordinal] = x
	return x
}

// cover counts the words that each source has.
func (s *scale) cover() {
	last := map[int]int{}
	slices.SortFunc(s.claims, func(a, b claim) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.order, b.order)) })
	for _, c := range s.claims {
		if c.source == s.ordinal {
			continue
		}
		from := max(c.from, last[c.source])
		s.source(c.source).Has += max(0, c.to-from)
		last[c.source] = max(last[c.source], c.to)
	}
}

// rank orders claims by whom to credit: the earliest date, then who has most of
// the draft, then the order of the input; of one source, the more alike match.
func (s *scale) rank(a, b claim) int {
	if a.source != b.source && a.source != s.ordinal && b.source != s.ordinal {
		x, y := s.source(a.source), s.source(b.source)
		return cmp.Or(x.when.Compare(y.when), cmp.Compare(y.Has, x.Has), cmp.Compare(x.ordinal, y.ordinal))
	}
	return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.kind, b.kind), cmp.Compare(a.order, b.order))
}
