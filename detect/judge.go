package detect

import (
	"cmp"
	"slices"

	"respun/internal/decide"
	"respun/internal/enumeration"
)

// From hits to matches, for two documents at a time: templates are taken off,
// the context gives each hit its confidence, the most confident of overlapping
// ones stays, sure ones lift their neighbours, and classes are named.

const (
	leastEvidence     = 5   // shared weight of a spun match outside templates
	leastEvidenceSame = 7   // in one paragraph, where sentences share their subject
	leastEvidenceLink = 1.8 // beside a sure match
)

// found is an accepted hit.
type found struct {
	hit
	context    decide.Context
	confidence float64
	class      Class
}

// judge decides about hits: one a worker.
type judge struct {
	p         *pairer
	v         *verifier
	o         Options
	templates templates
	texts     textReader
	items     *enumeration.Finder
	pass      []found // of the hits at hand
	tally     tally
	err       error // reading a text
	tracer    *tracer
}

// decide turns the hits of two documents into matches, in order of their place.
func (j *judge) decide(h *hits) []found {
	c := j.p.c
	a, b := c.view(h.a), c.view(h.b)
	j.p.open(a, b)
	j.tally.in += int64(len(h.list))
	j.takeTemplatesOff(h.list)
	kept := j.accept(h.list, a, b, false)
	if j.tracer.wants(h.a, h.b) {
		j.tellHits(h.list, a, b)
	}
	if h.a != h.b {
		kept = j.link(kept, a, b)
	} else {
		kept = j.inside(kept, h, a)
	}
	j.grow(kept, a, b)
	complete(kept, a, b)
	slices.SortFunc(kept, byPlace)
	j.tally.out += int64(len(kept))
	if j.tracer.wants(h.a, h.b) {
		for i := range kept {
			j.tracer.tell("class", "kept as "+kept[i].class.String(), a, b, &kept[i])
		}
	}
	return kept
}

// tellHits traces every hit of two documents, classed.
func (j *judge) tellHits(list []hit, a, b view) {
	all := make([]found, len(list))
	for i := range list {
		ctx := contextOf(&list[i].window, a, b, false)
		all[i] = found{hit: list[i], context: ctx, confidence: confidenceOf(&list[i], ctx)}
	}
	j.classify(all, a, b, false)
	for i := range all {
		outcome := "passes"
		if all[i].confidence < j.o.MinConfidence {
			outcome = "dropped: not confident enough"
		} else if !evident(&all[i].hit, all[i].context) {
			outcome = "dropped: too little evidence"
		}
		j.tracer.tell("decision", outcome, a, b, &all[i])
	}
}

func byPlace(x, y found) int {
	return cmp.Or(cmp.Compare(x.A.First, y.A.First), cmp.Compare(x.B.First, y.B.First), cmp.Compare(x.A.Last, y.A.Last), cmp.Compare(x.B.Last, y.B.Last))
}

// takeTemplatesOff lowers the evidence of spun hits by what templates and refrains
// explain.
func (j *judge) takeTemplatesOff(list []hit) {
	if j.templates.Empty() && j.p.a.ordinal != j.p.b.ordinal {
		return
	}
	for i := range list {
		h := &list[i]
		if h.copy {
			ta, tb := h.tokens(j.p.a, j.p.b)
			if len(ta) > longestPhrase {
				continue
			}
			if j.p.frames.mark(j.templates, j.p.c, ta, tb) {
				h.score = j.p.copyScore(h, ta, tb)
			}
			continue
		}
		if h.kind != Spun {
			continue
		}
		if e, framed := j.outside(&h.window); e < h.E {
			if framed {
				h.share = e / h.E
			}
			h.f.Shared = float64(e)
			h.score = decide.Collection.Score(h.f)
		}
	}
}

// besideCopy is the log odds that a copy gains beside a sure match.
const besideCopy = 1

// confidenceOf is what the context makes of a hit's score. Of a copy's nothing, but
// beside a sure match: where else its words stand makes them no likelier to be the
// same.
func confidenceOf(h *hit, ctx decide.Context) float64 {
	switch {
	case !h.copy:
		return decide.Confidence(h.score, ctx)
	case ctx == decide.Linked:
		return decide.Sigmoid(h.score + besideCopy)
	}
	return decide.Sigmoid(h.score)
}

