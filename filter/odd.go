package filter

import (
	"math"
	"math/bits"
)

// Odd sketches: how much two sets differ, from a few bits an element.
//
// What. Every element flips one bit, chosen by its hash. What two sets share
// flips the same bits in both sketches and cancels out in their exclusive or; an
// element that only one has flips a bit there. From the number of ones follows
// the number of elements in which the sets differ, and with the two sizes, which
// are kept exactly, what they share.
//
// Why so. A filter has to tell a Jaccard similarity of .72 from one of .68 in a
// few hundred bytes. The error here comes from elements that differ and meet in
// one bit: none where the sets are equal, few where they are alike, which is
// where the decisions are. At .7 and 500 shingles the 160 bytes of this one err by
// .011; 128 MinHash slots of 4 bytes err by .04, and a quarter of all shingles by .04.
//
// Long documents are thinned by their hashes to maxThinned elements, which bounds
// their sketches.
//
// Rejected: b-bit MinHash (Li, König 2010: its error does not shrink with
// likeness); a Bloom filter of the set (8 bits a shingle for the same error).
//
// Literature: Mitzenmacher, Pagh, Pham 2014, "Efficient Estimation for High
// Similarities using Odd Sketches".

const (
	bitsPerShingle = 2
	bitsAtLeast    = 256 // short documents differ in few shingles: room for these
	maxThinned     = 4096
)

// sketchShape returns how a set of so many shingles is sketched: thin is the
// number of hash bits that must be zero for a shingle to count.
func sketchShape(size int) (words int, thin uint8) {
	for size>>thin > maxThinned {
		thin++
	}
	return (bitsAtLeast + bitsPerShingle*(size>>thin) + 63) / 64, thin
}

// oddSketch writes the sketch of distinct shingles to out.
func oddSketch(shingles []uint64, thin uint8, out []uint64) {
	clear(out)
	bound := uint64(math.MaxUint64) >> thin // of the product's lower half: independent of the bit
	n := uint64(len(out)) * 64
	for _, h := range shingles {
		h *= 0x9e3779b97f4a7c15 // apart from the sampling, which goes by the size of the hash
		bit, rest := bits.Mul64(h, n)
		if rest <= bound {
			out[bit>>6] ^= 1 << (bit & 63)
		}
	}
}

// saturated is the share of ones from which a sketch says nothing: half of the
// bits are ones where nothing is shared that could be told from chance.
const saturated = .45

// difference estimates in how many elements two sets differ, from the number of
// ones in the exclusive or of their sketches of so many bits, and how sure that is
// (the variance of n; infinite where the sketch is saturated).
func difference(ones, bits int, thin uint8) (n, variance float64) {
	m := float64(bits)
	if float64(ones) >= saturated*m {
		return 0, math.Inf(1)
	}
	load := -math.Log(1-2*float64(ones)/m) / 2 // elements a bit
	scale := float64(uint64(1) << thin)
	// Of a fixed number of elements, those that meet in a bit make the error.
	e := math.Exp(-4 * load)
	variance = m * ((1-e)/4 - load*e) / e
	return load * m * scale, scale * (scale*variance + load*m*(scale-1))
}
