package align

import (
	"testing"

	"github.com/adrg/strutil/metrics"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	letter := rapid.RuneFrom([]rune("abcd"))
	oracle := metrics.NewLevenshtein()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringOfN(letter, 0, 40, -1).Draw(t, "a"), rapid.StringOfN(letter, 0, 40, -1).Draw(t, "b")
		assert.Equal(t, oracle.Distance(a, b), Distance(hashes(a), hashes(b)))
	})
}