// contextOf tells how the sides of a window stand to each other.
func contextOf(w *window, a, b view, doubled bool) decide.Context {
	if a.ordinal != b.ordinal {
		return decide.Across
	}
	d := int(b.sentences[w.B.First].Paragraph) - int(a.sentences[w.A.First].Paragraph)
	switch {
	case doubled:
		return decide.Doubled
	case d <= 0:
		return decide.SameParagraph
	case d == 1 && w.T >= .6:
		return decide.NextCondensed
	case d == 1:
		return decide.Next
	case d == 2:
		return decide.TwoOn
	}
	return decide.Far
}

// heldHits is how many hits a judge has room for from one pair of documents to the next.
const heldHits = 1 << 10

// accept keeps the hits that pass in their context, the best of overlapping ones.
func (j *judge) accept(list []hit, a, b view, doubled bool) []found {
	pass := j.pass[:0]
	for i := range list {
		h := &list[i]
		ctx := contextOf(&h.window, a, b, doubled)
		confidence := confidenceOf(h, ctx)
		if confidence < j.o.MinConfidence || !evident(h, ctx) {
			j.tally.drop("not confident enough")
			continue
		}
		pass = append(pass, found{hit: *h, context: ctx, confidence: confidence})
	}
	if cap(pass) <= heldHits {
		j.pass = pass
	}
	kept := j.settle(pass, a, b, doubled)
	j.tally.dropMany(overlapsBetter, len(pass)-len(kept))
	return kept
}

const overlapsBetter = "overlaps a better one"

func addTo(m map[string]int64, key string, n int64) map[string]int64 {
	if n == 0 {
		return m
	}
	if m == nil {
		m = map[string]int64{}
	}
	m[key] += n
	return m
}

// evident tells whether a hit has the absolute amount of evidence it needs.
func evident(h *hit, ctx decide.Context) bool {
	if h.copy || h.kind != Spun {
		return true
	}
	least := float64(leastEvidence)
	switch ctx {
	case decide.SameParagraph:
		least = leastEvidenceSame
	case decide.Linked:
		least = leastEvidenceLink
	}
	return h.f.Shared >= least
}

// inside decides about matches within one document.
func (j *judge) inside(kept []found, h *hits, a view) []found {
	kept = j.link(kept, a, a)
	markSeries(kept)
	if !doubles(kept, a) {
		return kept
	}
	j.tally.again(len(h.list), len(kept))
	return j.accept(h.list, a, a, true)
}

// classify names the class of each spun match.
func (j *judge) classify(kept []found, a, b view, doubled bool) {
	if len(kept) == 0 {
		return
	}
	la, lb := j.pageOf(a), j.pageOf(b)
	for i := range kept {
		f := &kept[i]
		in := classInput{inside: a.ordinal == b.ordinal, spun: f.kind == Spun, english: la.english() && lb.english(), doubled: doubled}
		in.a = la.side(a, f.A, len(a.tokensOf(f.A.First, f.A.Last)))
		in.b = lb.side(b, f.B, len(b.tokensOf(f.B.First, f.B.Last)))
		in.distance = in.b.paragraph - in.a.paragraph
		ta, tb := f.tokens(a, b)
		in.shared = j.p.names(ta, tb, &in.a, &in.b)
		in.listed = func() bool {
			return f.kind == Spun && !f.copy && j.items.ShareItems(j.p.weight, in.a.text, in.b.text, la.language, lb.language)
		}
		in.quoted = func() bool { return quotedShare(la, lb, a, b, f) }
		f.class = classOf(&in)
		if f.class == Reuse && f.share < templateShare {
			f.class = Template
		}
	}
}

// templateShare is the share of the shared weight below which a spun match that
// still passes is named a template.
const templateShare = .5

// quotedShare tells whether both passages stand in quotation marks for the most.
func quotedShare(la, lb *page, a, b view, f *found) bool {
	return quotedPart(la, a, f.A) >= .8 && quotedPart(lb, b, f.B) >= .8
}

// quotedPart returns the share of a passage's bytes that stands in quotation marks.
func quotedPart(p *page, v view, r run) float64 {
	s := spanOf(v, r)
	return float64(p.Quoted(s)) / float64(max(1, s.Len()))
}

func (j *judge) pageOf(v view) *page {
	return newPage(j.text(v.ordinal), v.c.docs.At(v.ordinal).Language)
}
