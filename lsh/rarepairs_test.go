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
		keys := RarePairs(ranked, nil)
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
		ka, kb := RarePairs(a, []Key{1})[1:], RarePairs(b, []Key{2})[1:]
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
