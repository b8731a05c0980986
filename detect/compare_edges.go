package detect

import (
	"respun/internal/align"
	"respun/shingle"
)

// The ends of a fragment are moved to the word. From each end inwards words are
// weighed: what the other side has speaks for staying, what it lacks for going.
// A word counts as had only as often as the other side has it, and inner words
// take first: the sentences around a source passage share its subject's words,
// which all stand inside already. Counting so brings two points of precision on
// PAN 2013. Where copied runs of words cover most of a side, the ends are theirs.

const (
	edgeBonus = .5  // of the mean weight, beside its own, for a word the other side has
	edgeMiss  = .33 // of the mean weight, for one that it lacks
	edgeLeast = 1.2 // of the mean weight: what goes must weigh less than nothing by so much
	edgeWhole = 6   // words that are spared where a sentence would be cut short
	edgeCopy  = .8  // share of a side, covered by copied runs, from which its ends are theirs
	edgeAside = 80  // words beside a fragment in which copied runs may go on
	edgeStray = 3   // words that a copied stretch loses where they begin or end another sentence
	edgeGap   = 12  // words between two copied runs that go on each other
)

// moveEdges moves the ends of a fragment. It comes before lesser fragments that
// overlap better ones go: two passages may stand in one sentence.
func (x *comparer) moveEdges(f *fragment) {
	switch {
	case f.copied:
		f.box = x.tidied(f.box)
	case !f.retold:
		f.box = x.trimmed(f.box)
	}
}

func (x *comparer) trimmed(k box) box {
	t := box{x.trim(&x.sa, k.A, &x.sb, k.B), x.trim(&x.sb, k.B, &x.sa, k.A)}
	t.A, t.B = x.a.whole(t.A), x.b.whole(t.B)
	return x.snapped(t)
}

// trim takes off the ends of w, a stretch of s, what v, one of o, lacks.
func (x *comparer) trim(s *side, w words, o *side, v words) words {
	e := x.newEdge(s.Tokens[w.from:w.to], o.Tokens[v.from:v.to])
	first, last := e.cutBefore(), e.cutAfter()
	if len(e.at) == 0 {
		return w
	}
	if first >= last { // nothing is had: all content
		first, last = 0, len(e.at)
	}
	out := w
	if first > 0 {
		out.from = w.from + e.at[first]
	}
	if last < len(e.at) {
		out.to = w.from + e.at[last-1] + 1
	}
	return out
}

// edge weighs the content words of a stretch.
type edge struct {
	at     []int // their places
	ids    []uint32
	weight []float32
	have   map[uint32]int // how often the other side has a stem
	mean   float32
}

func (x *comparer) newEdge(tokens, other []shingle.Token) *edge {
	e := &edge{have: map[uint32]int{}}
	for _, t := range other {
		if t.IsContent() {
			e.have[t.ID()]++
		}
	}
	for i, t := range tokens {
		if t.IsContent() {
			e.at, e.ids, e.weight = append(e.at, i), append(e.ids, t.ID()), append(e.weight, x.p.weight(t.ID()))
			e.mean += e.weight[len(e.weight)-1]
		}
	}
	e.mean /= float32(max(1, len(e.at)))
	return e
}

// worth weighs word k; used counts the words weighed before it.
func (e *edge) worth(k int, used map[uint32]int) float32 {
	id := e.ids[k]
	used[id]++
	switch {
	case e.have[id] == 0:
		return -edgeMiss * e.mean
	case used[id] > e.have[id]:
		return 0
	}
	return e.weight[k] + edgeBonus*e.mean
}

// cutBefore returns the first word that stays.
func (e *edge) cutBefore() int {
	w, used := make([]float32, len(e.at)), map[uint32]int{}
	for k := len(w) - 1; k >= 0; k-- {
		w[k] = e.worth(k, used)
	}
	var sum, low float32
	first := 0
	for k, v := range w {
		if sum += v; sum < low {
			low, first = sum, k+1
		}
	}
	if low >= -edgeLeast*e.mean || first == len(w) {
		return 0
	}
	return first
}

// cutAfter returns the first word that goes, at the end.
func (e *edge) cutAfter() int {
	w, used := make([]float32, len(e.at)), map[uint32]int{}
	for k := range w {
		w[k] = e.worth(k, used)
	}
	var sum, low float32
	last := len(w)
	for k := len(w) - 1; k >= 0; k-- {
		if sum += w[k]; sum < low {
			low, last = sum, k
		}
	}
	if low >= -edgeLeast*e.mean || last == 0 {
		return len(w)
	}
	return last
}

// whole moves ends outwards to ends of sentences that are near.
func (u *units) whole(w words) words {
	if at := u.wordAt(u.sentenceFrom(w.from+1) - 1); w.from-at <= edgeWhole {
		w.from = at
	}
	if at := u.wordAt(u.sentenceFrom(w.to)); at-w.to <= edgeWhole {
		w.to = at
	}
	return w
}

// tidied takes off, from a copied stretch, the first words of a sentence that is
// not copied, and the last: "The" stands anywhere.
func (x *comparer) tidied(k box) box {
	if n := x.a.begun(k.A.to); n == x.b.begun(k.B.to) && n <= edgeStray {
		k.A.to, k.B.to = k.A.to-n, k.B.to-n
	}
	if n := x.a.left(k.A.from); n == x.b.left(k.B.from) && n <= edgeStray {
		k.A.from, k.B.from = k.A.from+n, k.B.from+n
	}
	return k
}

// begun returns how many words of a sentence stand before word w that begin it
// but don't end it.
func (u *units) begun(w int) int {
	i := u.sentenceFrom(w)
	if u.wordAt(i) == w {
		return 0
	}
	return w - u.wordAt(i-1)
}

// left returns how many words of a sentence stand from word w on that end it but
// don't begin it.
func (u *units) left(w int) int { return u.wordAt(u.sentenceFrom(w)) - w }

// snapped moves the ends to those of copied runs, where these cover most.
func (x *comparer) snapped(k box) box {
	a, b := aside(k.A, len(x.sa.Forms)), aside(k.B, len(x.sb.Forms))
	fa, fb := x.sa.Forms[a.from:a.to], x.sb.Forms[b.from:b.to]
	ma, mb := align.Copied(fa, fb), align.Copied(fb, fa)
	wa, wb := words{k.A.from - a.from, k.A.to - a.from}, words{k.B.from - b.from, k.B.to - b.from}
	if float64(claimed(ma, wa)) < edgeCopy*float64(wa.len()) && float64(claimed(mb, wb)) < edgeCopy*float64(wb.len()) {
		return k
	}
	wa, wb = outermost(ma, wa), outermost(mb, wb)
	return box{words{a.from + wa.from, a.from + wa.to}, words{b.from + wb.from, b.from + wb.to}}
}

func aside(w words, n int) words { return words{max(0, w.from-edgeAside), min(n, w.to+edgeAside)} }

// outermost returns what the marked runs that touch w span, each of them with
// those that it goes on.
func outermost(marks []bool, w words) words {
	out := words{-1, -1}
	for i := 0; i < len(marks); {
		if !marks[i] {
			i++
			continue
		}
		end := i
		for j := i; j < len(marks) && j-end <= edgeGap; j++ {
			if marks[j] {
				end = j
			}
		}
		if i < w.to && end >= w.from && end-i >= align.SnapRun {
			if out.from < 0 {
				out.from = i
			}
			out.to = end + 1
		}
		i = end + 1
	}
	if out.from < 0 {
		return w
	}
	return out
}
