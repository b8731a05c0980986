package corpus

import (
	"fmt"
	"maps"
	"slices"
)

// mostTold is how many skips of one reason are told of an input one by one. A file of a
// megabyte, compressed, may have half a billion lines that are none, and whoever keeps
// what he is told would keep these.
const mostTold = 1000

// Told counts the skips of an input by reason, also those that are not told.
type Told map[string]int

// Tells counts a skip, and tells whether it is to be told.
func (t Told) Tells(s *Skip) bool {
	t[s.Reason]++
	return t[s.Reason] <= mostTold
}

// Rest returns what was counted only, a skip a reason.
func (t Told) Rest(name string) (rest []*Skip) {
	for _, reason := range slices.Sorted(maps.Keys(t)) {
		if n := t[reason] - mostTold; n > 0 {
			rest = append(rest, &Skip{Doc: name, Reason: reason, Detail: fmt.Sprintf("and %d times more, not told one by one", n), Count: n})
		}
	}
	return rest
}
