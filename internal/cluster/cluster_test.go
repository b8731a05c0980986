package cluster

import (
	"cmp"
	"slices"
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

// plainly is Stars of numbered things, each member asked.
func plainly(n int, e edges) (stars []Star) {
	taken := map[int]bool{}
	for x := range n {
		if taken[x] {
			continue
		}
		s := Star{[]int{x}, 1}
		free := slices.DeleteFunc(upTo(n), func(y int) bool { return y <= x || taken[y] || e.Likeness(x, y) == 0 })
		slices.SortStableFunc(free, func(y, z int) int { return cmp.Compare(e.Likeness(x, z), e.Likeness(x, y)) })
		for _, y := range free {
			like := 1
			for _, m := range s.Members[1:] {
				if e.Likeness(m, y) > 0 {
					like++
				}
			}
			if 2*like >= len(s.Members) {
				s = Star{append(s.Members, y), min(s.Cohesion, e.Likeness(x, y))}
			}
		}
		slices.Sort(s.Members)
		for _, m := range s.Members {
			taken[m] = true
		}
		stars = append(stars, s)
	}
	return stars
}

// Some that may be alike are not.
func TestStarsAgainstPlainOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "things")
		e := edges{}
		for x := range n {
			for y := x + 1; y < n; y++ {
				if rapid.Bool().Draw(t, "near") {
					e[[2]int{x, y}] = rapid.SampledFrom([]float64{0, .5, .7, .9, 1}).Draw(t, "likeness")
				}
			}
		}
		assert.Equal(t, plainly(n, e), Stars(upTo(n), e, cmp.Compare))
	})
}

// asked counts how often likeness is asked for.
type asked struct {
	edges
	times int
}

func (a *asked) Likeness(x, y int) float64 {
	a.times++
	return a.edges.Likeness(x, y)
}

// Of many copies each is compared with a few. What half of the first members are like
// joins, whatever the later ones are.
func TestFewAreAsked(t *testing.T) {
	const copies = 300
	g := &asked{edges: clique(.9, upTo(copies)...)}
	assert.Len(t, Stars(upTo(copies), g, cmp.Compare), 1)
	assert.LessOrEqual(t, g.times, copies*vouchers/2)
	for m := range vouchers / 2 { // the first ten are like the last one, no other is
		g.edges[[2]int{m, copies}] = .8
	}
	assert.Len(t, Stars(upTo(copies+1), g, cmp.Compare), 1)
	delete(g.edges, [2]int{vouchers/2 - 1, copies})
	assert.Len(t, Stars(upTo(copies+1), g, cmp.Compare), 2)
}
