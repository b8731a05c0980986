package detect

import (
	"fmt"
	"math"

	"respun/internal/decide"
)

// Sentences are split and joined when text is reworded, so a point is scored by
// the pair of windows of one or two units around it that share most; and, since
// a window says little about which of its units belongs to which, by the two
// units themselves (decide.Seed).

// compareFingerprint names what alignments depend on beside the options.
func compareFingerprint() string { return fmt.Sprintf("%v %v", decide.Seed, decide.Alignment) }

const (
	strongScore   = 0   // from which a point is a seed
	leastStrength = .25 // E·T² of windows that are measured
	unmeasured    = -99 // score of points without such windows
)

// scorer scores the points of two documents.
type scorer struct {
	p    *pairer
	a, b *units
	told func(*point, decide.SeedTerms) // of each point that is scored; nil where nobody asks
}

// score fills a point's window and score.
func (s *scorer) score(x *point) {
	w := s.best(x.I, x.J)
	x.A, x.B, x.score = run{x.I, x.I}, run{x.J, x.J}, unmeasured
	if w.strength() < leastStrength {
		return
	}
	x.A, x.B = w.A, w.B
	w.A, w.B = s.a.sentences(w.A), s.b.sentences(w.B)
	f := decide.Features{Shared: float64(w.E), Weight: float64(min(w.WA, w.WB))}
	s.p.features(&w, &f, 0, math.Inf(-1))
	f.Plain = float64(s.p.plain())
	t := f.SeedTerms(float64(x.cosine), float64(x.dice))
	x.score = float32(decide.Seed.Score(t[:]))
	x.strong = x.score >= strongScore
	if s.told != nil {
		s.told(x, t)
	}
}

// plain returns the weight of the marked stems that both sides have and that are
// no names and no numbers.
func (p *pairer) plain() (sum float32) {
	for _, id := range p.inA {
		if m := &p.marks[id]; m.b != 0 && !m.capital {
			sum += p.weight(id)
		}
	}
	return sum
}

// windowsAround lists the windows around unit i: it alone, with the next, with
// the one before; two paragraphs make none.
func (u *units) windowsAround(i int, to *[3]run) (n int) {
	to[0] = run{i, i}
	n = 1
	if i+1 < u.len() && u.together(i, i+1) {
		to[n] = run{i, i + 1}
		n++
	}
	if i > 0 && u.together(i-1, i) {
		to[n] = run{i - 1, i}
		n++
	}
	return n
}

// together tells whether no blank line stands between units i and j.
func (u *units) together(i, j int) bool { return u.lines(u.runs[i].Last, u.runs[j].First) <= 1 }

// best returns the pair of windows around units i and j that shares most.
func (s *scorer) best(i, j int) (best window) {
	s.mark(i, j)
	var ra, rb [3]run
	na, nb := s.a.windowsAround(i, &ra), s.b.windowsAround(j, &rb)
	wa, wb, shared := s.weigh(&ra, &rb, na, nb, i-1, j-1)
	for k := range na {
		for q := range nb {
			if w := newWindow(ra[k], rb[q], shared[k][q], wa[k], wb[q]); w.strength() > best.strength() {
				best = w
			}
		}
	}
	return best
}

// mark notes which units around i and j contain each stem.
func (s *scorer) mark(i, j int) {
	p := s.p
	p.mark++
	p.inA, p.inB = p.inA[:0], p.inB[:0]
	for k := max(0, i-1); k <= min(s.a.len()-1, i+1); k++ {
		for _, t := range s.a.termsOf(k) {
			m := p.markOf(t.id)
			if m.a == 0 {
				p.inA = append(p.inA, t.id)
			}
			m.a |= 1 << (k - i + 1)
		}
	}
	for k := max(0, j-1); k <= min(s.b.len()-1, j+1); k++ {
		for _, t := range s.b.termsOf(k) {
			m := p.markOf(t.id)
			if m.b == 0 {
				p.inB = append(p.inB, t.id)
			}
			m.b |= 1 << (k - j + 1)
		}
	}
}

// weigh returns the weights of the marked windows and of what each two share.
func (s *scorer) weigh(ra, rb *[3]run, na, nb, loA, loB int) (wa, wb [3]float32, shared [3][3]float32) {
	var ma, mb [3]uint8
	for k := range na {
		ma[k] = runMask(ra[k], loA)
	}
	for k := range nb {
		mb[k] = runMask(rb[k], loB)
	}
	for _, id := range s.p.inA {
		w, m := s.p.weight(id), &s.p.marks[id]
		for k := range na {
			if ma[k]&m.a == 0 {
				continue
			}
			wa[k] += w
			for q := range nb {
				if mb[q]&m.b != 0 {
					shared[k][q] += w
				}
			}
		}
	}
	for _, id := range s.p.inB {
		w, m := s.p.weight(id), s.p.marks[id].b
		for k := range nb {
			if mb[k]&m != 0 {
				wb[k] += w
			}
		}
	}
	return wa, wb, shared
}
