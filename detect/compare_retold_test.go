package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What gathers words from all over a long text retells the whole of it; what has those of
// one paragraph rewords that.
func TestRetelling(t *testing.T) {
	const retelling = "Divers found cracks in the granite piers of the oldest quay at Lindesborg. " +
		"A retired bookbinder has given four hundred atlases to the county library. " +
		"Scientists on the Hornbreen glacier measured the fastest retreat since records began. " +
		"Frost destroyed most of the apricot blossom in the Vellin valley. " +
		"The railway tunnel under the Korsa ridge will open late because of an underground lake. " +
		"Fishermen guided pilot whales out of the shallow fjord with forty boats."
	long := storyOf(quay, library, glacier, bakery, gambit, orchard, tunnel, whales)
	short := "Nothing that was heard on the radio this week made the neighbours laugh.\n\n" + retelling + "\n\nThen somebody switched it off, and they went home to their soup."
	for _, turned := range []bool{false, true} {
		a, b := long, short
		if turned {
			a, b = b, a
		}
		m := compareTexts(t, a, b)
		require.Len(t, m, 1)
		of, by := m[0].A, m[0].B
		if turned {
			of, by = by, of
		}
		assert.Equal(t, strings.TrimSpace(long), of.Text)
		assert.Equal(t, retelling, by.Text)
	}
	m := compareTexts(t, long, storyOf(garden, quaySpun))
	require.Len(t, m, 1)
	assert.Equal(t, quay, m[0].A.Text)
}
