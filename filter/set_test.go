package filter

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestSetAgainstMap(t *testing.T) {
	var s set
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Uint64Range(1, 100), 0, 200).Draw(t, "hashes")
		s.reset(len(list))
		seen := map[uint64]bool{}
		for _, h := range list {
			assert.Equal(t, seen[h], s.has(h))
			assert.Equal(t, !seen[h], s.add(h))
			seen[h] = true
		}
	})
}

// One giant among millions of documents must not be paid for from then on.
func TestSetGivesBackAGiant(t *testing.T) {
	var s set
	s.reset(1 << 20)
	s.reset(500)
	assert.Len(t, s.all, 2048)
	s.reset(10)
	assert.Len(t, s.all, 2048, "what is small is used again")
}
