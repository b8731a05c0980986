package lsh

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// alike returns two random sets of n hashes each of which share hashes.
func alike(rng *rand.Rand, n, shared int) (a, b []uint64) {
	for range n {
		a = append(a, rng.Uint64())
	}
	b = slices.Clone(a[:shared])
	for len(b) < n {
		b = append(b, rng.Uint64())
	}
	return a, b
}

func signatureOf(s *Signer, set []uint64) []uint32 {
	out := make([]uint32, s.Slots())
	s.Sign(set, out)
	return out
}

// minHash is the classic: the smallest of a hash function of its own per slot.
func minHash(set []uint64, slots int) []uint32 {
	out := make([]uint32, slots)
	for i := range out {
		least := uint64(math.MaxUint64)
		for _, x := range set {
			least = min(least, mix(x^uint64(i+1000)*golden))
		}
		out[i] = max(1, uint32(least>>32))
	}
	return out
}

// The error of the estimate is no larger than MinHash's, for sets smaller and
// larger than the signature and for high and low similarities; nor is it biased.
func TestSignatureErrorAtMostMinHash(t *testing.T) {
	const pairs = 300
	rng := rand.New(rand.NewPCG(1, 2))
	s := NewSigner(64)
	for _, n := range []int{5, 40, 200} {
		for _, share := range []float64{.2, .5, .8} {
			shared := int(share * float64(n))
			jaccard := float64(shared) / float64(2*n-shared)
			var bias, ours, theirs float64
			for range pairs {
				a, b := alike(rng, n, shared)
				d := Estimate(signatureOf(s, a), signatureOf(s, b)) - jaccard
				e := Estimate(minHash(a, 64), minHash(b, 64)) - jaccard
				bias, ours, theirs = bias+d, ours+d*d, theirs+e*e
			}
			standard := math.Sqrt(jaccard * (1 - jaccard) / 64)
			assert.InDelta(t, 0, bias/pairs, 3*standard/math.Sqrt(pairs), "n %d share %v", n, share)
			// 300 squared errors each: their sums differ by a tenth by luck alone.
			assert.Less(t, ours, theirs*1.2, "n %d share %v", n, share)
			assert.Less(t, math.Sqrt(ours/pairs), standard*1.1, "n %d share %v", n, share)
		}
	}
}

// Banded signatures meet as often as theory says.
func TestSignatureSCurve(t *testing.T) {
	const pairs = 600
	rng := rand.New(rand.NewPCG(3, 4))
	s := NewSigner(128)
	rows, bands := Bands(.7, .95, 128)
	for _, n := range []int{30, 300} {
		for _, jaccard := range []float64{.3, .5, .6, .7, .9} {
			shared := int(math.Round(2 * float64(n) * jaccard / (1 + jaccard)))
			met := 0
			for range pairs {
				a, b := alike(rng, n, shared)
				ka, kb := BandKeys(signatureOf(s, a), rows, bands, nil), BandKeys(signatureOf(s, b), rows, bands, nil)
				if slices.ContainsFunc(ka, func(k Key) bool { return slices.Contains(kb, k) }) {
					met++
				}
			}
			exact := float64(shared) / float64(2*n-shared)
			assert.InDelta(t, BandRecall(exact, rows, bands), float64(met)/pairs, .06, "n %d jaccard %v", n, jaccard)
		}
	}
}

// A signature is of the set: order and repeats are of no account; signatures of any
// length are full, without a zero.
func TestSignatureIsOfTheSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.Uint64(), 1, 40).Draw(t, "set")
		s := NewSigner(rapid.IntRange(1, 200).Draw(t, "slots"))
		want := signatureOf(s, set)
		require.NotContains(t, want, uint32(0))
		again := slices.Concat(set, set[:len(set)/2])
		slices.Sort(again)
		require.Equal(t, want, signatureOf(s, again))
		require.Equal(t, 1.0, Estimate(want, want))
	})
}

