package logarithm

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestBase10(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float32Range(1e-6, 1e9).Draw(t, "x")
		want := math.Log10(float64(x))
		assert.InDelta(t, want, float64(Base10(x)), 1.2e-7+math.Abs(want)*math.Pow(2, -22))
	})
	assert.InDelta(t, 0, Base10(1), 1e-7)
	assert.Greater(t, Base10(float32(math.Inf(1))), float32(38))
}

func BenchmarkBase10(b *testing.B) {
	for i := range b.N {
		Base10(float32(i%1000) + 1)
	}
}
