package fragments

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
func (x *Finder) moveEdges(f *Fragment) {
	switch {
	case f.Copied:
		f.Box = x.tidied(f.Box)
	case !f.Retold:
		f.Box = x.trimmed(f.Box)
	}
}

func (x *Finder) trimmed(k Box) Box {
	t := Box{x.trim(x.a.doc.Words, k.A, x.b.doc.Words, k.B), x.trim(x.b.doc.Words, k.B, x.a.doc.Words, k.A)}
	t.A, t.B = x.a.whole(t.A), x.b.whole(t.B)
	return x.snapped(t)
}

// trim takes off the ends of w, a stretch of s, what v, one of o, lacks.
func (x *Finder) trim(s *shingle.Text, w Words, o *shingle.Text, v Words) Words {
	e := x.newEdge(s.Tokens[w.From:w.To], o.Tokens[v.From:v.To])
	first, last := e.cutBefore(), e.cutAfter()
	if len(e.at) == 0 {
		return w
	}
	if first >= last { // nothing is had: all content
		first, last = 0, len(e.at)
	}
	out := w
	if first > 0 {
		out.From = w.From + e.at[first]
	}
	if last < len(e.at) {
		out.To = w.From + e.at[last-1] + 1
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

func (x *Finder) newEdge(tokens, other []shingle.Token) *edge {
	e := &edge{have: map[uint32]int{}}
	for _, t := range other {
		if t.IsContent() {
			e.have[t.ID()]++
		}
	}
	for i, t := range tokens {
		if t.IsContent() {
			e.at, e.ids, e.weight = append(e.at, i), append(e.ids, t.ID()), append(e.weight, x.weight(t.ID()))
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
func (u *Units) whole(w Words) Words {
	if at := u.wordAt(u.sentenceFrom(w.From+1) - 1); w.From-at <= edgeWhole {
		w.From = at
	}
	if at := u.wordAt(u.sentenceFrom(w.To)); at-w.To <= edgeWhole {
		w.To = at
	}
	return w
}

// tidied takes off, from a copied stretch, the first words of a sentence that is
// not copied, and the last: "The" stands anywhere.
func (x *Finder) tidied(k Box) Box {
	if n := x.a.begun(k.A.To); n == x.b.begun(k.B.To) && n <= edgeStray {
		k.A.To, k.B.To = k.A.To-n, k.B.To-n
	}
	if n := x.a.left(k.A.From); n == x.b.left(k.B.From) && n <= edgeStray {
		k.A.From, k.B.From = k.A.From+n, k.B.From+n
	}
	return k
}

// begun returns how many words of a sentence stand before word w that begin it
// but don't end it.
func (u *Units) begun(w int) int {
	i := u.sentenceFrom(w)
	if u.wordAt(i) == w {
		return 0
	}
	return w - u.wordAt(i-1)
}

// left returns how many words of a sentence stand from word w on that end it but
// don't begin it.
func (u *Units) left(w int) int { return u.wordAt(u.sentenceFrom(w)) - w }

// snapped moves the ends to those of copied runs, where these cover most.
func (x *Finder) snapped(k Box) Box {
	a, b := aside(k.A, len(x.a.doc.Words.Forms)), aside(k.B, len(x.b.doc.Words.Forms))
	fa, fb := x.a.doc.Words.Forms[a.From:a.To], x.b.doc.Words.Forms[b.From:b.To]
	ma, mb := align.Copied(fa, fb), align.Copied(fb, fa)
	wa, wb := Words{k.A.From - a.From, k.A.To - a.From}, Words{k.B.From - b.From, k.B.To - b.From}
	if float64(claimed(ma, wa)) < edgeCopy*float64(wa.Len()) && float64(claimed(mb, wb)) < edgeCopy*float64(wb.Len()) {
		return k
	}
	wa, wb = outermost(ma, wa), outermost(mb, wb)
	return Box{Words{a.From + wa.From, a.From + wa.To}, Words{b.From + wb.From, b.From + wb.To}}
}

func aside(w Words, n int) Words { return Words{max(0, w.From-edgeAside), min(n, w.To+edgeAside)} }

// outermost returns what the marked runs that touch w span, each of them with
// those that it goes on.
func outermost(marks []bool, w Words) Words {
	out := Words{-1, -1}
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
		if i < w.To && end >= w.From && end-i >= align.SnapRun {
			if out.From < 0 {
				out.From = i
			}
			out.To = end + 1
		}
		i = end + 1
	}
	if out.From < 0 {
		return w
	}
	return out
}
