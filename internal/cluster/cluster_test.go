package cluster

import (
	"cmp"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// edges is a Graph of known likenesses.
type edges map[[2]int]float64

func (e edges) Near(x int) (out []int) {
	for p := range e {
		switch x {
		case p[0]:
			out = append(out, p[1])
		case p[1]:
			out = append(out, p[0])
		}
	}
	return out
}

func (e edges) Likeness(x, y int) float64 { return e[[2]int{min(x, y), max(x, y)}] }

func clique(like float64, things ...int) edges {
	e := edges{}
	for i, x := range things {
		for _, y := range things[i+1:] {
			e[[2]int{x, y}] = like
		}
	}
	return e
}

func upTo(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}

func TestStars(t *testing.T) {
	tests := []struct {
		name   string
		things int
		edges  edges
		want   []Star
	}{
		{"nothing", 0, nil, nil},
		{"alone", 2, nil, []Star{{[]int{0}, 1}, {[]int{1}, 1}}},
		{"two", 2, edges{{0, 1}: .7}, []Star{{[]int{0, 1}, .7}}},
		{"copies", 4, clique(.9, 0, 1, 2, 3), []Star{{[]int{0, 1, 2, 3}, .9}}},
		{"a chain is cut", 3, edges{{0, 1}: .6, {1, 2}: .6}, []Star{{[]int{0, 1}, .6}, {[]int{2}, 1}}},
		{"a digest of four", 5, edges{{0, 1}: 1, {0, 2}: 1, {0, 3}: 1, {0, 4}: 1},
			[]Star{{[]int{0, 1, 2}, 1}, {[]int{3}, 1}, {[]int{4}, 1}}},
		{"the most alike first", 4, edges{{0, 1}: .5, {0, 2}: .9, {0, 3}: .8, {2, 3}: .9}, []Star{{[]int{0, 2, 3}, .8}, {[]int{1}, 1}}},
		{"half is enough", 4, edges{{0, 1}: .9, {0, 2}: .8, {1, 2}: .5, {0, 3}: .7, {1, 3}: .5}, []Star{{[]int{0, 1, 2, 3}, .7}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, Stars(upTo(tt.things), tt.edges, cmp.Compare))
		})
	}
}

func TestPrecedenceRepresents(t *testing.T) {
	last := func(x, y int) int { return y - x }
	assert.Equal(t, []Star{{[]int{2, 1}, .6}, {[]int{0}, 1}}, Stars(upTo(3), edges{{0, 1}: .6, {1, 2}: .6}, last))
}

// Every thing is in one star, members are alike to the representative, and the
// representative precedes them.
func TestStarsPartThings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "things")
		e := edges{}
		for x := range n {
			for y := x + 1; y < n; y++ {
				if rapid.Bool().Draw(t, "alike") {
					e[[2]int{x, y}] = rapid.Float64Range(.5, 1).Draw(t, "likeness")
				}
			}
		}
		seen := map[int]bool{}
		stars := Stars(upTo(n), e, cmp.Compare)
		for i, s := range stars {
			if i > 0 {
				assert.Less(t, stars[i-1].Members[0], s.Members[0])
			}
			least := 1.
			for k, x := range s.Members {
				assert.False(t, seen[x])
				seen[x] = true
				if k > 0 {
					assert.Less(t, s.Members[k-1], x)
					least = min(least, e.Likeness(s.Members[0], x))
				}
			}
			assert.Equal(t, least, s.Cohesion)
			assert.Positive(t, s.Cohesion)
		}
		assert.Len(t, seen, n)
		assert.Equal(t, stars, Stars(upTo(n), e, cmp.Compare), "the same again")
	})
}
