package shingle

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Less than one is none, and no panic.
func TestNoneOfASet(t *testing.T) {
	tokens, ranks := []Token{Content, Content | 1}, []Rank{7, 8}
	for _, n := range []int{0, -1} {
		assert.Empty(t, Runs(tokens, n, ranks, nil))
		assert.Empty(t, Rarest(tokens, n, ranks, nil))
	}
}
