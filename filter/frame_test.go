package filter

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"respun/lsh"
)

// A frame reaches from its sampled shingles to the next sampled ones that are none of it, on
// both sides.
func TestFrameReachesToTheNextSampled(t *testing.T) {
	const bound = 10
	frames := map[lsh.Key]struct{}{5: {}}
	for want, shingles := range map[int][]uint64{
		0: {21, 6, 22},
		1: {6, 5, 7},
		3: {6, 21, 5, 22, 7, 23},
		4: {21, 22, 5, 23},
	} {
		assert.Equal(t, want, frameSize(&outline{shingles: shingles, bound: bound}, frames), shingles)
	}
}
