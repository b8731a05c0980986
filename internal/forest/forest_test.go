package forest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTheLowestStandsForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "things")
		f, of := New(n), make([]int, n) // of: by a plain walk over all
		for i := range of {
			of[i] = i
		}
		for range rapid.IntRange(0, 40).Draw(t, "links") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
			f.Join(uint32(a), uint32(b))
			least, other := min(of[a], of[b]), max(of[a], of[b])
			for i := range of {
				if of[i] == other {
					of[i] = least
				}
			}
		}
		for i := range of {
			require.EqualValues(t, of[i], f.Root(uint32(i)))
		}
	})
}