// The slow truth: the definition of the paper, element by element and round by round.
func TestSignatureAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.Uint64(), 1, 8).Draw(t, "set")
		slots := rapid.SampledFrom([]int{1, 2, 3, 8, 64}).Draw(t, "slots")
		smallest, filled := make(map[int]uint64), 0
		for round := 0; filled < slots; round++ {
			for _, x := range set {
				h := x
				if round > 0 {
					h = mix(x ^ uint64(round)*golden)
				}
				slot := int(h >> 32 * uint64(slots) >> 32)
				if round >= slots {
					slot = round - slots
				}
				v := uint64(round)<<32 | h&math.MaxUint32
				if old, ok := smallest[slot]; !ok || v < old {
					smallest[slot] = v
				}
			}
			filled = len(smallest)
		}
		for slot, v := range signatureOf(NewSigner(slots), set) {
			require.Equal(t, max(1, uint32(mix(smallest[slot])>>32)), v)
		}
	})
}

func TestSignatureOfNothing(t *testing.T) {
	s := NewSigner(8)
	full, none := signatureOf(s, []uint64{1, 2}), signatureOf(s, nil)
	assert.Equal(t, make([]uint32, 8), none)
	assert.True(t, IsEmpty(none))
	assert.False(t, IsEmpty(full))
	assert.Zero(t, Estimate(none, none))
	assert.Zero(t, Estimate(none, full))
	assert.Zero(t, Estimate(nil, nil))
	assert.Empty(t, BandKeys(none, 2, 4, nil))
}

func TestSignatureDoesNotAllocate(t *testing.T) {
	s, out := NewSigner(DefaultSlots), make([]uint32, DefaultSlots)
	keys := make([]Key, 0, 25)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		s.Sign([]uint64{1, 2, 3}, out)
		keys = BandKeys(out, 5, 25, keys[:0])
	}))
}

func TestBands(t *testing.T) {
	for _, c := range []struct {
		threshold, recall float64
		slots             int
		rows, bands       int
	}{
		{.7, .95, 128, 5, 25}, // 1-(1-.7^5)^25 = .9899; six rows reach .928
		{.7, .99, 128, 4, 32},
		{.7, .995, 128, 4, 32},
		{.5, .95, 128, 3, 42},
		{1, 1, 128, 128, 1},
		{0, .5, 128, 1, 128}, // not to be had: as near as can be
		{.1, .99, 16, 1, 16},
		{.7, .95, 1, 1, 1},
		{.7, .95, 0, 1, 0},
		{math.NaN(), .95, 8, 1, 8},
	} {
		rows, bands := Bands(c.threshold, c.recall, c.slots)
		assert.Equal(t, [2]int{c.rows, c.bands}, [2]int{rows, bands}, "%+v", c)
	}
}

// The choice reaches the recall, and one row more would not.
func TestBandsIsTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		threshold := rapid.Float64Range(.05, .99).Draw(t, "threshold")
		recall := rapid.Float64Range(.1, .999).Draw(t, "recall")
		slots := rapid.IntRange(1, 256).Draw(t, "slots")
		rows, bands := Bands(threshold, recall, slots)
		require.Equal(t, slots/rows, bands)
		for more := rows + 1; more <= slots; more++ {
			require.Less(t, BandRecall(threshold, more, slots/more), recall)
		}
		if rows > 1 {
			require.GreaterOrEqual(t, BandRecall(threshold, rows, bands), recall)
		}
	})
}

// Equal slots in different bands are different keys: bands are not mixed up.
func TestBandKeysTellBandsApart(t *testing.T) {
	keys := BandKeys(slices.Repeat([]uint32{7}, 128), 4, 32, nil)
	slices.Sort(keys)
	assert.Len(t, slices.Compact(keys), 32)
	assert.Equal(t, []Key{1}, BandKeys(make([]uint32, 8), 2, 4, []Key{1}), "appends nothing")
}
