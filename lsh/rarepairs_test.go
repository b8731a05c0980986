package lsh

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRarePairsCount(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 0, 2: 1, 3: 3, 10: 45} {
		ranked := make([]uint64, n)
		for i := range ranked {
			ranked[i] = uint64(i)<<32 | mix(uint64(i))>>32
		}
		keys := RarePairs(ranked, All, nil)
		assert.Len(t, keys, want)
		slices.Sort(keys)
		assert.Len(t, slices.Compact(keys), want, "keys of different pairs differ")
	}
}

// Two sets share exactly the keys of the pairs both have, whatever else is
// ranked between; keys are appended to what was there.
func TestRarePairsShareWhatTheSetsShare(t *testing.T) {
	element := rapid.Map(rapid.IntRange(0, 30), func(n int) uint64 { return uint64(n)<<32 | mix(uint64(n))>>32 })
	set := rapid.Map(rapid.SliceOfNDistinct(element, 0, 12, rapid.ID), func(s []uint64) []uint64 {
		slices.Sort(s)
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := set.Draw(t, "a"), set.Draw(t, "b")
		ka, kb := RarePairs(a, All, []Key{1})[1:], RarePairs(b, All, []Key{2})[1:]
		common, shared := 0, 0
		for _, x := range a {
			if slices.Contains(b, x) {
				common++
			}
		}
		for _, k := range ka {
			if slices.Contains(kb, k) {
				shared++
			}
		}
		require.Equal(t, common*(common-1)/2, shared)
	})
}

// Of a range all keys are given that lie in it, and of the others most are not made.
func TestRarePairsOfARange(t *testing.T) {
	ranked := make([]uint64, 60)
	for i := range ranked {
		ranked[i] = uint64(i)<<32 | mix(uint64(i))>>32
	}
	all := RarePairs(ranked, All, nil)
	for _, in := range []Range{{0, 1<<30 - 1}, {1 << 30, 1<<31 - 1}, {3 << 30, All.Hi}, {1<<29 + 5, 1<<29 + 9}, {All.Hi, All.Hi}} {
		some := RarePairs(ranked, in, nil)
		for _, k := range all {
			if in.Lo <= k && k <= in.Hi {
				assert.Contains(t, some, k)
			}
		}
		for _, k := range some {
			assert.Contains(t, all, k)
		}
		assert.Less(t, len(some), len(all)/2)
	}
}
