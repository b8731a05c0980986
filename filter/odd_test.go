package filter

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// The estimate and what it says of its own error, against sets that are known.
func TestDifferenceIsAsSureAsItSays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ shared, a, b int }{{100, 0, 0}, {80, 20, 10}, {400, 100, 100}, {500, 250, 250}, {2000, 300, 500}, {9000, 1000, 3000}} {
		var off, sure float64
		const rounds = 300
		for range rounds {
			all := make([]uint64, c.shared+c.a+c.b)
			for i := range all {
				all[i] = r.Uint64()
			}
			a, b := all[:c.shared+c.a], append(append([]uint64(nil), all[:c.shared]...), all[c.shared+c.a:]...)
			words, thin := sketchShape(len(a))
			x, y := make([]uint64, words), make([]uint64, words)
			oddSketch(a, thin, x)
			oddSketch(b, thin, y)
			ones := 0
			for i := range x {
				ones += onesIn(x[i] ^ y[i])
			}
			n, variance := difference(ones, 64*words, thin)
			off += (n - float64(c.a+c.b)) * (n - float64(c.a+c.b)) / rounds
			sure += variance / rounds
		}
		assert.InEpsilon(t, math.Sqrt(off)+1, math.Sqrt(sure)+1, .25, "%+v", c)
	}
}

func onesIn(x uint64) (n int) {
	for ; x > 0; x &= x - 1 {
		n++
	}
	return n
}

func TestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hashes := rapid.SliceOf(rapid.Uint64Range(1, 40)).Draw(t, "hashes")
		truth := map[uint64]bool{}
		var s set
		s.reset(len(hashes))
		for _, h := range hashes {
			assert.Equal(t, !truth[h], s.add(h))
			truth[h] = true
		}
		for h := uint64(1); h < 45; h++ {
			assert.Equal(t, truth[h], s.has(h))
		}
	})
}
