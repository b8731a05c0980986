package check

import (
	"cmp"
	"slices"
)

// Weighing goes word by word. Every word takes the strongest kind of the claims
// on it; if none of them counts, the reason why. Then sources are asked in the
// order of credit, and each takes the words it claims that none before it took.

// none is no kind: weaker than all.
const none = originalPart

// verdict is what a word of the draft comes to.
type verdict struct {
	part   part
	kind   part // of the claims behind the part: a kind, insidePart or originalPart
	all    part // as if nothing were excluded
	reason Reason
	credit int // index of the claim it is credited by; -1: none
}

// continues tells whether two neighbouring words are of one passage.
func (v verdict) continues(before verdict) bool {
	before.all = v.all
	return v == before
}

// strongest are the strongest kinds of the claims on one word.
type strongest struct {
	all, counted, trusted part // of other documents
	inside, repeated      bool // inside the draft: any, and one that counts
	reason, insideReason  int  // of the strongest claim that does not count, as a place in reasons
	reasonKind            part // of that claim
}

func (s *scale) weigh() *Result {
	s.cover()
	slices.SortStableFunc(s.claims, s.rank)
	words := s.decide()
	s.credit(words)
	r := &Result{Draft: s.name, Ordinal: s.ordinal, Words: len(words)}
	r.Passages = s.passages(words)
	r.Shares = shares(words)
	r.Exclusions = exclusions(r.Passages)
	r.Sources = s.ranked(words, r.Passages)
	r.judge(s.policy.limits())
	return r
}

// decide gives every word its part.
func (s *scale) decide() []verdict {
	seen := make([]strongest, len(s.Spans))
	for i := range seen {
		seen[i] = strongest{all: none, counted: none, trusted: none, reasonKind: none}
	}
	for i := range s.claims {
		c := &s.claims[i]
		for w := c.from; w < c.to; w++ {
			seen[w].add(c, c.source == s.ordinal)
		}
	}
	words := make([]verdict, len(seen))
	for w := range words {
		words[w] = seen[w].decide()
	}
	return words
}

func (x *strongest) add(c *claim, inside bool) {
	reason := slices.Index(reasons[:], c.reason)
	switch {
	case inside && c.reason == Counts:
		x.inside, x.repeated = true, true
	case inside:
		if !x.inside || x.insideReason > reason {
			x.insideReason = reason
		}
		x.inside = true
	case c.reason == Counts:
		x.counted = min(x.counted, c.kind)
	default:
		if c.reason == TrustedSource {
			x.trusted = min(x.trusted, c.kind)
		}
		if c.kind < x.reasonKind || c.kind == x.reasonKind && reason < x.reason {
			x.reason, x.reasonKind = reason, c.kind
		}
	}
	if !inside {
		x.all = min(x.all, c.kind)
	}
}

// decide tells what a word is. What a trusted source has is excluded unless
// another one is more alike.
func (x *strongest) decide() verdict {
	v := verdict{part: originalPart, kind: x.all, all: x.all, credit: -1}
	if x.all == none && x.inside {
		v.kind, v.all = insidePart, insidePart
	}
	switch {
	case v.kind == none:
	case x.counted < x.trusted:
		v.part, v.kind = x.counted, x.counted
	case x.repeated:
		v.part, v.kind = insidePart, insidePart
	case x.counted != none:
		v.reason = TrustedSource
	case x.all != none:
		v.reason = reasons[x.reason]
	default:
		v.reason = reasons[x.insideReason]
	}
	if v.reason != Counts {
		v.part = partOf(v.reason)
	}
	return v
}

func partOf(r Reason) part {
	switch r {
	case Quotation:
		return quotedPart
	case TemplateText:
		return templatePart
	}
	return excludedPart
}

// credit gives every word that is not original to the best claim that made it
// what it is.
func (s *scale) credit(words []verdict) {
	for i := range s.claims {
		c := &s.claims[i]
		for w := c.from; w < c.to; w++ {
			if v := &words[w]; v.credit < 0 && s.made(c, v) {
				v.credit = i
			}
		}
	}
}

// made tells whether a claim has part in a word's verdict.
func (s *scale) made(c *claim, v *verdict) bool {
	return c.reason == v.reason && (c.source == s.ordinal) == (v.kind == insidePart)
}

