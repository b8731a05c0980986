package detect

import (
	"context"
	"math"
	"slices"

	"respun/internal/forest"
	"respun/internal/parallel"
	"respun/internal/template"
	"respun/shingle"
)

// templates are the frames of a corpus: what internal/template counts, asked for
// by tokens.
type templates struct{ *template.Frames }

// templateRoom is the room for counting runs, in bytes: where memory is bounded, that
// of a stage four times over, as nothing else is gathered meanwhile, and each range of
// runs costs three passes over all documents.
func (c *corpus) templateRoom() int {
	if c.disk == nil {
		return math.MaxInt
	}
	return int(c.memory / 4)
}

// prepareTemplates finds the frames that may explain hits, and counts the pairs of
// documents with hits. Where there is no memory for all runs at once, it counts
// them by ranges.
func prepareTemplates(ctx context.Context, c *corpus, workers int, found *hitStore) (t templates, total int, err error) {
	w := &wanted{sentences: newSentenceSet(len(c.sentences)), original: originals(forest.New(c.docs.Len()))}
	err = parallel.InOrder(ctx, workers, found.units, func(int) func(k int) (wantedPart, error) {
		return func(k int) (wantedPart, error) {
			u, err := found.get(k)
			return wantedOf(c, &u), err
		}
	}, func(_ int, p wantedPart) error {
		w.take(&p)
		return nil
	})
	t = templates{template.New(w.runs(c), c.templateRoom())}
	passes := []func(context.Context, *corpus, int, *wanted) error{t.note, t.count}
	if t.Meets() {
		passes = slices.Insert(passes, 0, t.meet)
	}
	for more := w.total > 0; more && err == nil; more = t.Next() {
		for _, pass := range passes {
			if err == nil {
				err = pass(ctx, c, workers, w)
			}
		}
	}
	return t, w.total, err
}

// wanted is what the hits ask of templates.
type wanted struct {
	total     int // pairs of documents with hits
	original  originals
	sentences sentenceSet // whose runs frames may explain
}

// wantedPart is what the hits of a unit ask.
type wantedPart struct {
	total     int
	copied    [][2]int // pairs of documents of which one copies the other for the most part
	sentences []run    // by their numbers in the corpus
}

func wantedOf(c *corpus, u *unitOfHits) (w wantedPart) {
	w.total = len(u.list)
	for k := range u.list {
		c.disk.Ease()
		h := &u.list[k]
		if h.mostlyCopied(c) {
			w.copied = append(w.copied, [2]int{h.a, h.b})
		}
		a, b := int(c.first[h.a]), int(c.first[h.b])
		for i := range h.list {
			x := &h.list[i]
			if !x.copy && x.kind != Spun || x.copy && x.tokensA.len() > longestPhrase {
				continue
			}
			w.sentences = append(w.sentences, run{a + x.A.First, a + x.A.Last}, run{b + x.B.First, b + x.B.Last})
		}
	}
	return w
}

// originals are, for each document, which earlier one it copies for the most
// part; itself where there is none.
type originals []uint32

// mostlyCopied tells whether of one of two documents half of the sentences or more
// are copied in the other.
func (h *hits) mostlyCopied(c *corpus) bool {
	if h.a == h.b {
		return false
	}
	va, vb := c.view(h.a), c.view(h.b)
	a, b := make(sentenceMarks, va.len()), make(sentenceMarks, vb.len())
	for i := range h.list {
		if h.list[i].kind != Spun {
			a.mark(h.list[i].A)
			b.mark(h.list[i].B)
		}
	}
	return 2*a.count() >= va.len() || 2*b.count() >= vb.len()
}

// take takes over what the hits of a unit ask.
func (w *wanted) take(p *wantedPart) {
	w.total += p.total
	for _, d := range p.copied {
		w.original[d[1]] = min(w.original[d[1]], w.original[d[0]])
	}
	for _, r := range p.sentences {
		for s := r.First; s <= r.Last; s++ {
			w.sentences.add(uint32(s))
		}
	}
}

// runs returns how many runs are to be met, or some more; none where nothing asks.
func (w *wanted) runs(c *corpus) int64 {
	if w.total == 0 {
		return 0
	}
	return int64(len(c.tokens))
}

// counts tells whether a document counts: of copies of one only one does.
func (w *wanted) counts(d int) bool { return w.original[d] == uint32(d) }

// meet has the runs of all documents met.
func (t templates) meet(ctx context.Context, c *corpus, workers int, w *wanted) error {
	return inDocuments(ctx, c, workers, func() func(d int) struct{} {
		var runs []uint64
		return func(d int) (none struct{}) {
			for s := c.first[d]; s < c.first[d+1] && w.counts(d); s++ {
				runs = shingle.Runs(c.tokensOf(s, s), template.Run, c.vocab.ranks, runs[:0])
				t.Meet(runs)
			}
			return none
		}
	}, func(int, struct{}) {})
}

