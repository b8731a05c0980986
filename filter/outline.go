package filter

import (
	"math"
	"slices"

	"github.com/zeebo/xxh3"

	"respun/lsh"
	"respun/shingle"
)

// A document is a key in the memory's buckets for one of sampleScale of its word
// shingles, and for its sampleLeast smallest in any case. A third of the keys that
// a scan takes: the sketch verifies what few shared keys suggest, and keys are half
// of the memory. See sample in the tests for what more or fewer are worth.
const (
	sampleScale = 24
	sampleLeast = 16
)

// outline is what the filter knows of a document before it asks its memory.
type outline struct {
	raw      uint64    // hash of the text's bytes
	words    uint64    // hash of its words in order; 0 where it has none
	shingles []uint64  // distinct word shingles, in order of the text
	keys     []lsh.Key // of the sampled shingles, ascending
	bound    uint64    // shingles up to it are sampled
}

// outliner makes outlines. It holds scratch: one a goroutine.
type outliner struct {
	shingler shingle.WordShingler
	sampled  []uint64
	low      []uint64
	met      set
}

// outline takes a text apart. The result shares no memory with the outliner and
// reuses that of into.
func (o *outliner) outline(text string, into *outline) {
	into.raw = xxh3.HashString(text)
	into.shingles, into.words = o.distinct(o.shingler.Shingles(text, into.shingles[:0]))
	sample := o.sample(into.shingles)
	into.bound = sample.Bound
	into.keys = into.keys[:0]
	for _, h := range sample.Hashes {
		into.keys = append(into.keys, lsh.Key(h)) // the low half: the high bits of what is sampled are alike
	}
	slices.Sort(into.keys)
	into.keys = slices.Compact(into.keys)
}

// distinct takes repeats out of shingles, in place and keeping their order, and
// returns a hash of all of them in order, which is the same for the same words in
// the same order; 0 where there are none. A hash table is five times as fast as
// sorting, and leaves the processor time for the other.
func (o *outliner) distinct(shingles []uint64) (left []uint64, sequence uint64) {
	if len(shingles) == 0 {
		return shingles, 0
	}
	o.met.reset(len(shingles))
	n := 0
	h := uint64(len(shingles))
	for _, x := range shingles {
		h = (h ^ x) * 0x9e3779b97f4a7c15
		h ^= h >> 29
		if o.met.add(x) {
			shingles[n] = x
			n++
		}
	}
	return shingles[:n], max(1, h)
}

// sample samples distinct shingles. Of a short document, whose smallest are taken,
// those that can be among them are looked for first: sorting all of them would
// cost more than all the rest.
func (o *outliner) sample(shingles []uint64) lsh.Sample {
	n := uint64(len(shingles))
	if n > sampleLeast*2 && n < sampleLeast*sampleScale {
		o.low = below(shingles, math.MaxUint64/n*sampleLeast*2, o.low[:0])
		if len(o.low) > sampleLeast {
			s := lsh.Fraction(o.low, sampleScale, sampleLeast, o.sampled)
			o.sampled = s.Hashes
			return s
		}
	}
	s := lsh.Fraction(shingles, sampleScale, sampleLeast, o.sampled)
	o.sampled = s.Hashes
	return s
}

func below(hashes []uint64, bound uint64, dst []uint64) []uint64 {
	for _, h := range hashes {
		if h <= bound {
			dst = append(dst, h)
		}
	}
	return dst
}
