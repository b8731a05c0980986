package detect

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// What holds a sentence is named, each once and in order; where there are many, nothing
// else.
func TestMatchPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := make([]run, rapid.SampledFrom([]int{0, 1, fewPlaced, fewPlaced + 1, 200}).Draw(t, "matches"))
		for k := range runs {
			first := rapid.IntRange(0, 60).Draw(t, "first")
			runs[k] = run{first, first + rapid.IntRange(0, 4).Draw(t, "more")}
		}
		p := placesOf(len(runs), func(k int) run { return runs[k] })
		for range 5 {
			at := rapid.IntRange(-5, 70).Draw(t, "at")
			r := run{at, at + rapid.IntRange(0, 9).Draw(t, "to")}
			var want []int
			for k := range runs {
				if len(runs) <= fewPlaced || runs[k].meets(r) {
					want = append(want, k)
				}
			}
			assert.True(t, slices.Equal(want, p.near(r)), "%v of %v near %v", p.near(r), runs, r)
			for k := range runs {
				assert.Equal(t, slices.Contains(want, k), p.any(r, func(x int) bool { return x == k }))
			}
		}
	})
}

// A document of many repeats is done in time: none of them is held against all others.
func TestManyRepeats(t *testing.T) {
	const n = 2500
	r := scanned(t, Defaults(), texts(results(n)+results(n))...)
	assert.Greater(t, len(r.Matches), n/100)
	words := 0
	for _, m := range r.Matches {
		words += m.B.Words
	}
	assert.Greater(t, words, 5*n)
}

// results returns n lines, each of another match.
func results(n int) string {
	teams := []string{"Valencia", "Lazio", "Lyon", "Celtic", "Chelsea", "Ajax", "Porto", "Bruges", "Malmo", "Basel", "Genk"}
	var b []byte
	for i := range n {
		home, away := teams[i%len(teams)], teams[(i/len(teams)+i+1)%len(teams)]
		b = append(b, home+" beat "+away+" at home on Saturday in front of "...)
		for x := uint32(i+1) * 2654435761 >> 8; x > 0; x /= 10 {
			b = append(b, '0'+byte(x%10))
		}
		b = append(b, " spectators.\n"...)
	}
	return string(b)
}
