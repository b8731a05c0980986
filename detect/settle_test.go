package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Copied stretches and reworded text in turns, one of them over the end of a
// paragraph: the paragraphs were taken, not the stretches.
func TestWindowsTakeThePlaceOfCopies(t *testing.T) {
	source := storyOf("Two dredging barges tore loose from the granite mole on Tuesday, and the harbour authority closed its oldest quay to ferries within 30 days.",
		"All complaints and proposed repairs would be made public and time allowed for comment before a final decision was taken.")
	rewrite := storyOf("A pair of dredging barges broke away from their granite mole this Tuesday, so that the port's officials shut down their oldest quay to ferries within a maximum timeframe of 30 days.",
		"All complaints and proposed repairs would go through a transparent process, ensuring that they are made public and allowing sufficient time for comments before a final decision is made.")
	r := scanned(t, Defaults(), texts(storyOf(library, source, glacier), storyOf(bakery, rewrite, orchard))...)
	require.Len(t, r.Matches, 1)
	assert.Equal(t, strings.TrimSpace(source), r.Matches[0].A.Text)
	assert.Equal(t, strings.TrimSpace(rewrite), r.Matches[0].B.Text)
}

// A copy that makes up one side of a window has its ends to the word: what stands
// around it on the other side has no counterpart.
func TestCopiesOfHalfASentence(t *testing.T) {
	copied := "divers found cracks in eleven of the granite piers under the oldest quay of Lindesborg"
	docs := texts(storyOf(library, "Early on Tuesday morning, "+copied+"."), storyOf(bakery, "The mayor, who had long asked for a survey of the harbour, was told by telephone that "+copied+", and called the council."))
	r := scanned(t, Defaults(), docs...)
	require.Len(t, r.Matches, 1)
	assert.Contains(t, r.Matches[0].B.Text, copied)
	assert.LessOrEqual(t, r.Matches[0].B.Words, 16)
}

// Who asks for what is hardly likely too still gets the copies that are sure, not the
// unlikely windows around them.
func TestUnlikelyWindowsTakeThePlaceOfNoCopy(t *testing.T) {
	copied := "according to Miriam Oduya, director of coastal studies at the Lindgren Institute"
	docs := texts(
		storyOf(library, "The harbour board will publish what its divers found at the granite mole once the tide tables are printed, the pilots have been heard and a printer for the drawings is chosen, "+copied+"."),
		storyOf(bakery, "Fishing crews from Vasterholm, Karlsund and Ornvik and the smaller shipping firms who fought the levy for years will likely pay it this time without much complaint now that diesel costs less than bread, "+copied+", who keeps a boat herself."))
	for _, least := range []float64{.5, .2, .05, 0} {
		r := scanned(t, with(func(o *Options) { o.MinConfidence = least }), docs...)
		require.NotEmpty(t, r.Matches)
		assert.Equal(t, copied, strings.TrimRight(r.Matches[0].A.Text, "."), "from %v on", least)
	}
}
