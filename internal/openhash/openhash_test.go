package openhash

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestSetAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Set
		for range rapid.IntRange(1, 3).Draw(t, "rounds") {
			list := rapid.SliceOfN(rapid.Map(rapid.Uint64Range(0, 50), func(x uint64) uint64 { return 2*x + 1 }), 0, 200).Draw(t, "hashes")
			s.Clear(len(list))
			seen := map[uint64]bool{}
			for _, x := range list {
				assert.Equal(t, seen[x], s.Has(x))
				assert.Equal(t, !seen[x], s.Add(x))
				seen[x] = true
			}
			assert.Equal(t, len(seen), s.Len())
		}
	})
}

func TestMapAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m Map[uint32, uint64]
		if rapid.Bool().Draw(t, "goes round") {
			m.stamp = 1<<32 - 2
		}
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			want := map[uint32]uint64{}
			for _, key := range rapid.SliceOfN(rapid.Uint32Range(0, 300), 0, 400).Draw(t, "keys") {
				assert.Equal(t, want[key], m.Get(key))
				want[key] += uint64(key) + 1
				*m.At(key) += uint64(key) + 1
			}
			assert.Equal(t, len(want), m.used)
			for key := range uint32(302) {
				assert.Equal(t, want[key], m.Get(key))
			}
			m.Clear()
		}
	})
}
