package lsh

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFraction(t *testing.T) {
	const eighth = math.MaxUint64 / 8
	set := []uint64{eighth * 7, 5, eighth * 3, 9, 5, eighth * 2, 1}
	for _, c := range []struct {
		name  string
		scale uint64
		least int
		want  Sample
	}{
		{"below the bound", 8, 2, Sample{[]uint64{1, 5, 9}, eighth}},
		{"at least so many", 8, 4, Sample{[]uint64{1, 5, 9, eighth * 2}, eighth*3 - 1}},
		{"fewer than that", 8, 10, Sample{[]uint64{1, 5, 9, eighth * 2, eighth * 3, eighth * 7}, math.MaxUint64}},
		{"exactly all", 8, 6, Sample{[]uint64{1, 5, 9, eighth * 2, eighth * 3, eighth * 7}, math.MaxUint64}},
		{"scale of one", 1, 0, Sample{[]uint64{1, 5, 9, eighth * 2, eighth * 3, eighth * 7}, math.MaxUint64}},
		{"no scale", 0, 0, Sample{[]uint64{1, 5, 9, eighth * 2, eighth * 3, eighth * 7}, math.MaxUint64}},
	} {
		assert.Equal(t, c.want, Fraction(set, c.scale, c.least, nil), c.name)
	}
	assert.Empty(t, Fraction(nil, 8, 4, nil).Hashes)
}

// A sample is what it says: the set up to the bound, and at least so many of it.
func TestFractionIsTheSetUpToItsBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOf(rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 20))).Draw(t, "set")
		scale := rapid.Uint64Range(0, 20).Draw(t, "scale")
		least := rapid.IntRange(0, 20).Draw(t, "least")
		s := Fraction(set, scale, least, []uint64{7, 7, 7})
		distinct := sortedSet(slices.Clone(set))
		var want []uint64
		for _, h := range distinct {
			if h <= s.Bound {
				want = append(want, h)
			}
		}
		require.True(t, slices.Equal(want, s.Hashes))
		require.GreaterOrEqual(t, len(s.Hashes), min(least, len(distinct)))
		require.GreaterOrEqual(t, s.Bound, math.MaxUint64/max(1, scale))
	})
}

// Samples that are whole sets give the exact share.
func TestContainmentOfWholeSets(t *testing.T) {
	whole := func(h ...uint64) Sample { return Fraction(h, 1, 0, nil) }
	for _, c := range []struct {
		a, b  Sample
		share float64
		of    int
	}{
		{whole(1, 2, 3, 4), whole(3, 4, 5), .5, 4},
		{whole(3, 4, 5), whole(1, 2, 3, 4), 2.0 / 3, 3},
		{whole(1), whole(1), 1, 1},
		{whole(1), whole(), 0, 1},
		{whole(), whole(1), 0, 0},
	} {
		share, of := Containment(c.a, c.b)
		assert.Equal(t, c.share, share)
		assert.Equal(t, c.of, of)
	}
}

// A short set of which half lies in one a hundred times as long: the short one
// is sampled beyond the bound of the long one, and compared only below it.
func TestContainmentOfShortInLong(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var sum, weight float64
	for range 200 {
		long, short := alike(rng, 400, 200)
		for range 40000 {
			long = append(long, rng.Uint64())
		}
		share, of := Containment(Fraction(short, 16, 50, nil), Fraction(long, 16, 50, nil))
		sum, weight = sum+share*float64(of), weight+float64(of)
	}
	assert.InDelta(t, .5, sum/weight, .03)
	assert.InDelta(t, 400.0/16, weight/200, 3)
}
