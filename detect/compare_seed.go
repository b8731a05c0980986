package detect

import "math"

// Seeds are pairs of units that share words: found by lists of the units of b
// that contain a stem, so that a pair of documents costs what their words share
// and not the product of their lengths.

const (
	leastCosine = .14 // of a pair of units that is looked at
	leastTerms  = 2   // shared stems of it
)

// point is a pair of units, unit I of a and J of b.
type point struct {
	I, J         int
	cosine, dice float32 // of the units' stems, 0..1
	score        float32 // of the best window around them; below any threshold where there is none
	evidence     float32 // shared weight in that window
	tversky      float32
	A, B         run // that window, in units
	strong       bool
	in           bool // strong, or weak and beside a strong one
}

// seeder finds points.
type seeder struct {
	p     *pairer
	head  []int32 // by stem: last entry of its list, where stamp fits
	stamp []uint32
	epoch uint32
	next  []int32
	unit  []int32
	n     []uint32
	dot   []float32
	both  []int32
	hit   []int32
	norms []float32
}

func newSeeder(p *pairer) *seeder {
	n := len(p.c.vocab.stems)
	return &seeder{p: p, head: make([]int32, n), stamp: make([]uint32, n)}
}

// index makes the lists of b, each in ascending order.
func (s *seeder) index(b *units) {
	s.epoch++
	s.next, s.unit, s.n = s.next[:0], s.unit[:0], s.n[:0]
	for j := b.len() - 1; j >= 0; j-- {
		for _, t := range b.termsOf(j) {
			before := int32(-1)
			if s.stamp[t.id] == s.epoch {
				before = s.head[t.id]
			}
			s.stamp[t.id], s.head[t.id] = s.epoch, int32(len(s.next))
			s.next, s.unit, s.n = append(s.next, before), append(s.unit, int32(j)), append(s.n, t.n)
		}
	}
	s.norms = s.norms[:0]
	for j := range b.len() {
		s.norms = append(s.norms, s.norm(b.termsOf(j)))
	}
	s.dot, s.both = grown(s.dot, b.len()), grown(s.both, b.len())
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

func (s *seeder) norm(terms []term) float32 {
	var sum float64
	for _, t := range terms {
		w := float64(s.p.weight(t.id)) * float64(t.n)
		sum += w * w
	}
	return float32(math.Sqrt(sum))
}

// points appends the pairs of units that share enough, in order of (I, J).
func (s *seeder) points(a, b *units, dst []point) []point {
	s.index(b)
	for i := range a.len() {
		dst = s.row(i, a.termsOf(i), b, dst)
	}
	return dst
}

func (s *seeder) row(i int, terms []term, b *units, dst []point) []point {
	s.hit = s.hit[:0]
	for _, t := range terms {
		if s.stamp[t.id] != s.epoch {
			continue
		}
		w := s.p.weight(t.id)
		w *= w * float32(t.n)
		for k := s.head[t.id]; k >= 0; k = s.next[k] {
			j := s.unit[k]
			if s.both[j] == 0 {
				s.hit = append(s.hit, j)
			}
			s.both[j]++
			s.dot[j] += w * float32(s.n[k])
		}
	}
	norm := s.norm(terms)
	base := len(dst)
	for _, j := range s.hit {
		if s.both[j] >= leastTerms {
			c := s.dot[j] / (norm * s.norms[j])
			if c > leastCosine {
				d := 2 * float32(s.both[j]) / float32(len(terms)+len(b.termsOf(int(j))))
				dst = append(dst, point{I: i, J: int(j), cosine: c, dice: d})
			}
		}
		s.both[j], s.dot[j] = 0, 0
	}
	sortPoints(dst[base:])
	return dst
}
