package detect

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// What stands at a place is named, in order; where there are many, little else.
func TestMatchPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := func(name string, most int) run {
			first := rapid.IntRange(-5, 60).Draw(t, name)
			return run{first, first + rapid.IntRange(0, most).Draw(t, "more")}
		}
		list := make([][2]run, rapid.SampledFrom([]int{0, 1, fewPlaced, fewPlaced + 1, 200}).Draw(t, "matches"))
		for k := range list {
			list[k] = [2]run{one("a", 4), one("b", 4)}
			if rapid.IntRange(0, 9).Draw(t, "wide") == 0 {
				list[k][1].Last += wideSide
			}
		}
		p := placesOf(len(list), func(k int) (a, b run) { return list[k][0], list[k][1] })
		for range 5 {
			wide := rapid.SampledFrom([]int{9, 9, 200}).Draw(t, "wide")
			a, b := one("at a", wide), one("at b", wide)
			near := p.near(a, b)
			assert.True(t, slices.IsSorted(near))
			for k, x := range list {
				named := slices.Contains(near, k)
				assert.Equal(t, named, p.any(a, b, func(x int) bool { return x == k }))
				assert.True(t, named || !x[0].meets(a) || !x[1].meets(b), "%v not near %v %v", x, a, b)
				close := x[1].len() > wideSide || x[1].meets(run{b.First - 1<<blockBits, b.Last + 1<<blockBits})
				assert.True(t, !named || len(list) <= fewPlaced || wide > 9 || x[0].meets(a) && close, "%v is not near %v %v", x, a, b)
			}
		}
	})
}

// What two libraries have in common is asked for in no more steps than there are matches.
func TestWidePlace(t *testing.T) {
	p := placesOf(fewPlaced+1, func(k int) (a, b run) { return run{k, k}, run{k, k} })
	wide := run{0, 1 << 30}
	assert.Len(t, p.near(wide, wide), fewPlaced+1)
}

// What grows sentence by sentence stands once where it stood already.
func TestPlaceThatGrows(t *testing.T) {
	const n = 500
	p := placesOf(fewPlaced+1, func(k int) (a, b run) { return run{k, k}, run{k, k} })
	for last := range n {
		p.put(0, run{0, last}, run{0, last})
	}
	total := 0
	for _, list := range p.at {
		total += len(list)
	}
	assert.Less(t, total, 2*n)
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
