package lsh

// Rare pairs: which weighted sets share their heaviest elements.
//
// What. The R heaviest elements of a set (a sentence's rarest stems) give
// R(R-1)/2 keys, one for each pair. Two sets are candidates when they have some
// keys in common; three keys in common mean at least three common elements.
//
// Why so. A weighted MinHash with rows of two samples puts sets into one bucket
// when both samples agree, and a sample falls on an element in proportion to its
// weight. With few elements and steep weights the heaviest are nearly always the
// ones sampled; taking all their pairs leaves out the luck. A key depends on its
// two elements alone, so keys never change as a collection grows, provided
// weights come from a fixed table. With R = 10 and three common keys all spun
// passages of the development data, and 96 % of machine-translated round trips,
// are candidates, at about one candidate a sentence.
//
// Rejected, by measurement: single elements (buckets of everything), triples
// (three times the keys for less recall), weighted MinHash drawn by rows, a floor
// on the summed weight of a pair.
//
// Literature: Ioffe 2010 (consistent weighted sampling); Chaudhuri, Ganti,
// Kaushik 2006 (prefix filtering: the heaviest elements decide).

// ownBits are the leading bits of a key, which its heavier element alone tells: where a
// range of keys is asked for, elements of other ranges are passed over whole. Sixteen
// ranges are enough to part keys by, and pieces behind them stay uniform.
const ownBits = 4

// RarePairs appends a key for every pair of elements to dst, n(n-1)/2 keys, or, of a
// range, those that lie in it and some others. ranked holds the elements heaviest
// first, each an order-preserving rank in the upper 32 bits and its hash in the lower;
// ties must be ordered the same way in every set, as comparing the whole numbers does.
// Fewer than two give none.
func RarePairs(ranked []uint64, in Range, dst []Key) []Key {
	const rest = 32 - ownBits
	for i, x := range ranked {
		heavier := uint32(x)
		lo := heavier >> rest << rest
		own := Range{lo, lo + (1<<rest - 1)}
		if own.Hi < in.Lo || in.Hi < own.Lo {
			continue
		}
		for _, y := range ranked[i+1:] {
			h := mix(uint64(heavier)<<32 ^ uint64(uint32(y))*0xd6e8feb86659fd93)
			dst = append(dst, own.Lo|Key(h>>(32+ownBits)))
		}
	}
	return dst
}
