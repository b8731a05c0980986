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
//
// A short copy leaves the rest of its sentence free: beside a sure match that rest is
// likely reworded, and a window that speaks for both takes the copy's place. As phrases
// are copied where nothing else is, more is asked of such a window. Where no window
// passes, a shorter copy will do than one that stands alone.
const (
	sureScore  = 0 // of a match that lifts its neighbours
	sureCopy   = 1 // of a copy: a phrase is copied alone
	linkReach  = 4 // sentences
	linkRounds = 3

	fillShare  = .5   // of a sentence's tokens: a copy of fewer leaves it free
	roundScore = -1.5 // of a window that takes the place of a copy
	carryScore = 1    // of a match that tells the class of its neighbours
)

// link adds to the matches of two documents those beside sure ones.
func (j *judge) link(kept []found, a, b view) []found {
	n := linker{j: j, a: a, b: b, same: a.ordinal == b.ordinal, kept: kept}
	for range linkRounds {
		more := best(n.find())
		j.classify(more, a, b, false)
		if !n.take(more) {
			break
		}
	}
	more := best(n.copies())
	j.classify(more, a, b, false)
	n.take(more)
	n.carry()
	return n.kept
}

// linker looks for matches beside those of two documents.
type linker struct {
	j              *judge
	a, b           view
	same           bool
	kept           []found
	takenA, takenB sentenceMarks
	nearA, nearB   []int
	at             matchPlaces // kept
	pairs          []pair
}

// lifting returns the matches that lift their neighbours.
func (n *linker) lifting() (sure []*found) {
	n.at = placesOfFound(n.kept)
	for i := range n.kept {
		if n.sure(&n.kept[i]) {
			sure = append(sure, &n.kept[i])
		}
	}
	return sure
}

