package runs

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/internal/evalset"
	"respun/shingle"
)

// Letters of two bytes before and inside a passage: ranges count runes.
func TestGatherCountsRunes(t *testing.T) {
	passage := "Ångström’s café burned down on the quay at Århus before the fireboats could be towed there."
	docs := []shingle.Document{
		{Name: "a", Text: "Æbler og pærer.\n\n" + passage},
		{Name: "b", Text: "Nothing else is alike.\n\n" + passage},
	}
	d, err := detect.New(detect.Defaults())
	require.NoError(t, err)
	g := &Gather{Docs: docs}
	_, err = d.Scan(context.Background(), detect.All(docs...), g)
	require.NoError(t, err)
	assert.Equal(t, 2, g.Run.Documents)
	require.Len(t, g.Run.Matches, 1)
	n := len([]rune(passage))
	assert.Equal(t, evalset.Sides{
		A: evalset.Passage{Doc: "a", Start: 17, End: 17 + n},
		B: evalset.Passage{Doc: "b", Start: 24, End: 24 + n},
	}, g.Run.Matches[0].Sides)
}

func TestSkipsAreErrors(t *testing.T) {
	err := Discard{}.Skip(detect.Skip{Doc: "x", Reason: "empty", Detail: "no text"})
	assert.EqualError(t, err, "x: empty: no text")
}
