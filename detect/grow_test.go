package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A window grows over what goes on alike, in a paragraph without end to so many sentences.
func TestWindowsGrow(t *testing.T) {
	for sentences, want := range map[int]int{3: 3, mostGrown: mostGrown, 3 * mostGrown: mostGrown} {
		text := strings.ReplaceAll(story(7, sentences), "\n\n", " ")
		d, err := New(Defaults())
		require.NoError(t, err)
		c, err := d.load(t.Context(), All(texts(text, text)...), nil, nil)
		require.NoError(t, err)
		j := &newJudgeWorker(t.Context(), c, d.options, templates{}).judge
		a, b := c.view(0), c.view(1)
		require.Equal(t, sentences, a.len())
		j.p.open(a, b)
		w := window{A: run{1, 1}, B: run{1, 1}}
		j.p.weigh(&w, a.tokensOf(1, 1), b.tokensOf(1, 1))
		kept := []found{{hit: hit{window: w, kind: Spun}}}
		j.grow(kept, a, b)
		assert.Equal(t, want, kept[0].A.len())
		assert.Equal(t, kept[0].A, kept[0].B)
	}
}