// find returns what passes beside the sure matches.
func (n *linker) find() []found {
	n.takenA, n.takenB = n.taken()
	sure := n.lifting()
	n.pairs = n.pairs[:0]
	for _, f := range sure {
		n.surround(f)
		for _, x := range n.nearA {
			if n.takenA[x] {
				continue
			}
			for _, y := range n.nearB {
				if !n.takenB[y] {
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
	n.surround(f)
	for _, x := range n.nearA {
		for _, y := range n.nearB {
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
	case !f.apart(n.same):
		return false
	case f.copy:
		return f.score >= sureCopy || n.supported(f)
	}
	return f.kind != Spun || f.score >= sureScore || n.supported(f)
}

// apart tells whether the sides of a match, of one document or of two, are no
// neighbours: only then may what stands beside it be looked at.
func (f *found) apart(same bool) bool {
	return !same || f.context == decide.Far || f.context == decide.Linked
}

func (n *linker) supported(f *found) bool {
	return n.at.any(f.A.reach(), f.B.reach(), func(k int) bool {
		return goesOn(f, &n.kept[k]) && (!n.same || n.kept[k].context == decide.Far)
	})
}

// goesOn tells whether two matches stand beside each other, in the same order on
// both sides; or on one, where the other runs what both have into one sentence.
func goesOn(f, k *found) bool {
	beside := func(r, q run) bool { return !r.meets(q) && r.meets(q.reach()) }
	besideA, besideB := beside(f.A, k.A), beside(f.B, k.B)
	switch {
	case besideA && besideB:
		return (f.A.First < k.A.First) == (f.B.First < k.B.First)
	case besideA:
		return f.B.meets(k.B)
	}
	return besideB && f.A.meets(k.A)
}

// measure appends what passes of the pairs, which the buckets did not name, in runs
// of which one is free.
func (n *linker) measure(out []found) []found {
	j := n.j
	fits := func(a, b run) bool { return n.takenA.spare(a) || n.takenB.spare(b) }
	j.v.seen.Clear()
	j.p.least = leastLinked
	defer func() { j.p.least = least }()
	var hits []hit
	for _, p := range j.p.strong(sortPairs(n.pairs), gateLinked) {
		x, y := p.split()
		hits = j.v.around(int(x-n.a.base), int(y-n.b.base), hits, fits, func(*window) decide.Context { return decide.Linked })
	}
	j.takeTemplatesOff(hits)
	for _, x := range hits {
		f := found{hit: x, context: decide.Linked, confidence: confidenceOf(&x, decide.Linked)}
		if f.confidence >= j.o.MinConfidence && evident(&x, decide.Linked) {
			out = append(out, f)
		}
	}
	return out
}

// copies returns the copies that pass beside a sure match, in sentences that are
// free; inside a document of such that are far apart, and no large groups of the same.
func (n *linker) copies() []found {
	n.takenA, n.takenB = n.taken()
	sure := n.lifting()
	var free []int
	for _, f := range sure {
		n.surround(f)
		for _, y := range n.nearB {
			if !n.takenB[y] && !(n.same && n.b.isCommon(y)) {
				free = append(free, y)
			}
		}
	}
	if len(free) == 0 {
		return nil
	}
	slices.Sort(free)
	var parts []run
	for _, y := range slices.Compact(free) {
		parts = append(parts, run{y, y})
	}
	j := n.j
	hits := j.v.judgeCopies(n.a, n.b, j.v.findCopies(n.a, n.b, parts), decide.Linked, nil)
	j.tally.merge(&tally{capped: j.v.takeCapped()})
	j.takeTemplatesOff(hits)
	var out []found
	at := placesOf(len(sure), func(k int) (a, b run) { return sure[k].A, sure[k].B })
	for _, x := range hits {
		f := found{hit: x, context: decide.Linked, confidence: confidenceOf(&x, decide.Linked)}
		lifted := at.any(f.A.reach(), f.B.reach(), func(k int) bool { return goesOn(sure[k], &f) })
		if lifted && f.confidence >= j.o.MinConfidence && (!n.same || isFar(n.a, f.A.Last, f.B.First)) {
			out = append(out, f)
		}
	}
	return out
}

// surround lists, in nearA and nearB, the sentences of a match's sides, and beside
// them, within reach of either end.
func (n *linker) surround(f *found) {
	n.nearA, n.nearB = around(f.A, n.a.len(), n.nearA[:0]), around(f.B, n.b.len(), n.nearB[:0])
}

func around(r run, sentences int, dst []int) []int {
	for s := max(0, r.First-linkReach); s <= min(sentences-1, r.Last+linkReach); s++ {
		if s < r.First+linkReach || s > r.Last-linkReach {
			dst = append(dst, s)
		}
	}
	return dst
}

// sentenceMarks tell which sentences of one side matches hold.
type sentenceMarks []bool

// taken returns the sentences that matches hold on either side; a copy holds those
// of which it has half and more.
func (n *linker) taken() (a, b sentenceMarks) {
	a, b = make(sentenceMarks, n.a.len()), make(sentenceMarks, n.b.len())
	for i := range n.kept {
		k := &n.kept[i]
		if k.copy {
			a.filled(n.a, k.A, k.tokensA)
			b.filled(n.b, k.B, k.tokensB)
			continue
		}
		a.mark(k.A)
		b.mark(k.B)
	}
	if n.a.c.stars.share(n.a.ordinal, n.b.ordinal) {
		a.copied(n.a)
		b.copied(n.b)
	}
	return a, b
}

// mark marks the sentences of r.
func (m sentenceMarks) mark(r run) {
	for s := r.First; s <= r.Last; s++ {
		m[s] = true
	}
}

// copied marks the sentences that come from a centre.
func (m sentenceMarks) copied(v view) {
	for s := range m {
		m[s] = m[s] || v.c.stars.Copied.has(v.base+uint32(s))
	}
}

// count counts the marked sentences.
func (m sentenceMarks) count() (n int) {
	for _, marked := range m {
		if marked {
			n++
		}
	}
	return n
}

// filled marks those of sentences r of which the tokens are fillShare and more.
func (m sentenceMarks) filled(v view, r, tokens run) {
	for s := r.First; s <= r.Last; s++ {
		of := v.tokenRun(run{s, s})
		if float64(tokens.common(of)) >= fillShare*float64(of.len()) {
			m[s] = true
		}
	}
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

// take adds those of more that overlap no match but copies that are a part of them,
// whose place they take; it tells whether there were any.
func (n *linker) take(more []found) (any bool) {
	at, gone := placesOfFound(n.kept), make([]bool, len(n.kept))
	var taken []found // none of which overlap
	for i := range more {
		w := &more[i]
		near := at.near(w.A, w.B)
		clash := slices.ContainsFunc(near, func(k int) bool {
			return !gone[k] && meet(&n.kept[k], w) && !n.isPart(&n.kept[k], w)
		})
		if clash {
			continue
		}
		for _, k := range near {
			gone[k] = gone[k] || meet(&n.kept[k], w)
		}
		taken = append(taken, *w)
	}
	left := n.kept[:0]
	for k := range n.kept {
		if !gone[k] {
			left = append(left, n.kept[k])
		}
	}
	n.j.tally.add("beside a sure match", len(taken))
	n.j.tally.dropMany(overlapsBetter, len(n.kept)-len(left))
	n.kept = append(left, taken...)
	return len(taken) > 0
}

// isPart tells whether a window speaks for a copy too.
func (n *linker) isPart(k, w *found) bool {
	return k.copy && w.score >= roundScore && held(k, []found{*w}, []int{0}, n.a, n.b) && !fills(k, w, n.a, n.b)
}

// carry names reuse what by itself looks like an echo or a parallel statement where a
// sure match stands beside it in the same order: it is a part of what was told again.
// Copies beside a parallel statement don't tell: they are the frame that is filled with
// other names and numbers (bond issues: 274 of 1,208 spun alarms of Reuters).
func (n *linker) carry() {
	at := placesOfFound(n.kept)
	for i := range n.kept {
		f := &n.kept[i]
		if f.class != Echo && f.class != Parallel || !f.apart(n.same) {
			continue
		}
		if at.any(f.A.reach(), f.B.reach(), func(i int) bool {
			k := &n.kept[i]
			return k.class == Reuse && (k.kind == Spun || f.class == Echo) && k.score >= carryScore && k.apart(n.same) && goesOn(f, k)
		}) {
			f.class = Reuse
		}
	}
}

// explain leaves the stems that the sides of a match share the least weight that
// there is.
func (p *pairer) explain(f *found) {
	ta, tb := f.tokens(p.a, p.b)
	p.markStems(ta, tb)
	p.forgetWeights()
	for _, id := range p.inA {
		if p.marks[id].b != 0 {
			s := &p.stems[id]
			p.explained = append(p.explained, explainedStem{id, *s})
			s.chance = float32(math.Inf(1)) // as if every sentence everywhere had it
		}
	}
}

// unexplain gives them their weight back.
func (p *pairer) unexplain() {
	p.forgetWeights()
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
