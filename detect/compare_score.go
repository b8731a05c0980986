package detect

import (
	"fmt"
	"math"

	"respun/internal/decide"
	"respun/internal/fragments"
)

// Sentences are split and joined when text is reworded, so a point is scored by
// the pair of windows of one or two units around it that share most; and, since
// a window says little about which of its units belongs to which, by the two
// units themselves (decide.Seed).

// compareFingerprint names what alignments depend on beside the options.
func compareFingerprint() string { return fmt.Sprintf("%v %v", decide.Seed, decide.Alignment) }

const (
	leastStrength = .25 // E·T² of windows that are measured
	unmeasured    = -99 // score of points without such windows
)

// scorer scores pairs of units of two documents.
type scorer struct {
	p    *pairer
	a, b *fragments.Units
	told func(i, j int, score float32, t decide.SeedTerms) // of each pair that is scored; nil where nobody asks
}

// score scores unit i of a and unit j of b, by the best window around them.
func (s *scorer) score(i, j int, cosine, dice float32) fragments.Score {
	w := s.best(i, j)
	if w.strength() < leastStrength {
		return fragments.Score{Value: unmeasured, A: fragments.Run{First: i, Last: i}, B: fragments.Run{First: j, Last: j}}
	}
	of := fragments.Score{A: fragments.Run(w.A), B: fragments.Run(w.B)}
	w.A, w.B = run(s.a.Sentences(of.A)), run(s.b.Sentences(of.B))
	f := decide.Features{Shared: float64(w.E), Weight: float64(min(w.WA, w.WB))}
	s.p.features(&w, &f, 0, math.Inf(-1))
	f.Plain = float64(s.p.plain())
	t := f.SeedTerms(float64(cosine), float64(dice))
	of.Value = float32(decide.Seed.Score(t[:]))
	if s.told != nil {
		s.told(i, j, of.Value, t)
	}
	return of
}

// sentencesOf returns the sentences of unit i.
func sentencesOf(u *fragments.Units, i int) run {
	return run(u.Sentences(fragments.Run{First: i, Last: i}))
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
func windowsAround(u *fragments.Units, i int, to *[3]run) (n int) {
	to[0] = run{i, i}
	n = 1
	if i+1 < u.Len() && u.Together(i, i+1) {
		to[n] = run{i, i + 1}
		n++
	}
	if i > 0 && u.Together(i-1, i) {
		to[n] = run{i - 1, i}
		n++
	}
	return n
}

// best returns the pair of windows around units i and j that shares most.
func (s *scorer) best(i, j int) (best window) {
	s.mark(i, j)
	var ra, rb [3]run
	na, nb := windowsAround(s.a, i, &ra), windowsAround(s.b, j, &rb)
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
	for k := max(0, i-1); k <= min(s.a.Len()-1, i+1); k++ {
		for _, t := range s.a.Terms(k) {
			m := p.markOf(t.ID)
			if m.a == 0 {
				p.inA = append(p.inA, t.ID)
			}
			m.a |= 1 << (k - i + 1)
		}
	}
	for k := max(0, j-1); k <= min(s.b.Len()-1, j+1); k++ {
		for _, t := range s.b.Terms(k) {
			m := p.markOf(t.ID)
			if m.b == 0 {
				p.inB = append(p.inB, t.ID)
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
