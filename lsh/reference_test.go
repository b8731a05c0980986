package lsh

import (
	"math/rand/v2"
	"slices"
	"testing"

	minhashlsh "github.com/ekzhu/minhash-lsh"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// requireSameCandidates checks that the sorted tables and minhash-lsh, given the
// same keys, name the same candidates and count the same.
func requireSameCandidates(t require.TestingT, items int, newSource func() Source, o Options, min int) (candidates int) {
	b, err := Build(items, newSource, o)
	require.NoError(t, err)
	var fast, slow Engine = b.NewCounter(), NewReference(items, newSource, o)
	for item := range uint32(items) {
		got := fast.Candidates(item, min)
		require.True(t, slices.Equal(slow.Candidates(item, min), got), "item %d", item)
		candidates += len(got)
	}
	want, got := slow.Stats(), fast.Stats()
	got.Bytes, got.PeakBytes = 0, 0
	require.Equal(t, want, got)
	return candidates
}

func TestReferenceAgreesOnAnyKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		o := Options{Cap: rapid.IntRange(0, 6).Draw(t, "cap"), Partitions: rapid.IntRange(1, 4).Draw(t, "partitions")}
		requireSameCandidates(t, len(table), keysOf(table), o, rapid.IntRange(1, 4).Draw(t, "min"))
	})
}

// families makes sets in families: the members of one are copies of its first,
// with some elements replaced.
func families(seed uint64, sets, size int) [][]uint64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	out := make([][]uint64, sets)
	for i := range out {
		for j := range size {
			x := rng.Uint64N(4096)
			if i%4 != 0 && rng.Float64() < .8 {
				x = out[i-i%4][j]
			}
			out[i] = append(out[i], x)
		}
	}
	return out
}

func signatureSource(sets [][]uint64, rows, bands int) func() Source {
	return func() Source {
		s := NewSigner(DefaultSlots)
		signature, hashes := make([]uint32, DefaultSlots), []uint64{}
		return func(item uint32, _ Range, dst []Key) []Key {
			hashes = hashes[:0]
			for _, x := range sets[item] {
				hashes = append(hashes, mix(x+1))
			}
			s.Sign(hashes, signature)
			return BandKeys(signature, rows, bands, dst)
		}
	}
}

func rareSource(sets [][]uint64, r int) func() Source {
	return func() Source {
		return func(item uint32, in Range, dst []Key) []Key {
			var ranked []uint64
			for _, x := range sets[item] {
				ranked = append(ranked, x<<32|mix(x+1)>>32)
			}
			ranked = sortedSet(ranked)
			return RarePairs(ranked[:min(r, len(ranked))], in, dst)
		}
	}
}

func TestReferenceAgreesOnBandedSignatures(t *testing.T) {
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		sets := families(rapid.Uint64().Draw(t, "seed"), 60, rapid.SampledFrom([]int{1, 10, 60}).Draw(t, "size"))
		rows, bands := Bands(rapid.Float64Range(.3, .9).Draw(t, "threshold"), .95, DefaultSlots)
		o := Options{Cap: rapid.SampledFrom([]int{0, 2, 3}).Draw(t, "cap")}
		met += requireSameCandidates(t, len(sets), signatureSource(sets, rows, bands), o, rapid.IntRange(1, 3).Draw(t, "min"))
	})
	require.Positive(t, met)
}

func TestReferenceAgreesOnRarePairs(t *testing.T) {
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		sets := families(rapid.Uint64().Draw(t, "seed"), 80, 20)
		o := Options{Cap: rapid.SampledFrom([]int{0, 2, 20}).Draw(t, "cap"), Crowded: rapid.SampledFrom([]int{0, 3, 5}).Draw(t, "crowded"), Partitions: rapid.SampledFrom([]int{1, 4, 64}).Draw(t, "partitions")}
		met += requireSameCandidates(t, len(sets), rareSource(sets, 10), o, rapid.SampledFrom([]int{1, 3}).Draw(t, "min"))
	})
	require.Positive(t, met)
}

// The same signatures given to minhash-lsh as they are, banded by its own choice
// of rows and bands: our band keys name the same candidates as its bands do.
func TestBandKeysAgreeWithMinhashLSH(t *testing.T) {
	met := 0
	for _, threshold := range []float64{.4, .7} {
		theirs := minhashlsh.NewMinhashLSH32(DefaultSlots, threshold)
		rows, bands := theirs.Params()
		sets := families(11, 300, 40)
		wide := make([][]uint64, len(sets))
		s := NewSigner(DefaultSlots)
		for i, set := range sets {
			for j, x := range set {
				set[j] = mix(x + 1)
			}
			for _, slot := range signatureOf(s, set) {
				wide[i] = append(wide[i], uint64(slot))
			}
			theirs.Add(uint32(i), wide[i])
		}
		theirs.Index()
		b, err := Build(len(sets), func() Source {
			s, signature := NewSigner(DefaultSlots), make([]uint32, DefaultSlots)
			return func(item uint32, _ Range, dst []Key) []Key {
				s.Sign(sets[item], signature)
				return BandKeys(signature, rows, bands, dst)
			}
		}, Options{})
		require.NoError(t, err)
		c := b.NewCounter()
		for i := range sets {
			var want []uint32
			for _, other := range theirs.Query(wide[i]) {
				if other.(uint32) > uint32(i) {
					want = append(want, other.(uint32))
				}
			}
			slices.Sort(want)
			require.True(t, slices.Equal(want, c.Candidates(uint32(i), 1)), "item %d", i)
			met += len(want)
		}
	}
	require.Greater(t, met, 100)
}

func TestReferenceOfNoItems(t *testing.T) {
	for _, items := range []int{0, -1} {
		r := NewReference(items, keysOf(nil), Options{})
		require.Zero(t, r.Stats())
	}
}
