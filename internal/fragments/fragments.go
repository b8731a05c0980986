// Package fragments finds what two documents have in common, sentence by sentence: the
// stretches of either that were, likely, made from each other, with ends to the word.
//
//	units      sentences, the short and broken ones put together (units.go)
//	points     pairs of units that share rare words, scored by who asks (seeds.go)
//	fragments  points that lie close along both documents (chain.go)
//	copies     stretches taken word by word, in the place of fragments (copies.go)
//	retellings the whole of a text in a passage of the other (retold.go)
//	edges      ends moved to the word (edges.go)
//
// Every unit is compared with every other one that shares words: two documents are laid
// beside each other once, because somebody named them, and no bucket has to decide. What a
// fragment is worth is not judged here, and what a stem weighs and a pair of units scores
// is told by who asks: neither the lexicon nor the trained decision is known.
//
// Seeding, extension, filtering is how the alignment task of PAN was won in 2014
// (Sanchez-Perez, Sidorov, Gelbukh), at .8785 plagdet on its test part. Rejected:
// fragments of cosine seeds alone, a profile for news beside one for mixed texts, and a
// least length in place of a confidence.
package fragments

import (
	"cmp"
	"context"
	"math"
	"slices"

	"respun/shingle"
)

// Run is units, or sentences, First to Last of a document, both included.
type Run struct{ First, Last int }

// meets tells whether two runs have a number in common.
func (r Run) meets(q Run) bool { return r.First <= q.Last && q.First <= r.Last }

// with returns the smallest run that holds both.
func (r Run) with(q Run) Run { return Run{min(r.First, q.First), max(r.Last, q.Last)} }

// Document is a document taken apart: into sentences, and as a whole.
type Document struct {
	Text      string
	Sentences []shingle.Sentence // whose Token counts from any number on
	Tokens    []shingle.Token    // of all sentences
	Words     *shingle.Text      // of the text, with forms and ranges in it
}

// tokens returns the tokens of the sentences i to j, both included.
func (d *Document) tokens(i, j int) []shingle.Token {
	first, to := d.Sentences[0].Token, len(d.Tokens)
	if j+1 < len(d.Sentences) {
		to = int(d.Sentences[j+1].Token - first)
	}
	return d.Tokens[d.Sentences[i].Token-first : to]
}

// Scorer scores a pair of units, I of the first document and J of the second, given the
// cosine and the Dice coefficient of their stems, 0..1.
type Scorer func(i, j int, cosine, dice float32) Score

// Score is what a pair of units scores.
type Score struct {
	Value float32 // log odds; StrongScore and more makes a seed
	A, B  Run     // the units around the two that were scored together
}

// StrongScore is the score from which a pair of units is a seed.
const StrongScore = 0

// Finder finds the fragments of two documents. It holds scratch: one a worker.
type Finder struct {
	weight func(stem uint32) float32
	a, b   Units
	seen   []uint32 // by stem: stamp
	stamp  uint32
	seeds  seeder
	chain  chainer
	copies stretcher
}

// NewFinder returns a Finder for documents of so many stems. weight tells what a stem
// weighs in the documents at hand; capped is told what was not looked at, why, and how
// often.
func NewFinder(stems int, weight func(stem uint32) float32, capped func(reason string, n int)) *Finder {
	x := &Finder{weight: weight, seen: make([]uint32, stems)}
	x.seeds = seeder{weight: weight, lists: map[uint32]stemList{}, capped: capped}
	x.chain = chainer{weight: weight, a: &x.a, b: &x.b, sums: make([]stemSum, stems), capped: capped}
	x.copies.capped = capped
	return x
}

// OpenA takes the first document of the next two.
func (x *Finder) OpenA(d Document) { x.a.cut(d, x.seen, &x.stamp) }

// OpenB takes the second one.
func (x *Finder) OpenB(d Document) { x.b.cut(d, x.seen, &x.stamp) }

// Units returns the units of the two documents at hand: the same ones each time.
func (x *Finder) Units() (a, b *Units) { return &x.a, &x.b }

