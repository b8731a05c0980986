package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

// Hits come back as they were, in however many blocks they lie.
func TestHitsAreReadAsWritten(t *testing.T) {
	for _, n := range []int{0, 1, hitsAtOnce, 3*hitsAtOnce + 1, 4 * blockOfHits / hitBytes} {
		var u unitOfHits
		for d := range 3 {
			h := hits{a: d, b: 300 * d, list: make([]hit, n/(d+1))}
			for i := range h.list {
				h.list[i].score, h.list[i].A.First = float64(i), d
			}
			u.list = append(u.list, h)
		}
		got, err := decodeHits(u.encode())
		require.NoError(t, err)
		assert.Equal(t, u, got)
	}
	got, err := decodeHits((&unitOfHits{}).encode())
	require.NoError(t, err)
	assert.Empty(t, got.list)
}

// Many hits are handed on as they lie, few without what is behind them.
func TestManyHitsAreNotCopied(t *testing.T) {
	v := &verifier{hits: make([]hit, heldHits+1)}
	many := v.hits
	assert.Same(t, &many[0], &v.own(many)[0])
	assert.Nil(t, v.hits, "they are written over by nobody")
	few := make([]hit, heldHits)
	assert.NotSame(t, &few[0], &v.own(few)[0])
}
