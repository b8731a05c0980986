package lsh

import (
	"math"
	"slices"
)

// FracMinHash: how much of a set lies inside another, whatever their sizes.
//
// What. Of a set the hashes below 2^64/scale are kept: the same share of every
// set, and the same hashes wherever they occur. What a kept hash says about a
// set inside a larger one is as true of the two samples.
//
// Why so. A paragraph inside a book has a Jaccard similarity near 0, which no
// MinHash can tell from nothing; containment needs samples that grow with the
// set. A short set would be left with too few, so its least smallest are kept
// whatever their size, and each sample remembers up to where it is complete:
// two samples are compared only below the bounds of both.
//
// Rejected: bottom-k alone (a fixed number samples the large set too thinly to
// meet the small one); modulo sampling (the same, for hashes, without the order
// that makes merging and bounds a matter of comparing).
//
// Literature: Irber et al. 2022 (sourmash, FracMinHash); Hera, Pierce-Ward,
// Koslicki 2023; Broder 1997 (MOD_m).

// Sample is the part of a set of hashes up to a bound.
type Sample struct {
	Hashes []uint64 // distinct, ascending
	Bound  uint64   // every hash of the set up to Bound, inclusive, is in Hashes
}

// Fraction samples a set of shingle hashes: those below 2^64/scale, and in any
// case the least smallest (all, where there are fewer). A scale of 0 or 1 keeps all. The
// sample is written over dst, which may be nil, and valid as long as that is.
func Fraction(shingles []uint64, scale uint64, least int, dst []uint64) Sample {
	bound := uint64(math.MaxUint64)
	if scale > 1 {
		bound /= scale
	}
	dst = dst[:0]
	for _, h := range shingles {
		if h <= bound {
			dst = append(dst, h)
		}
	}
	if len(dst) >= least {
		if dst = sortedSet(dst); len(dst) >= least {
			return Sample{dst, bound}
		}
	}
	return smallest(shingles, least, dst)
}

// smallest samples the n smallest hashes; of a set with fewer, all there are.
func smallest(shingles []uint64, n int, dst []uint64) Sample {
	dst = sortedSet(append(dst[:0], shingles...))
	if len(dst) <= n {
		return Sample{dst, math.MaxUint64}
	}
	return Sample{dst[:n], dst[n] - 1}
}

func sortedSet(hashes []uint64) []uint64 {
	slices.Sort(hashes)
	return slices.Compact(hashes)
}

// Containment estimates which share, 0..1, of the set behind a lies in the set
// behind b, and of how many hashes of a that was found: the standard error is
// sqrt(share(1-share)/of). With none to go by both are 0.
func Containment(a, b Sample) (share float64, of int) {
	bound := min(a.Bound, b.Bound)
	shared := 0
	rest := b.Hashes
	for _, h := range a.Hashes {
		if h > bound {
			break
		}
		of++
		for len(rest) > 0 && rest[0] < h {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0] == h {
			shared++
		}
	}
	if of == 0 {
		return 0, 0
	}
	return float64(shared) / float64(of), of
}
