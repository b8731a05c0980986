package detect

import (
	"fmt"
	"math"
	"slices"

	"respun/shingle"
)

// Scoring a point: of the windows of one or two units around either side the
// pair that shares most is measured by a logistic model.

const (
	leastStrength = .25 // E·T² of a window that is measured
	unmeasured    = -99
)

// scorer measures points of two documents.
type scorer struct {
	p        *pairer
	a, b     *units
	row      [maxAlign + 1]float32
	biA, biB []uint64
	F        Feat
}

type Feat struct{ Plain, Jaccard, Order, Bigrams, Synonyms, Related, Weight, Evidence, Tversky, Run float64 }

// windowsAround lists the windows around unit i: it alone, with the next, with
// the one before.
func (u *units) windowsAround(i int, dst *[3]run) int {
	n := 1
	dst[0] = run{i, i}
	if i+1 < u.len() && u.together(i, i+1) {
		dst[n] = run{i, i + 1}
		n++
	}
	if i > 0 && u.together(i-1, i) {
		dst[n] = run{i - 1, i}
		n++
	}
	return n
}

// together tells whether units i and j may be one window.
func (u *units) together(i, j int) bool {
	if Lab.Cross {
		return true
	}
	return u.v.sentences[u.runs[i].Last].Paragraph == u.v.sentences[u.runs[j].First].Paragraph
}

// measure scores a point.
func (s *scorer) measure(x *point) {
	x.score = unmeasured
	w, ok := s.best(x.I, x.J)
	if !ok {
		x.A, x.B = run{x.I, x.I}, run{x.J, x.J}
		return
	}
	x.A, x.B, x.evidence, x.tversky = w.A, w.B, w.E, w.T
	x.score = float32(s.score(&w))
}

// best returns the pair of windows around units i and j that shares most.
func (s *scorer) best(i, j int) (best window, ok bool) {
	var ra, rb [3]run
	na, nb := s.a.windowsAround(i, &ra), s.b.windowsAround(j, &rb)
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
	var wa, wb [3]float32
	var shared [3][3]float32
	var ma, mb [3]uint8
	for k := range na {
		ma[k] = runMask(ra[k], i-1)
	}
	for k := range nb {
		mb[k] = runMask(rb[k], j-1)
	}
	for _, id := range p.inA {
		w, m := p.weight(id), &p.marks[id]
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
	for _, id := range p.inB {
		w, m := p.weight(id), p.marks[id].b
		for q := range nb {
			if mb[q]&m != 0 {
				wb[q] += w
			}
		}
	}
	for k := range na {
		for q := range nb {
			w := newWindow(ra[k], rb[q], shared[k][q], wa[k], wb[q])
			if w.strength() > best.strength() {
				best = w
			}
		}
	}
	return best, best.strength() >= leastStrength
}

// score measures a window.
func (s *scorer) score(w *window) float64 {
	p := s.p
	sa, sb := s.a.sentences(w.A), s.b.sentences(w.B)
	ta, tb := p.a.tokensOf(sa.First, sa.Last), p.b.tokensOf(sb.First, sb.Last)
	f := Feat{Evidence: float64(w.E), Tversky: float64(w.T), Weight: max(1e-9, float64(min(w.WA, w.WB)))}
	f.Jaccard = p.markStems(ta, tb)
	f.Plain = float64(p.plain(ta))
	f.Order = min(1, float64(s.commonOrder(ta, tb))/f.Weight)
	f.Bigrams = s.bigrams(ta, tb)
	z := Lab.M.score(&f)
	if z > Lab.TS-4 && z < 6 {
		syn, rel := p.replaced()
		f.Synonyms, f.Related = float64(syn), float64(rel)
		z = Lab.M.score(&f)
	}
	s.F = f
	return z
}

// commonOrder returns the weight of the shared content stems that stand in the
// same order on both sides: the heaviest common subsequence.
func (s *scorer) commonOrder(ta, tb []shingle.Token) float32 {
	p := s.p
	p.longestRun(ta, tb) // fills seqA, seqB
	row := s.row[:len(p.seqB)+1]
	clear(row)
	for _, x := range p.seqA {
		w := p.weight(x)
		var diagonal float32
		for j, y := range p.seqB {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + w
			} else if row[j] > above {
				row[j+1] = row[j]
			}
			diagonal = above
		}
	}
	return row[len(p.seqB)]
}

// bigrams returns the share of the pairs of neighbouring stems that both sides
// have, of those of the side with fewer, 0..1.
func (s *scorer) bigrams(ta, tb []shingle.Token) float64 {
	s.biA, s.biB = neighbours(ta, s.biA[:0]), neighbours(tb, s.biB[:0])
	both := 0
	for i, j := 0, 0; i < len(s.biA) && j < len(s.biB); {
		switch {
		case s.biA[i] == s.biB[j]:
			both++
			i++
			j++
		case s.biA[i] < s.biB[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(max(1, min(len(s.biA), len(s.biB))))
}

func neighbours(ts []shingle.Token, dst []uint64) []uint64 {
	for i := 1; i < len(ts); i++ {
		dst = append(dst, uint64(ts[i-1].ID())<<32|uint64(ts[i].ID()))
	}
	slices.Sort(dst)
	return slices.Compact(dst)
}

type seedModel struct{ Plain, Jaccard, Order, Bigrams, SynonymsLog, Synonyms, Related, Intercept float64 }

func (m *seedModel) score(f *Feat) float64 {
	return m.Plain*math.Log1p(f.Plain) + m.Jaccard*f.Jaccard + m.Order*f.Order + m.Bigrams*f.Bigrams +
		m.SynonymsLog*math.Log1p(f.Synonyms) + m.Synonyms*f.Synonyms/f.Weight + m.Related*f.Related/f.Weight + m.Intercept
}

// seedFingerprint names the coefficients.
func seedFingerprint() string { return fmt.Sprintf("%v", Lab) }
