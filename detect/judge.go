package detect

import (
	"cmp"
	"slices"

	"respun/internal/decide"
)

// From hits to matches, for two documents at a time: templates are taken off,
// the context gives each hit its confidence, the most confident of overlapping
// ones stays, sure ones lift their neighbours, and classes are named.

const (
	leastEvidence     = 5   // shared weight of a spun match outside templates
	leastEvidenceSame = 7   // in one paragraph, where sentences share their subject
	leastEvidenceLink = 1.8 // beside a sure match
	seriesPassages    = 4   // passages of a document that spun matches join
	doubledNeighbours = 3   // doubled neighbouring paragraphs of a machine-doubled document
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
	pass      []found // of the hits at hand
	tally     tally
	err       error // reading a text
	tracer    *tracer
}

// decide turns the hits of two documents into matches, in order of their place.
func (j *judge) decide(h hits) []found {
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

// takeTemplatesOff lowers the evidence of spun hits by what templates explain.
func (j *judge) takeTemplatesOff(list []hit) {
	if j.templates.Empty() {
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
		if e := j.p.outside(j.templates, &h.window); e < h.E {
			h.share = e / h.E
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
	j.pass = pass
	kept := j.settle(pass, a, b, doubled)
	j.tally.dropped = addTo(j.tally.dropped, "overlaps a better one", int64(len(pass)-len(kept)))
	return kept
}

// wholeShare is the share of either side of a window from which a copy inside it
// speaks for it: what is left are words around a copied stretch. Below, the copy is
// a part of a passage that was reworded, and the window speaks for both. Copies so
// large are found in a third of all reworded paragraphs, and left a seventh of
// their text untold when a window had to hold all of a copy's sentences.
const wholeShare = .7

// settle keeps the best of overlapping hits and names their classes. Copies, whose
// ends are known to the word, come before windows; windows of reuse that hold
// much more than a copy take its place.
func (j *judge) settle(pass []found, a, b view, doubled bool) []found {
	var copies, windows []found
	for _, f := range pass {
		if f.copy {
			copies = append(copies, f)
		} else {
			windows = append(windows, f)
		}
	}
	copies = best(copies)
	if len(windows) == 0 {
		j.classify(copies, a, b, doubled)
		return copies
	}
	at := placesOfFound(copies)
	windows = best(slices.DeleteFunc(windows, func(w found) bool {
		return slices.ContainsFunc(at.near(w.A), func(k int) bool { return fills(&copies[k], &w, a, b) })
	}))
	j.classify(windows, a, b, doubled)
	j.classify(copies, a, b, doubled)
	for all, n := copies, -1; n != len(windows); { // a window that goes gives back its copies
		n = len(windows)
		at = placesOfFound(windows)
		copies = slices.DeleteFunc(slices.Clone(all), func(c found) bool { return held(&c, windows, at.near(c.A), a, b) })
		at = placesOfFound(copies)
		windows = slices.DeleteFunc(windows, func(w found) bool {
			return slices.ContainsFunc(at.near(w.A), func(k int) bool { return meet(&w, &copies[k]) })
		})
	}
	return append(copies, windows...)
}

// fills tells whether a copy makes up the most of either side of a window that it
// meets: what else there is has no counterpart.
func fills(c, w *found, a, b view) bool {
	wa, wb := a.tokenRun(w.A), b.tokenRun(w.B)
	na, nb := c.tokensA.common(wa), c.tokensB.common(wb)
	return min(na, nb) > 0 && max(float64(na)/float64(wa.len()), float64(nb)/float64(wb.len())) >= wholeShare
}

// held tells whether those windows of reuse that stand near a copy hold the most of its
// words, the same ones on both sides.
func held(c *found, windows []found, near []int, a, b view) bool {
	n := 0
	for _, k := range near {
		if w := &windows[k]; w.class == Reuse && meet(w, c) {
			n += min(c.tokensA.common(a.tokenRun(w.A)), c.tokensB.common(b.tokenRun(w.B)))
		}
	}
	return 2*n > max(c.tokensA.len(), c.tokensB.len())
}

// meet tells whether two hits overlap on both sides: two copies by their words,
// others by their sentences.
func meet(x, y *found) bool {
	if x.copy && y.copy {
		return x.tokensA.meets(y.tokensA) && x.tokensB.meets(y.tokensB)
	}
	return x.A.meets(y.A) && x.B.meets(y.B)
}

func (r run) meets(q run) bool { return r.First <= q.Last && q.First <= r.Last }

func (r run) len() int { return r.Last - r.First + 1 }

// common returns how many numbers two runs have in common.
func (r run) common(q run) int { return max(0, min(r.Last, q.Last)-max(r.First, q.First)+1) }

// tokenRun returns the tokens of sentences r, counted in the document.
func (v view) tokenRun(r run) run {
	first := v.token(r.First)
	return run{first, first + len(v.tokensOf(r.First, r.Last)) - 1}
}

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

// best keeps, of hits that overlap on both sides, the one with the highest score, in
// place.
func best(pass []found) []found {
	if len(pass) < 2 {
		return pass
	}
	slices.SortFunc(pass, func(x, y found) int {
		return cmp.Or(cmp.Compare(y.score, x.score), byPlace(x, y))
	})
	kept := pass[:0]
	var at map[int][]int // sentence of a: kept ones that contain it; nil: few
	if len(pass) > fewPlaced {
		at = map[int][]int{}
	}
	for _, f := range pass {
		if overlapped(&f, kept, at) {
			continue
		}
		for s := f.A.First; s <= f.A.Last && at != nil; s++ {
			at[s] = append(at[s], len(kept))
		}
		kept = append(kept, f)
	}
	return kept
}

func overlapped(f *found, kept []found, at map[int][]int) bool {
	if at == nil {
		return slices.ContainsFunc(kept, func(k found) bool { return meet(&k, f) })
	}
	for s := f.A.First; s <= f.A.Last; s++ {
		for _, k := range at[s] {
			if meet(&kept[k], f) {
				return true
			}
		}
	}
	return false
}

// inside decides about matches within one document.
func (j *judge) inside(kept []found, h hits, a view) []found {
	kept = j.link(kept, a, a)
	markSeries(kept)
	if !doubles(kept, a) {
		return kept
	}
	return j.accept(h.list, a, a, true)
}

// doubles tells whether a document doubles its paragraphs, as spinning software
// leaves them: of 2,800 ordinary articles none has more than two spun matches
// between neighbouring paragraphs that are no series.
func doubles(kept []found, a view) bool {
	n := 0
	for i := range kept {
		f := &kept[i]
		d := a.sentences[f.B.First].Paragraph - a.sentences[f.A.First].Paragraph
		if f.kind == Spun && f.class == Reuse && d == 1 {
			n++
		}
	}
	return n >= doubledNeighbours
}

// markSeries names spun matches inside a document that join four passages or
// more: results, listings, live tickers say the same again and again. Where the
// first sides, two or more, all come before the second ones, a longer part was
// told twice, paragraph by paragraph; so it is where that holds of the surest ones,
// and only the others are a series: the paragraphs of such a part may be alike.
func markSeries(kept []found) {
	nodes := 0
	first := map[int]int{} // by sentence: the first node that has it
	node := func(r run) int {
		n := nodes
		for s := r.First; s <= r.Last; s++ {
			if k, ok := first[s]; ok {
				n = min(n, k)
			}
		}
		for s := r.First; s <= r.Last; s++ {
			if k, ok := first[s]; !ok || n < k {
				first[s] = n
			}
		}
		nodes = max(nodes, n+1)
		return n
	}
	type edge struct{ a, b, f int }
	var edges []edge
	for i := range kept {
		if kept[i].kind == Spun && kept[i].class == Reuse {
			edges = append(edges, edge{node(kept[i].A), node(kept[i].B), i})
		}
	}
	linked := newForest(nodes)
	for _, e := range edges {
		linked.join(uint32(e.a), uint32(e.b))
	}
	passages, joined := make([]int, nodes), make([][]*found, nodes)
	for i := range nodes {
		passages[linked.root(uint32(i))]++
	}
	for _, e := range edges {
		k := linked.root(uint32(e.a))
		joined[k] = append(joined[k], &kept[e.f])
	}
	for k, list := range joined {
		if passages[k] < seriesPassages {
			continue
		}
		slices.SortStableFunc(list, func(x, y *found) int { return cmp.Compare(y.confidence, x.confidence) })
		for _, f := range list[toldTwice(list):] {
			f.class = Series
		}
	}
}

// toldTwice returns how many of the matches, from the first on, tell one part of the
// document again.
func toldTwice(list []*found) (n int) {
	a, b := list[0].A, list[0].B // the first and last sentence that a first side begins with, and a second one
	a.Last, b.Last = a.First, b.First
	end := 0 // of first sides
	for i, f := range list {
		a, b = a.with(run{f.A.First, f.A.First}), b.with(run{f.B.First, f.B.First})
		end = max(end, f.A.Last)
		if end < b.First && a.First < a.Last && b.First < b.Last {
			n = i + 1
		}
	}
	return n
}

// classify names the class of each spun match.
func (j *judge) classify(kept []found, a, b view, doubled bool) {
	if len(kept) == 0 {
		return
	}
	la, lb := j.linesOf(a), j.linesOf(b)
	for i := range kept {
		f := &kept[i]
		in := classInput{inside: a.ordinal == b.ordinal, spun: f.kind == Spun, english: la.english && lb.english, doubled: doubled}
		in.a = la.side(a, f.A, len(a.tokensOf(f.A.First, f.A.Last)))
		in.b = lb.side(b, f.B, len(b.tokensOf(f.B.First, f.B.Last)))
		in.distance = in.b.paragraph - in.a.paragraph
		in.shared = j.p.names(&f.window, &in.a, &in.b)
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
func quotedShare(la, lb *lines, a, b view, f *found) bool {
	return quotedPart(la, a, f.A) >= .8 && quotedPart(lb, b, f.B) >= .8
}

// quotedPart returns the share of a passage's bytes that stands in quotation marks.
func quotedPart(l *lines, v view, r run) float64 {
	s := Span{Start: int(v.sentences[r.First].Start), End: int(v.sentences[r.Last].End)}
	return float64(l.quoted(s)) / float64(max(1, s.Len()))
}

func (j *judge) linesOf(v view) *lines {
	return newLines(j.text(v.ordinal), v.c.docs.at(v.ordinal).language)
}
