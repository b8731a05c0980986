package template

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestARunOfFourDocumentsIsAFrame(t *testing.T) {
	f := New(1 << 20)
	assert.True(t, f.Empty())
	f.Note([]uint64{7, 9})
	f.Ready()
	for d := range uint32(Documents) {
		assert.False(t, f.Has(7), "after %d documents", d)
		f.Count(d, f.Noted(nil, []uint64{7, 7, 11}))
	}
	assert.True(t, f.Has(7))
	assert.False(t, f.Has(9), "noted, but in no document")
	assert.False(t, f.Has(11), "in four documents, but not noted")
	assert.False(t, f.Empty())
}

func TestNoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := rapid.Uint64Min(1)
		noted, others := rapid.SliceOf(run).Draw(t, "noted"), rapid.SliceOf(run).Draw(t, "others")
		f := New(len(noted))
		f.Note(noted)
		f.Ready()
		places := map[uint32]uint64{}
		for _, r := range append(others, noted...) {
			got := f.Noted(nil, []uint64{r})
			assert.Equal(t, slices.Contains(noted, r), len(got) == 1)
			for _, p := range got {
				assert.Contains(t, []uint64{0, r}, places[p])
				places[p] = r
			}
		}
	})
}

// Frames says what a map of sets says, also where hashes share a bit of the filter.
func TestAgainstSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hash := rapid.SampledFrom([]uint64{1, 3, 1 + frameBits*2, 1 + frameBits*4, 1<<40 + 1, ^uint64(0)})
		noted := rapid.SliceOf(hash).Draw(t, "noted")
		docs := rapid.SliceOf(rapid.SliceOf(hash)).Draw(t, "docs")
		in := map[uint64]map[int]bool{}
		for _, h := range noted {
			in[h] = map[int]bool{}
		}
		f := New(rapid.IntRange(1, 6).Draw(t, "most"))
		for more := true; more; more = f.Next() {
			f.Note(noted)
			f.Ready()
			for d, runs := range docs {
				f.Count(uint32(d), f.Noted(nil, runs))
			}
		}
		for d, runs := range docs {
			for _, h := range runs {
				if in[h] != nil {
					in[h][d] = true
				}
			}
		}
		for _, h := range []uint64{1, 3, 1 + frameBits*2, 1 + frameBits*4, 1<<40 + 1, ^uint64(0)} {
			assert.Equal(t, len(in[h]) >= Documents, f.Has(h))
		}
	})
}
