package template

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestTableHasWhatWasAppended(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.SampledFrom([]int64{0, 1, 127, 128, 1 << 20, 1 << 26}).Draw(t, "runs")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		all := make([]uint64, rapid.IntRange(0, 300).Draw(t, "frames"))
		for i := range all {
			all[i] = random.Uint64()
		}
		slices.Sort(all)
		tab, from := newTable(runs), 0
		for from < len(all) {
			to := from + 1 + random.IntN(len(all)-from)
			tab.append(slices.Clone(all[from:to]))
			from = to
		}
		for _, h := range all {
			assert.True(t, tab.has(h))
		}
		for range 300 {
			h := random.Uint64()
			assert.Equal(t, slices.Contains(all, h), tab.has(h))
		}
		assert.Equal(t, slices.Contains(all, 0), tab.has(0))
		assert.Equal(t, slices.Contains(all, ^uint64(0)), tab.has(^uint64(0)))
	})
}
