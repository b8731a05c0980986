package filter

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
)

// What a verdict says of a reworded document is of its words, each counted once, also where
// the source says the same twice; and of the one source that has most of them.
func TestSpunCountsEachWordOnce(t *testing.T) {
	const (
		original = "On Tuesday the city council approved a new budget that raises spending on public transportation by 12 million dollars.\n" +
			"The additional money would pay for forty electric buses and for longer service hours on weekends, officials said.\n"
		reworded = "The city council approved a new budget on Tuesday that raises spending on public transport by twelve million dollars.\n" +
			"Officials said the additional money would pay for forty electric buses and longer service hours on weekends.\n"
		again = "A new budget was approved on Tuesday by the city council; it raises spending on public transport by twelve million dollars.\n" +
			"Forty electric buses and longer service hours on weekends would be paid for with the additional money, officials said.\n"
		between = "Critics of the plan argued that engineers had called seven bridges dangerous last year, and nobody listened.\n"
		own     = "Gardeners in the valley are waiting for rain after the driest spring in decades, and many have given up on tomatoes.\n" +
			"A retired teacher has painted every lighthouse on the coast and will show her pictures in the library next month.\n"
	)
	share := float64(len(strings.Fields(original))) / float64(len(strings.Fields(own+original)))
	for name, source := range map[string]string{"once": reworded + between, "twice": reworded + between + between + again} {
		f := newFilter(t, func(o *Options) { o.Level = detect.PassageLevel })
		require.Equal(t, Unseen, put(t, f, "less", "Weekends are long here.\n"+strings.SplitAfter(reworded, "\n")[0]).Kind, name)
		put(t, f, "source", source)
		v := put(t, f, "spun", own+original)
		require.Equal(t, Spun, v.Kind, "%s: %+v", name, v)
		assert.Equal(t, "source", v.Of, name)
		assert.InDelta(t, share, v.Coverage, .06, name)
		assert.Less(t, v.Similarity, 1., name)
		assert.Greater(t, v.Similarity, .4, name)
	}
}
