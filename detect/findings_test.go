package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// A checkpoint gives tallies back as they were.
func TestTalliesAreReadAsWritten(t *testing.T) {
	counts := rapid.MapOfN(rapid.String(), rapid.Int64Range(1, 1<<40), 1, 4)
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1<<40)
		want := tally{in: amount.Draw(t, "in"), out: amount.Draw(t, "out"), dropped: counts.Draw(t, "dropped"), capped: counts.Draw(t, "capped")}
		r := byteReader{want.append(nil)}
		assert.Equal(t, want, r.tally())
		assert.Empty(t, r.b)
	})
}