// note notes the runs of all wanted sentences, and those that go on in the next one.
func (t templates) note(ctx context.Context, c *corpus, workers int, w *wanted) error {
	return inDocuments(ctx, c, workers, func() func(d int) []uint64 {
		var runs, often []uint64
		return func(d int) []uint64 {
			often = often[:0]
			for s := c.first[d]; s < c.first[d+1]; s++ {
				if w.sentences.has(s) {
					runs = shingle.Runs(c.tokensBeyond(s, template.Run-1), template.Run, c.vocab.ranks, runs[:0])
					often = t.Often(often, runs)
				}
			}
			return slices.Clone(often)
		}
	}, func(_ int, often []uint64) { t.Note(often) })
}

// count counts the documents that have each noted run. Workers look for the runs,
// one goroutine counts them.
func (t templates) count(ctx context.Context, c *corpus, workers int, w *wanted) error {
	t.Ready()
	return inDocuments(ctx, c, workers, func() func(d int) []uint32 {
		var runs []uint64
		var places []uint32
		return func(d int) []uint32 {
			places = places[:0]
			for s := c.first[d]; s < c.first[d+1] && w.counts(d); s++ {
				runs = shingle.Runs(c.tokensOf(s, s), template.Run, c.vocab.ranks, runs[:0])
				places = t.Noted(places, runs)
			}
			return slices.Clone(places)
		}
	}, func(d int, places []uint32) { t.Count(uint32(d), places) })
}

// inDocuments hands what a worker's function makes of each document to take, in
// order.
func inDocuments[T any](ctx context.Context, c *corpus, workers int, newWorker func() func(d int) T, take func(d int, made T)) error {
	return parallel.InOrder(ctx, workers, (c.docs.Len()+listChunk-1)/listChunk, func(int) func(k int) ([]T, error) {
		do := newWorker()
		return func(k int) (made []T, err error) {
			for d := k * listChunk; d < min(c.docs.Len(), (k+1)*listChunk); d++ {
				c.disk.Ease()
				made = append(made, do(d))
			}
			return made, nil
		}
	}, func(k int, made []T) error {
		for i, m := range made {
			take(k*listChunk+i, m)
		}
		return nil
	})
}

// longestPhrase is the length of a copy, in tokens, from which no template takes
// anything off: as evidence it is beyond doubt.
const longestPhrase = 40

// tokens returns the tokens of a hit on either side.
func (h *hit) tokens(a, b view) (ta, tb []shingle.Token) {
	if h.copy {
		return a.tokens()[h.tokensA.First : h.tokensA.Last+1], b.tokens()[h.tokensB.First : h.tokensB.Last+1]
	}
	return a.tokensOf(h.A.First, h.A.Last), b.tokensOf(h.B.First, h.B.Last)
}

// frames marks the stems that stand in a template, as bits: 1 in the first list of
// tokens, 2 in the second.
type frames struct {
	stems []frameMark
	epoch uint32
	runs  []uint64
}

type frameMark struct {
	epoch uint32
	sides uint8
}

// both tells whether a stem stands in a template on both sides.
func (f *frames) both(id uint32) bool {
	m := f.stems[id]
	return m.epoch == f.epoch && m.sides == 3
}

// clear forgets all marks.
func (f *frames) clear() { f.epoch++ }

// mark marks the stems of two lists of tokens that stand in a template, and tells
// whether there are any on both sides.
func (f *frames) mark(t templates, c *corpus, ta, tb []shingle.Token) bool {
	f.clear()
	if t.Empty() {
		return false
	}
	for side, tokens := range [...][]shingle.Token{ta, tb} {
		any := false
		f.runs = shingle.Runs(tokens, template.Run, c.vocab.ranks, f.runs[:0])
		for i, r := range f.runs {
			if t.Has(r) {
				f.put(tokens[i:i+template.Run], side)
				any = true
			}
		}
		if !any {
			return false
		}
	}
	return true
}

// put marks the stems of a frame's run.
func (f *frames) put(run []shingle.Token, side int) {
	for _, x := range run {
		m := &f.stems[x.ID()]
		if m.epoch != f.epoch {
			*m = frameMark{epoch: f.epoch}
		}
		m.sides |= 1 << side
	}
}

// outside returns the shared weight of a window that stands outside templates, and
// inside a document outside its refrains: stems that stand in one on both sides don't
// count. It tells whether templates have a part in it.
func (j *judge) outside(w *window) (e float32, framed bool) {
	p := j.p
	ta, tb := p.a.tokensOf(w.A.First, w.A.Last), p.b.tokensOf(w.B.First, w.B.Last)
	framed = p.frames.mark(j.templates, p.c, ta, tb)
	refrain := p.a.ordinal == p.b.ordinal && p.frames.markRefrains(j.v.copier, p.a, w)
	if !framed && !refrain {
		return w.E, false
	}
	p.markStems(ta, tb)
	for _, id := range p.inA {
		if p.marks[id].b != 0 && !p.frames.both(id) {
			e += p.weight(id)
		}
	}
	return e, framed
}
