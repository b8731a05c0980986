package fragments

import (
	"cmp"
	"math"
	"slices"
)

// Seeds are pairs of units that share words, found by the list of the units of b
// that contain a stem: a pair of documents costs what their words share, not the
// product of their lengths.

const (
	leastCosine = .14 // of a pair of units that is looked at
	leastTerms  = 2   // shared stems of it
	// What keeps a document that repeats itself without end from costing its
	// length squared; no pair of the development data comes near either.
	stemUnits = 512 // a stem in more units of b leads nowhere
	unitPairs = 64  // of one unit of a, those most alike
)

// point is a pair of units, unit I of a and J of b.
type point struct {
	I, J         int
	cosine, dice float32 // of the units' stems, 0..1
	score        float32 // of the best window around them
	A, B         Run     // that window, in units
	strong       bool    // a seed
}

// rate takes over what a point scores.
func (x *point) rate(s Score) {
	x.score, x.A, x.B = s.Value, s.A, s.B
	x.strong = s.Value >= StrongScore
}

func byUnits(x, y point) int { return cmp.Or(cmp.Compare(x.I, y.I), cmp.Compare(x.J, y.J)) }

// seeder finds points.
type seeder struct {
	weight  func(stem uint32) float32
	lists   map[uint32]stemList // by stem: units of b
	flat    []posting
	dot     []float32 // by unit of b
	both    []int32   // by unit of b: shared stems
	hit     []int     // units of b that share a stem
	norms   []float32
	weights []float32 // of the terms at hand
	capped  func(reason string, n int)
}

type stemList struct{ from, to int }

// posting is a unit that contains a stem, and how often.
type posting struct {
	id   uint32
	unit int
	n    uint32
}

// index makes the lists of b.
func (s *seeder) index(b *Units) {
	s.flat, s.norms = s.flat[:0], s.norms[:0]
	for j := range b.Len() {
		for _, t := range b.Terms(j) {
			s.flat = append(s.flat, posting{t.ID, j, t.N})
		}
		s.norms = append(s.norms, s.norm(b.Terms(j)))
	}
	slices.SortFunc(s.flat, func(x, y posting) int { return cmp.Or(cmp.Compare(x.id, y.id), cmp.Compare(x.unit, y.unit)) })
	clear(s.lists)
	for from := 0; from < len(s.flat); {
		to := from + 1
		for to < len(s.flat) && s.flat[to].id == s.flat[from].id {
			to++
		}
		if to-from <= stemUnits {
			s.lists[s.flat[from].id] = stemList{from, to}
		} else {
			s.capped("stem in too many sentences", 1)
		}
		from = to
	}
	s.dot, s.both = emptied(s.dot, b.Len()), emptied(s.both, b.Len())
}

// emptied returns n zeros, in the memory of s where it is large enough.
func emptied[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// norm weighs terms, and returns the length of their vector.
func (s *seeder) norm(terms []Term) float32 {
	var sum float64
	weights := slices.Grow(s.weights[:0], len(terms))[:len(terms)]
	s.weights = weights
	for k, t := range terms {
		weights[k] = s.weight(t.ID)
		w := float64(weights[k]) * float64(t.N)
		sum += w * w
	}
	return float32(math.Sqrt(sum))
}

// points appends the pairs that unit i of a makes with units of b, in order.
func (s *seeder) points(i int, a, b *Units, dst []point) []point {
	terms := a.Terms(i)
	norm, base := s.norm(terms), len(dst)
	s.add(terms)
	for _, j := range s.hit {
		c := s.dot[j] / (norm * s.norms[j])
		if s.both[j] >= leastTerms && c > leastCosine {
			d := 2 * float32(s.both[j]) / float32(len(terms)+len(b.Terms(j)))
			dst = append(dst, point{I: i, J: j, cosine: c, dice: d})
		}
		s.both[j], s.dot[j] = 0, 0
	}
	if found := dst[base:]; len(found) > unitPairs {
		slices.SortFunc(found, func(x, y point) int { return cmp.Or(cmp.Compare(y.cosine, x.cosine), byUnits(x, y)) })
		s.capped("sentence like too many", len(found)-unitPairs)
		dst = dst[:base+unitPairs]
	}
	slices.SortFunc(dst[base:], byUnits)
	return dst
}

// add sums up what the units of b share with terms, which are weighed.
func (s *seeder) add(terms []Term) {
	s.hit = s.hit[:0]
	for k, t := range terms {
		l, ok := s.lists[t.ID]
		if !ok {
			continue
		}
		w := s.weights[k]
		w *= w * float32(t.N)
		for _, x := range s.flat[l.from:l.to] {
			if s.both[x.unit] == 0 {
				s.hit = append(s.hit, x.unit)
			}
			s.both[x.unit]++
			s.dot[x.unit] += w * float32(x.n)
		}
	}
}
