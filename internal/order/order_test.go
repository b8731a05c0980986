package order

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/shingle"
)

// What bits and places tell is what the tables of all places tell.
func TestOrderIsThatOfTheTables(t *testing.T) {
	var q Sequence
	rapid.Check(t, func(t *rapid.T) {
		stems := rapid.SampledFrom([]int{1, 2, 5, 40, 2000}).Draw(t, "stems")
		tokens := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) shingle.Token {
			return shingle.Token(1+512*rapid.IntRange(0, stems-1).Draw(t, "stem")) | shingle.Content
		}), 0, MaxTokens)
		a, b := tokens.Draw(t, "a"), tokens.Draw(t, "b")
		weight := func(id uint32) float32 { return .1 + float32(id%7) }
		q.Fill(b)
		assert.Equal(t, heaviestRunByTable(a, b, weight), q.HeaviestRun(a, weight))
		assert.Equal(t, inOrderByTable(a, b), q.InOrder(a))
	})
}

// inOrderByTable is the length of the longest common subsequence.
func inOrderByTable(a, b []shingle.Token) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if row[j+1] = max(above, row[j]); x.ID() == y.ID() {
				row[j+1] = diagonal + 1
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func heaviestRunByTable(a, b []shingle.Token, weight func(id uint32) float32) (best float32) {
	row := make([]float32, len(b)+1)
	for _, x := range a {
		for j := len(b); j > 0; j-- {
			if b[j-1].ID() != x.ID() {
				row[j] = 0
				continue
			}
			row[j] = row[j-1] + weight(x.ID())
			best = max(best, row[j])
		}
	}
	return best
}
