package detect

import (
	"cmp"
	"slices"
)

// passage is a match in the making: two runs of sentences, of which neighbours
// have been joined.
type passage struct {
	found
	spanA, spanB Span
}

// joinGap is how many sentences may stand between joined near-duplicates.
const joinGap = 1

// passages merges neighbouring matches of the same order into passages: a paragraph
// that was taken whole is one match, not ten.
func (p *pairer) passages(kept []found, a, b view) []passage {
	same := a.ordinal == b.ordinal
	out := make([]passage, len(kept))
	for i, f := range kept {
		out[i].found = f
	}
	out = p.weld(joinPassages(out, same, following), a, b)
	out = joinPassages(out, same, overlapping) // what was welded is a passage already
	out = unnested(out, a, b)
	for i := range out {
		out[i].spanA, out[i].spanB = spanOf(a, out[i].A), spanOf(b, out[i].B)
	}
	return out
}

// joining is a way in which a match goes on from another.
type joining struct {
	takes  func(f *found) bool // what may be joined
	goesOn func(q, f *found, same bool) bool
	meets  bool // it may overlap the other in the first document, and does not only come after it
}

var (
	following   = joining{takes: func(f *found) bool { return !f.copy }, goesOn: follows} // copies are whole already
	overlapping = joining{takes: func(f *found) bool { return !f.copy && f.kind == Spun && f.class == Reuse }, goesOn: runsInto, meets: true}
)

// joinPassages joins, in place, each match to the first one that it goes on from.
func joinPassages(list []passage, same bool, j joining) []passage {
	n := 0
	for i := range list {
		if j.takes(&list[i].found) {
			n++
		}
	}
	if n < 2 { // as of most documents
		return list
	}
	out := list[:0] // never ahead of what is read
	ends := passageEnds{j.meets, map[passageEnd][]int{}}
	for _, f := range list {
		if !j.takes(&f.found) {
			out = append(out, f)
			continue
		}
		k := len(out)
		ends.near(&f.found, func(q int) {
			if q < k && j.goesOn(&out[q].found, &f.found, same) {
				k = q
			}
		})
		if k == len(out) {
			out = append(out, f)
		} else {
			extend(&out[k].found, &f.found)
		}
		ends.add(&f.found, k)
	}
	return out
}

// passageEnds lists passages by the sentences with which they end, or did, on both sides:
// thousands may end with one sentence of the first, where a document says one thing over
// and over. By the first alone, if those are asked for that overlap on the second.
type passageEnds struct {
	meets bool
	at    map[passageEnd][]int
}

type passageEnd struct{ a, b int }

func (e *passageEnds) add(f *found, k int) {
	end := passageEnd{f.A.Last, f.B.Last}
	if e.meets {
		end.b = 0
	}
	e.at[end] = append(e.at[end], k)
}

// near calls use with the passages that f may go on from: those that end just before it on
// both sides or, where it may meet them, in the first document.
func (e *passageEnds) near(f *found, use func(k int)) {
	toA, fromB, toB := f.A.First-1, f.B.First-1-joinGap, f.B.First-1
	if e.meets {
		toA, fromB, toB = f.A.Last+maxRun, 0, 0
	}
	for a := f.A.First - 1 - joinGap; a <= toA; a++ {
		for b := fromB; b <= toB; b++ {
			for _, k := range e.at[passageEnd{a, b}] {
				use(k)
			}
		}
	}
}

func spanOf(v view, r run) Span {
	return Span{Start: int(v.sentences[r.First].Start), End: int(v.sentences[r.Last].End)}
}

// follows tells whether f goes on where q ends, on both sides.
func follows(q, f *found, same bool) bool {
	if q.class != f.class || q.copy {
		return false
	}
	gap := 0
	if q.kind != Spun && f.kind != Spun {
		gap = joinGap
	}
	return q.A.before(f.A, gap) && q.B.before(f.B, gap) && (!same || f.A.Last < q.B.First)
}

// runsInto tells whether f, of two reworded matches, goes on where q ends on one side, and
// overlaps it on the other: one sentence was made of two there. What is the same on the
// other is told twice.
func runsInto(q, f *found, same bool) bool {
	overlap := func(q, f run) bool { return q != f && q.meets(f) }
	return (q.A.before(f.A, 0) && overlap(q.B, f.B) || q.B.before(f.B, 0) && overlap(q.A, f.A)) &&
		(!same || max(q.A.Last, f.A.Last) < min(q.B.First, f.B.First))
}

// unnested leaves out reworded passages that lie in another one on both sides: what was
// joined reaches over what stands between, and would tell of it again. Of those that came
// to be the same the surest stays.
func unnested(list []passage, a, b view) []passage {
	told := func(f *found) bool { return f.kind == Spun && f.class == Reuse }
	if len(list) < 2 || !slices.ContainsFunc(list, func(p passage) bool { return told(&p.found) }) { // as of most documents
		return list
	}
	at := placesOf(len(list), func(k int) (run, run) { return list[k].A, list[k].B })
	out := make([]passage, 0, len(list))
	for i := range list {
		f := &list[i].found
		fa, fb := f.words(a, b)
		if told(f) && at.any(f.A, f.B, func(k int) bool {
			q := &list[k].found
			qa, qb := q.words(a, b)
			return told(q) && qa.common(fa) == fa.len() && qb.common(fb) == fb.len() &&
				cmp.Or(cmp.Compare(qa.len()+qb.len(), fa.len()+fb.len()), cmp.Compare(q.confidence, f.confidence), cmp.Compare(i, k)) > 0
		}) {
			continue
		}
		out = append(out, list[i])
	}
	return out
}

// extend joins f to q; the surer of the two speaks for both.
func extend(q, f *found) {
	q.A, q.B = q.A.with(f.A), q.B.with(f.B)
	q.E, q.WA, q.WB = q.E+f.E, q.WA+f.WA, q.WB+f.WB
	if f.kind > q.kind {
		q.kind = f.kind
	}
	if f.confidence > q.confidence {
		q.confidence, q.score, q.context = f.confidence, f.score, f.context
	}
}

// byMatchPlace is the order of matches in every output.
func byMatchPlace(x, y *Match) int {
	return cmp.Or(
		cmp.Compare(x.A.Ordinal, y.A.Ordinal), cmp.Compare(x.A.Start, y.A.Start),
		cmp.Compare(x.B.Ordinal, y.B.Ordinal), cmp.Compare(x.B.Start, y.B.Start),
		cmp.Compare(x.A.End, y.A.End), cmp.Compare(x.B.End, y.B.End))
}
