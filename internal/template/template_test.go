package template

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestARunOfFourDocumentsIsAFrame(t *testing.T) {
	f := New(100, 1<<10)
	assert.True(t, f.Empty())
	for range Documents {
		f.Meet([]uint64{7 << 40, 7 << 40, 11 << 40})
	}
	f.Note(f.Often(nil, []uint64{7 << 40, 9 << 40}))
	f.Ready()
	for d := range uint32(Documents) {
		f.Count(d, f.Noted(nil, []uint64{7 << 40, 7 << 40, 11 << 40}))
	}
	for f.Next() {
		f.Ready()
	}
	assert.True(t, f.Has(7<<40))
	assert.False(t, f.Has(9<<40), "noted, but in no document")
	assert.False(t, f.Has(11<<40), "in four documents, but not noted")
	assert.False(t, f.Empty())
}

// What was met often enough is found, whatever shares its counter.
func TestOften(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		met := rapid.SliceOf(rapid.OneOf(rapid.Uint64Range(1, 9), rapid.Uint64Min(1))).Draw(t, "met")
		f := New(int64(len(met))+100, 1<<10)
		times := map[uint64]int{}
		for _, r := range met {
			f.Meet([]uint64{r})
			times[r]++
		}
		for r, n := range times {
			if n >= Documents-1 {
				assert.Equal(t, []uint64{r}, f.Often(nil, []uint64{r}))
			}
		}
	})
}

// The most of what was met once is not taken for frequent.
func TestFewAreOftenByChance(t *testing.T) {
	const runs = 100_000
	f := New(runs, 1<<20)
	random := rand.New(rand.NewPCG(1, 2))
	met := make([]uint64, runs)
	for i := range met {
		met[i] = random.Uint64()
	}
	f.Meet(met)
	assert.Less(t, len(f.Often(nil, met)), runs/20)
}

// Workers that meet runs at the same time lose none.
func TestMeetTogether(t *testing.T) {
	f := New(1000, 1<<10)
	var workers sync.WaitGroup
	for range 3 {
		workers.Go(func() {
			for r := range uint64(500) {
				f.Meet([]uint64{r + 1})
			}
		})
	}
	workers.Wait()
	for r := range uint64(500) {
		assert.Len(t, f.Often(nil, []uint64{r + 1}), 1)
	}
}

func TestNoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := rapid.Uint64Min(1)
		noted, others := rapid.SliceOf(run).Draw(t, "noted"), rapid.SliceOf(run).Draw(t, "others")
		f := New(int64(len(noted)), 1<<20)
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

// Frames says what a map of sets says, also where hashes share a bit of a filter or a
// counter, and where runs are taken by ranges.
func TestAgainstSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hashes := []uint64{1, 1 << 31, 1<<40 + 1<<31, 1 << 62, 1<<62 + 1<<50, ^uint64(0)}
		hash := rapid.SampledFrom(hashes)
		noted := rapid.SliceOf(hash).Draw(t, "noted")
		docs := rapid.SliceOf(rapid.SliceOf(hash)).Draw(t, "docs")
		in := map[uint64]map[int]bool{}
		for _, h := range noted {
			in[h] = map[int]bool{}
		}
		f := New(rapid.Int64Range(0, 300).Draw(t, "runs"), rapid.IntRange(0, 500).Draw(t, "room"))
		for more := true; more; more = f.Next() {
			for _, runs := range docs {
				if f.Meets() {
					f.Meet(runs)
				}
			}
			f.Note(f.Often(nil, noted))
			f.Ready()
			for d, runs := range docs {
				f.Count(uint32(d), f.Noted(nil, slices.Clone(runs))) // they are written over, and asked about again
			}
		}
		for d, runs := range docs {
			for _, h := range runs {
				if in[h] != nil {
					in[h][d] = true
				}
			}
		}
		for _, h := range hashes {
			assert.Equal(t, len(in[h]) >= Documents, f.Has(h))
		}
	})
}
