package lsh

import "math"

// Bands: sets that are alike fall into a common bucket, others don't.
//
// What. A signature of n slots is cut into l bands of k rows; a band's slots
// hashed together are a key. Sets of similarity s share a key with probability
// 1-(1-s^k)^l, a curve like an S.
//
// Why so. More rows mean fewer false candidates, more bands more true ones. The
// recall at the threshold is what a user can be promised, so it is what is asked
// for: the largest k that still reaches it. The choice of datasketch and
// minhash-lsh, which balances the two errors over the whole range, has a recall of
// 34-68 % at its own threshold.
//
// Literature: Indyk, Motwani 1998; Leskovec, Rajaraman, Ullman, ch. 3.4.

// Bands returns how many rows and bands to cut a signature of the given slots
// into: the most rows such that sets whose similarity is threshold (0..1) share
// a band with probability recall (0..1) or more. Where no number of rows reaches
// it, that is one row and a band a slot.
func Bands(threshold, recall float64, slots int) (rows, bands int) {
	for rows = slots; rows > 1; rows-- {
		if BandRecall(threshold, rows, slots/rows) >= recall {
			return rows, slots / rows
		}
	}
	return 1, max(0, slots)
}

// BandRecall returns the probability, 0..1, that two sets of the given similarity
// (0..1) share one of the bands.
func BandRecall(similarity float64, rows, bands int) float64 {
	return 1 - math.Pow(1-math.Pow(similarity, float64(rows)), float64(bands))
}

// BandKeys appends the key of each band of a signature to dst. The signature has
// at least rows times bands slots, or BandKeys panics. The empty set gives no keys: it is like nothing.
func BandKeys(signature []uint32, rows, bands int, dst []Key) []Key {
	if IsEmpty(signature) {
		return dst
	}
	for band := range bands {
		h := uint64(band+1) * golden
		for _, slot := range signature[band*rows:][:rows] {
			h = (h ^ uint64(slot)) * golden
			h ^= h >> 32
		}
		dst = append(dst, Key(mix(h)>>32))
	}
	return dst
}
