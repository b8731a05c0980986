package lsh

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWinnow(t *testing.T) {
	// The example of the paper (its figure 2): hashes and picks with windows of four.
	paper := []uint64{77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98}
	for _, c := range []struct {
		name   string
		hashes []uint64
		w      int
		want   []int
	}{
		{"paper", paper, 4, []int{3, 6, 8, 11, 15}},
		{"empty", nil, 4, nil},
		{"shorter than a window", []uint64{5, 3, 9}, 4, []int{1}},
		{"one window", []uint64{5, 3, 3, 9}, 4, []int{2}},
		{"window of one picks all", []uint64{5, 3, 3}, 1, []int{0, 1, 2}},
		{"no window size", []uint64{5, 3, 3}, 0, []int{0, 1, 2}},
		{"a run of equals costs one a window", make([]uint64, 12), 4, []int{3, 7, 11}},
	} {
		assert.Equal(t, c.want, Winnow(c.hashes, c.w, nil), c.name)
	}
	assert.Equal(t, []int{9, 0}, Winnow([]uint64{1}, 4, []int{9}), "appends")
}

func drawStream(t *rapid.T, label string) []uint64 {
	hash := rapid.Map(rapid.Uint64Range(0, 6), mix)
	return rapid.SliceOfN(hash, 0, 60).Draw(t, label)
}

// The guarantee: any run of w that two streams share shows in their picks.
func TestWinnowSharedRunSharesAPick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 9).Draw(t, "w")
		common := rapid.SliceOfN(rapid.Map(rapid.Uint64Range(0, 6), mix), w, 3*w).Draw(t, "run")
		a := slices.Concat(drawStream(t, "before a"), common, drawStream(t, "after a"))
		b := slices.Concat(drawStream(t, "before b"), common, drawStream(t, "after b"))
		picked := map[uint64]bool{}
		for _, p := range Winnow(a, w, nil) {
			picked[a[p]] = true
		}
		require.True(t, slices.ContainsFunc(Winnow(b, w, nil), func(p int) bool { return picked[b[p]] }))
	})
}

// Every window holds a pick that is its smallest; picks ascend.
func TestWinnowCoversEveryWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 9).Draw(t, "w")
		hashes := drawStream(t, "hashes")
		picks := Winnow(hashes, w, nil)
		require.True(t, slices.IsSorted(picks))
		require.Len(t, slices.Compact(slices.Clone(picks)), len(picks))
		for lo := 0; lo+w <= len(hashes); lo++ {
			smallest := slices.Min(hashes[lo : lo+w])
			require.True(t, slices.ContainsFunc(picks, func(p int) bool {
				return lo <= p && p < lo+w && hashes[p] == smallest
			}), "window at %d", lo)
		}
	})
}

func TestWinnowDensity(t *testing.T) {
	hashes := make([]uint64, 100000)
	for i := range hashes {
		hashes[i] = mix(uint64(i + 1))
	}
	assert.InDelta(t, 2.0/9, float64(len(Winnow(hashes, 8, nil)))/1e5, .003)
}
