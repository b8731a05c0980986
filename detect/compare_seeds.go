package detect

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
	A, B         run     // that window, in units
	strong       bool    // a seed
}

func byUnits(x, y point) int { return cmp.Or(cmp.Compare(x.I, y.I), cmp.Compare(x.J, y.J)) }

// seeder finds points.
type seeder struct {
	p     *pairer
	lists map[uint32]stemList // by stem: units of b
	flat  []posting
	dot   []float32 // by unit of b
	both  []int32   // by unit of b: shared stems
	hit   []int     // units of b that share a stem
	norms []float32
	tally *tally
}

type stemList struct{ from, to int }

// posting is a unit that contains a stem, and how often.
type posting struct {
	id   uint32
	unit int
	n    uint32
}

// index makes the lists of b.
func (s *seeder) index(b *units) {
	s.flat, s.norms = s.flat[:0], s.norms[:0]
	for j := range b.len() {
		for _, t := range b.termsOf(j) {
			s.flat = append(s.flat, posting{t.id, j, t.n})
		}
		s.norms = append(s.norms, s.norm(b.termsOf(j)))
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
			s.tally.drop("stem in too many sentences")
		}
		from = to
	}
	s.dot, s.both = emptied(s.dot, b.len()), emptied(s.both, b.len())
}

// emptied returns n zeros, in the memory of s where it is large enough.
func emptied[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
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

// points appends the pairs that unit i of a makes with units of b, in order.
func (s *seeder) points(i int, a, b *units, dst []point) []point {
	terms := a.termsOf(i)
	s.add(terms)
	norm, base := s.norm(terms), len(dst)
	for _, j := range s.hit {
		c := s.dot[j] / (norm * s.norms[j])
		if s.both[j] >= leastTerms && c > leastCosine {
			d := 2 * float32(s.both[j]) / float32(len(terms)+len(b.termsOf(j)))
			dst = append(dst, point{I: i, J: j, cosine: c, dice: d})
		}
		s.both[j], s.dot[j] = 0, 0
	}
	if found := dst[base:]; len(found) > unitPairs {
		slices.SortFunc(found, func(x, y point) int { return cmp.Or(cmp.Compare(y.cosine, x.cosine), byUnits(x, y)) })
		s.tally.dropped = addTo(s.tally.dropped, "sentence like too many", int64(len(found)-unitPairs))
		dst = dst[:base+unitPairs]
	}
	slices.SortFunc(dst[base:], byUnits)
	return dst
}

// add sums up what the units of b share with terms.
func (s *seeder) add(terms []term) {
	s.hit = s.hit[:0]
	for _, t := range terms {
		l, ok := s.lists[t.id]
		if !ok {
			continue
		}
		w := s.p.weight(t.id)
		w *= w * float32(t.n)
		for _, x := range s.flat[l.from:l.to] {
			if s.both[x.unit] == 0 {
				s.hit = append(s.hit, x.unit)
			}
			s.both[x.unit]++
			s.dot[x.unit] += w * float32(x.n)
		}
	}
}
