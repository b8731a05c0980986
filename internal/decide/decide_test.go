package decide

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func drawFeatures(t *rapid.T) Features {
	weight := rapid.Float64Range(1, 80).Draw(t, "weight")
	shared := rapid.Float64Range(0, weight).Draw(t, "shared")
	return Features{
		Shared: shared, Weight: weight, Plain: rapid.Float64Range(0, shared).Draw(t, "plain"),
		Names: rapid.Float64Range(0, 20).Draw(t, "names"), Bigrams: rapid.Float64Range(0, 20).Draw(t, "bigrams"),
		Words: rapid.Float64Range(2, 700).Draw(t, "words"), Sentences: rapid.Float64Range(1, 3).Draw(t, "sentences"),
		Run: rapid.Float64Range(0, shared).Draw(t, "run"), Synonyms: rapid.Float64Range(0, (weight-shared)/2).Draw(t, "synonyms"),
		Related: rapid.Float64Range(0, (weight-shared)/2).Draw(t, "related"),
	}
}

// More shared evidence never lowers a score.
func TestScoreRisesWithEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFeatures(t)
		before := Collection.Score(f)
		for _, more := range []*float64{&f.Shared, &f.Plain, &f.Run, &f.Bigrams, &f.Synonyms, &f.Related} {
			*more += .1
			assert.GreaterOrEqual(t, Collection.Score(f), before)
			*more -= .1
		}
	})
}

// No context lifts a score below the floor to the confidence asked for.
func TestFloorIsOutOfReach(t *testing.T) {
	for _, confidence := range []float64{.3, .5, .7, .9, 1} {
		for c := range contexts {
			floor := Floor(confidence, c)
			if floor > lowest {
				assert.LessOrEqual(t, Confidence(floor, c), confidence+1e-9, c)
			}
		}
		if floor := Floor(confidence, Inside()...); floor > lowest {
			for _, c := range Inside() {
				assert.LessOrEqual(t, Confidence(floor, c), confidence+1e-9, c)
			}
		}
	}
	assert.EqualValues(t, lowest, Floor(0))
}

func TestPriorsFollowTheOrderOfPlaces(t *testing.T) {
	assert.GreaterOrEqual(t, Prior[NextCondensed], Prior[Next])
	assert.GreaterOrEqual(t, Prior[Next], Prior[TwoOn])
	assert.GreaterOrEqual(t, Prior[TwoOn], Prior[Far])
	assert.Greater(t, Prior[Linked], Prior[Across])
	assert.Greater(t, Prior[Doubled], Prior[Next])
}

func TestContextsHaveNames(t *testing.T) {
	for c := range contexts {
		assert.NotEmpty(t, c.String())
	}
}

// Two sentences that share nothing are nothing, wherever they stand.
func TestStrangersAreNotBelieved(t *testing.T) {
	for c := range contexts {
		p := Confidence(Collection.Score(Features{Words: 30, Sentences: 1, Weight: 25}), c)
		assert.False(t, math.IsNaN(p))
		assert.Less(t, p, .01, c)
	}
}
