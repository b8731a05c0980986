package detect

import (
	"math"
	"slices"

	"respun/internal/decide"
	"respun/shingle"
)

// Where one passage was taken, the next one is likelier taken too: what stands
// beside a sure match is looked at again, and little is asked of it.
//
// Two kinds of pairs are measured. Sentences that no match holds, on both sides. And
// one such sentence with a sentence of the match itself, because a rewrite runs
// sentences together that stood apart, the more so where it was cut: there, what the
// match explains, the stems that its sides share, is left out of account, as evidence
// and as what speaks against it.
const (
	sureScore  = 1 // of a match that lifts its neighbours
	sureCopy   = 2 // of a copy: a phrase is copied alone
	linkReach  = 3 // sentences
	linkRounds = 3
)

// link adds to the matches of two documents those beside sure ones.
func (j *judge) link(kept []found, a, b view) []found {
	for range linkRounds {
		n := linker{j: j, a: a, b: b, same: a.ordinal == b.ordinal, kept: kept}
		more := n.find()
		if len(more) == 0 {
			return kept
		}
		before := len(kept)
		more = best(more)
		j.classify(more, a, b, false)
		if kept = withoutOverlap(kept, more); len(kept) == before {
			return kept
		}
	}
	return kept
}

// linker looks for matches beside those of two documents.
type linker struct {
	j              *judge
	a, b           view
	same           bool
	kept           []found
	takenA, takenB sentenceMarks
	pairs          []pair
}

// find returns what passes beside the sure matches.
func (n *linker) find() []found {
	n.takenA, n.takenB = taken(n.kept)
	var sure []*found
	for i := range n.kept {
		if n.sure(&n.kept[i]) {
			sure = append(sure, &n.kept[i])
		}
	}
	n.pairs = n.pairs[:0]
	for _, f := range sure {
		for _, x := range around(f.A, n.a.len()) {
			for _, y := range around(f.B, n.b.len()) {
				if !n.takenA[x] && !n.takenB[y] {
					n.add(x, y)
				}
			}
		}
	}
	out := n.measure(nil)
	for _, f := range sure {
		out = n.beside(f, out)
	}
	return out
}

// beside appends what passes of pairs of a free sentence and one of the match.
func (n *linker) beside(f *found, out []found) []found {
	n.pairs = n.pairs[:0]
	for _, x := range around(f.A, n.a.len()) {
		for _, y := range around(f.B, n.b.len()) {
			inA, inB := f.A.meets(run{x, x}), f.B.meets(run{y, y})
			if inB && !n.takenA[x] || inA && !n.takenB[y] {
				n.add(x, y)
			}
		}
	}
	if len(n.pairs) == 0 {
		return out
	}
	n.j.p.explain(f)
	defer n.j.p.unexplain()
	return n.measure(out)
}

// add adds a pair of sentences, inside a document of such that are far apart.
func (n *linker) add(x, y int) {
	if !n.same || isFar(n.a, x, y) {
		n.pairs = append(n.pairs, makePair(n.a.base+uint32(x), n.b.base+uint32(y)))
	}
}

// sure tells whether a match lifts its neighbours: by its score, or because another
// stands beside it in the same order.
func (n *linker) sure(f *found) bool {
	switch {
	case n.same && f.context != decide.Far && f.context != decide.Linked:
		return false
	case f.copy:
		return f.score >= sureCopy || n.supported(f)
	}
	return f.kind != Spun || f.score >= sureScore || n.supported(f)
}

func (n *linker) supported(f *found) bool {
	beside := func(r, q run) bool { return !r.meets(q) && r.meets(run{q.First - linkReach, q.Last + linkReach}) }
	return slices.ContainsFunc(n.kept, func(k found) bool {
		return beside(f.A, k.A) && beside(f.B, k.B) && (f.A.First < k.A.First) == (f.B.First < k.B.First) && (!n.same || k.context == decide.Far)
	})
}

// measure appends what passes of the pairs, which the buckets did not name, in runs
// of which one is free.
func (n *linker) measure(out []found) []found {
	j := n.j
	fits := func(a, b run) bool { return n.takenA.spare(a) || n.takenB.spare(b) }
	j.v.seen.clear()
	j.p.least = leastLinked
	defer func() { j.p.least = least }()
	var hits []hit
	for _, p := range j.p.strong(sortPairs(n.pairs), gateLinked) {
		x, y := p.split()
		hits = j.v.around(int(x-n.a.base), int(y-n.b.base), hits, fits, func(*window) decide.Context { return decide.Linked })
	}
	j.takeTemplatesOff(hits)
	for _, x := range hits {
		f := found{hit: x, context: decide.Linked, confidence: decide.Confidence(x.score, decide.Linked)}
		if f.confidence >= j.o.MinConfidence && evident(&x, decide.Linked) {
			out = append(out, f)
		}
	}
	return out
}

// around returns the sentences of r, and beside it, within reach of either end.
func around(r run, sentences int) (out []int) {
	for s := max(0, r.First-linkReach); s <= min(sentences-1, r.Last+linkReach); s++ {
		if s < r.First+linkReach || s > r.Last-linkReach {
			out = append(out, s)
		}
	}
	return out
}

// sentenceMarks are the sentences of one side that matches hold.
type sentenceMarks map[int]bool

// taken returns the sentences that matches hold on either side.
func taken(kept []found) (a, b sentenceMarks) {
	a, b = sentenceMarks{}, sentenceMarks{}
	for i := range kept {
		mark(a, kept[i].A)
		mark(b, kept[i].B)
	}
	return a, b
}

// spare tells whether a run has no marked sentence.
func (m sentenceMarks) spare(r run) bool {
	for s := r.First; s <= r.Last; s++ {
		if m[s] {
			return false
		}
	}
	return true
}

// isFar tells whether sentence y of a document is farther than neighbours after x.
func isFar(v view, x, y int) bool {
	return y > x && v.sentences[y].Paragraph-v.sentences[x].Paragraph > nearParagraph
}

// withoutOverlap adds those of more that overlap none of kept.
func withoutOverlap(kept, more []found) []found {
	for _, f := range more {
		clash := slices.ContainsFunc(kept, func(k found) bool { return meet(&k, &f) })
		if !clash {
			kept = append(kept, f)
		}
	}
	return kept
}

// explain leaves the stems that the sides of a match share the least weight that
// there is.
func (p *pairer) explain(f *found) {
	ta, tb := f.tokens(p.a, p.b)
	p.markStems(ta, tb)
	for _, id := range p.inA {
		if p.marks[id].b != 0 {
			s := &p.stems[id]
			p.explained = append(p.explained, explainedStem{id, *s})
			// As if one sentence had it, and every sentence everywhere.
			s.counts = [2]uint32{p.epochs[0] | 1, p.epochs[1]}
			s.logs[0] = float32(math.Inf(1))
		}
	}
}

// unexplain gives them their weight back.
func (p *pairer) unexplain() {
	for _, x := range p.explained {
		p.stems[x.id] = x.was
	}
	p.explained = p.explained[:0]
}

// explainedStem is a stem that a match explains, and what is known of it.
type explainedStem struct {
	id  uint32
	was stemState
}

// unexplainedWords counts the words of a token list but for the share that is
// explained.
func (p *pairer) unexplainedWords(tokens []shingle.Token) float64 {
	n := float64(len(tokens))
	if len(p.explained) == 0 {
		return n
	}
	content, left := 0, 0
	for _, t := range tokens {
		if t.IsContent() {
			content++
			if p.weight(t.ID()) > leastLocal {
				left++
			}
		}
	}
	return n * float64(left+1) / float64(content+1)
}
