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

// A giant takes half as much for each of its hashes, and finds all of them.
func TestSetOfAGiant(t *testing.T) {
	var s set
	for range 2 { // made, and used again
		s.reset(1 << 20)
		assert.Len(t, s.places, 1<<21)
		for h := range uint64(1 << 20) {
			assert.True(t, s.add(h*0x9e3779b97f4a7c15))
		}
		for h := range uint64(1 << 20) {
			assert.False(t, s.add(h*0x9e3779b97f4a7c15))
		}
	}
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