// passages joins neighbouring words of one verdict.
func (s *scale) passages(words []verdict) (out []Passage) {
	on := newSweep(s.claims)
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && words[to].continues(words[from]) {
			to++
		}
		if v := words[from]; v.credit >= 0 {
			at := span{from, to}
			out = append(out, s.passage(at, v, on.claims(at)))
		}
		from = to
	}
	return out
}

// passage describes one; on lists the claims on it in the order of credit.
func (s *scale) passage(at span, v verdict, on []int) Passage {
	c := &s.claims[v.credit]
	p := Passage{Span: s.bytes(at), Words: at.len(), Kind: parts[v.kind], Match: c.id, Source: s.name, Excluded: v.reason}
	if c.source == s.ordinal {
		return p
	}
	p.Source = s.source(c.source).Doc
	has := s.has(at, on)
	for _, i := range on {
		o := s.claims[i].source
		if o != s.ordinal && o != c.source && 2*has[o] >= at.len() {
			p.AlsoIn = append(p.AlsoIn, s.source(o).Doc)
			delete(has, o) // told
		}
	}
	return p
}

// has counts the words of a passage that each source has, by the claims on it; a source
// may have them in several places.
func (s *scale) has(at span, on []int) map[int]int {
	words, last := map[int]int{}, map[int]int{}
	for _, i := range slices.SortedFunc(slices.Values(on), func(i, j int) int { return cmp.Compare(s.claims[i].from, s.claims[j].from) }) {
		o := &s.claims[i]
		from, to := max(o.from, at.from, last[o.source]), min(o.to, at.to)
		words[o.source] += max(0, to-from)
		last[o.source] = max(last[o.source], to)
	}
	return words
}

// sweep gives the claims on one passage after the other: asking all of them each
// time would take minutes for a draft of a book's length.
type sweep struct {
	all     []claim
	byStart []int // claims not yet met
	open    []int
}

func newSweep(claims []claim) *sweep {
	x := &sweep{all: claims, byStart: make([]int, len(claims))}
	for i := range claims {
		x.byStart[i] = i
	}
	slices.SortStableFunc(x.byStart, func(i, j int) int { return cmp.Compare(claims[i].from, claims[j].from) })
	return x
}

// claims returns those on a run of words which begins where the last one ended
// or later, in the order of credit. The list is valid until the next call.
func (x *sweep) claims(at span) []int {
	for len(x.byStart) > 0 && x.all[x.byStart[0]].from < at.to {
		x.open = append(x.open, x.byStart[0])
		x.byStart = x.byStart[1:]
	}
	x.open = slices.DeleteFunc(x.open, func(i int) bool { return x.all[i].to <= at.from })
	slices.Sort(x.open)
	return x.open
}

func shares(words []verdict) []Share {
	out := make([]Share, len(parts))
	for i := range out {
		out[i].Name = parts[i]
	}
	for _, v := range words {
		out[v.part].Words++
		out[v.all].AllWords++
	}
	for i := range out {
		out[i].Share, out[i].AllShare = share(out[i].Words, len(words)), share(out[i].AllWords, len(words))
	}
	if len(words) == 0 {
		out[originalPart].Share, out[originalPart].AllShare = 1, 1
	}
	return out
}

func exclusions(passages []Passage) (out []Exclusion) {
	for _, r := range reasons[1:] {
		x := Exclusion{Reason: r}
		for _, p := range passages {
			if p.Excluded == x.Reason {
				x.Words += p.Words
				x.Passages++
			}
		}
		if x.Passages > 0 {
			out = append(out, x)
		}
	}
	return out
}

// ranked gives the sources, what explains most first.
func (s *scale) ranked(words []verdict, passages []Passage) []Source {
	list := make([]*source, 0, len(s.sources))
	for _, x := range s.sources {
		list = append(list, x)
	}
	for w := range words {
		v := &words[w]
		if v.credit < 0 || s.claims[v.credit].source == s.ordinal {
			continue
		}
		x := s.source(s.claims[v.credit].source)
		x.Words++
		if v.reason != Counts {
			x.Excluded++
		}
		if w == 0 || !v.continues(words[w-1]) {
			x.Passages++
		}
	}
	slices.SortFunc(list, func(a, b *source) int {
		return cmp.Or(cmp.Compare(b.Words-b.Excluded, a.Words-a.Excluded), cmp.Compare(b.Words, a.Words), cmp.Compare(b.Has, a.Has), cmp.Compare(a.ordinal, b.ordinal))
	})
	out := make([]Source, len(list))
	for i, x := range list {
		out[i] = x.Source
		out[i].Share = share(x.Words, len(words))
	}
	return out
}
