package detect

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestHangingTogether(t *testing.T) {
	pairs := []pair{makePair(0, 5), makePair(1, 2), makePair(2, 7), makePair(3, 4), makePair(5, 6), makePair(6, 9)}
	require.Equal(t, []uint32{0, 4, 5, 1, 2, 3}, hangingTogether(pairs, 10))
	require.Empty(t, hangingTogether(nil, 0))
}

// All pairs are there once, and those that share a document are not parted by one
// that has to do with neither.
func TestHangingTogetherOfAnyPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const documents = 20
		var pairs []pair
		for range rapid.IntRange(0, 30).Draw(t, "pairs") {
			a := rapid.Uint32Range(0, documents-2).Draw(t, "a")
			pairs = append(pairs, makePair(a, rapid.Uint32Range(a+1, documents-1).Draw(t, "b")))
		}
		order := hangingTogether(pairs, documents)
		linked := [documents]uint32{} // the slow way
		for d := range linked {
			linked[d] = uint32(d)
		}
		for range documents {
			for _, p := range pairs {
				a, b := p.split()
				linked[a] = min(linked[a], linked[b])
				linked[b] = linked[a]
			}
		}
		want := []uint32{}
		for d := range uint32(documents) {
			for i, p := range pairs {
				if a, _ := p.split(); linked[a] == d {
					want = append(want, uint32(i))
				}
			}
		}
		require.Equal(t, want, order)
	})
}
