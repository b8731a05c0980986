package filter

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// likeness compares a new document with an earlier one, in distinct shingles.
type likeness struct {
	shared, new, old float64
	exact            bool // counted, not estimated
}

// jaccard is the share of the shingles of both that they share, 0..1.
func (l likeness) jaccard() float64 { return share(l.shared, l.new+l.old-l.shared) }

// coverage is the share of the new document that the earlier one has, 0..1.
func (l likeness) coverage() float64 { return share(l.shared, l.new) }

// held is the share of the earlier document that the new one has, 0..1.
func (l likeness) held() float64 { return share(l.shared, l.old) }

func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(1, max(0, part/whole))
}

// without leaves out a frame of the new document: n shingles at most, but the share
// of its keys that the frame has (0..1) of them in all likelihood. The earlier
// document has the frame too where more is shared than its other keys, so many of
// which are shared, account for. Its buckets cannot tell: full ones name only
// the first documents.
func (l likeness) without(n, frameShare, sharedShare float64) likeness {
	frame := min(n, l.new*frameShare)
	elsewhere := (l.new - frame) * sharedShare
	if l.shared-elsewhere > frame/2 {
		l.shared = max(0, l.shared-n)
		l.old -= n
	}
	l.new = max(l.new-n, l.shared)
	return l
}

// mostEstimate is the most that is told of an estimate: to a sketch a text may seem the same
// in which a word or two are others. 1 is said of what was counted alone.
const mostEstimate = .9999

// estimated compares by sketch and by the keys that both have, of so many of the document
// at hand, each weighing as much as it is sure: the sketch where the two are alike, the
// keys where a short document may stand in a long one and differences drown the sketch.
func (s *scratch) estimated(o *outline, r *record, b *block, sharedKeys, keys int) likeness {
	l := likeness{new: float64(len(o.shingles)), old: float64(r.size)}
	if len(o.shingles) == 0 || r.sketchLen == 0 { // where there are no words nothing is shared
		return l
	}
	byKeys, keysVariance := sharedByKeys(l, float64(keys), float64(r.keyCount), float64(sharedKeys))
	difference, variance := s.differenceFrom(o, r, b.sketch(r))
	bySketch, sketchVariance := (l.new+l.old-difference)/2, variance/4
	switch weight := keysVariance + sketchVariance; {
	case math.IsInf(variance, 1):
		l.shared = byKeys
	case math.IsInf(keysVariance, 1) || weight == 0:
		l.shared = bySketch
	default:
		l.shared = (bySketch*keysVariance + byKeys*sketchVariance) / weight
	}
	l.shared = min(max(0, l.shared), l.new, l.old)
	return l
}

// sharedByKeys estimates what two documents share from the keys they share, which
// are sampled as densely as the longer of the two allows. Where there are no keys they tell
// nothing.
func sharedByKeys(l likeness, newKeys, oldKeys, shared float64) (n, variance float64) {
	rate := min(share(newKeys, l.new), share(oldKeys, l.old))
	if rate == 0 {
		return 0, math.Inf(1)
	}
	return shared / rate, (shared + 1) * (1 - rate) / (rate * rate)
}

// differenceFrom estimates in how many shingles the document at hand differs from
// one with a sketch.
func (s *scratch) differenceFrom(o *outline, r *record, stored []byte) (n, variance float64) {
	mine := s.sketch(o, int(r.sketchLen), r.thin)
	ones := 0
	for i, x := range mine {
		ones += bits.OnesCount64(x ^ binary.LittleEndian.Uint64(stored[8*i:]))
	}
	return difference(ones, 64*len(mine), r.thin)
}