// Find returns the fragments of the two documents, of which none but retellings has the
// same passage as another one on a side; the most alike and longest come first. It fails
// where ctx ends.
func (x *Finder) Find(ctx context.Context, score Scorer) ([]Fragment, error) {
	if x.a.Len() == 0 || x.b.Len() == 0 {
		return nil, nil
	}
	if err := x.findPoints(ctx, score); err != nil {
		return nil, err
	}
	c := &x.chain
	list := c.withRetellings(c.fragments(c.grow(), widestGap), x.copies.find(x.a.doc.Words.Forms, x.b.doc.Words.Forms))
	for k := range list {
		was := list[k].Box
		x.moveEdges(&list[k])
		list[k].Box = beside(was, list[k].Box, list)
	}
	return apart(list), nil
}

// Seeds returns how many of the points of a fragment, found last, are seeds, and the
// largest score of these; less than any where there are none.
func (x *Finder) Seeds(f *Fragment) (n int, best float64) {
	best = math.Inf(-1)
	for _, k := range f.points {
		if y := &x.chain.points[k]; y.strong {
			n++
			best = math.Max(best, float64(y.score))
		}
	}
	return n, best
}

// beside takes back from the moved ends of a fragment what reaches into a copied
// stretch that it lay beside: neighbours that were taken in another order go on
// each other on both sides.
func beside(was, now Box, list []Fragment) Box {
	for _, f := range list {
		if f.Copied {
			now.A, now.B = was.A.outside(f.Box.A, now.A), was.B.outside(f.Box.B, now.B)
		}
	}
	return now
}

// outside returns now, which w has become, without what reaches into v where w
// did not.
func (w Words) outside(v, now Words) Words {
	switch {
	case w.To <= v.From:
		now.To = min(now.To, v.From)
	case v.To <= w.From:
		now.From = max(now.From, v.To)
	}
	if now.Len() <= 0 {
		return w
	}
	return now
}

// findPoints finds and scores the points of the two documents.
func (x *Finder) findPoints(ctx context.Context, score Scorer) error {
	x.seeds.index(&x.b)
	points := x.chain.points[:0]
	for i := range x.a.Len() {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		from := len(points)
		points = x.seeds.points(i, &x.a, &x.b, points)
		for k := from; k < len(points); k++ {
			points[k].rate(score(points[k].I, points[k].J, points[k].cosine, points[k].dice))
		}
	}
	x.chain.points = points
	return nil
}

// withRetellings puts copies and retellings in the place of fragments that they
// explain.
func (c *chainer) withRetellings(list []Fragment, copies []stretch) []Fragment {
	list = c.withCopies(list, copies)
	retold := c.retellings(copies)
	list = slices.DeleteFunc(list, func(f Fragment) bool {
		return slices.ContainsFunc(retold, func(r Fragment) bool { return r.A.meets(f.A) && r.B.meets(f.B) })
	})
	return append(list, retold...)
}

// overlapMost is the share of the shorter of two passages of one document, from
// which they are the same: the lesser fragment goes.
const overlapMost = .5

// apart keeps, of fragments of which a side is the same passage, the one with the
// largest cosine·ln(1+words), and returns them in that order.
func apart(list []Fragment) (kept []Fragment) {
	worth := func(f *Fragment) float64 {
		return float64(f.cosine) * math.Log1p(float64(min(f.Box.A.Len(), f.Box.B.Len())))
	}
	slices.SortFunc(list, func(x, y Fragment) int {
		return cmp.Or(cmp.Compare(worth(&y), worth(&x)), cmp.Compare(x.Box.A.From, y.Box.A.From), cmp.Compare(x.Box.B.From, y.Box.B.From),
			cmp.Compare(x.Box.A.To, y.Box.A.To), cmp.Compare(x.Box.B.To, y.Box.B.To))
	})
	for _, f := range list {
		if !slices.ContainsFunc(kept, func(k Fragment) bool {
			return !k.Retold && !f.Retold && (samePart(k.Box.A, f.Box.A) || samePart(k.Box.B, f.Box.B))
		}) {
			kept = append(kept, f)
		}
	}
	return kept
}

func samePart(v, w Words) bool {
	return float64(v.shared(w)) > overlapMost*float64(min(v.Len(), w.Len()))
}
