package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"respun/detect"
)

// What people are told of skips: the first of each reason and input, and a count.
func TestFew(t *testing.T) {
	many := func(doc, reason string, n int) (skips []detect.Skip) {
		for i := range n {
			skips = append(skips, detect.Skip{Doc: doc, Reason: reason, Detail: fmt.Sprint(i)})
		}
		return skips
	}
	for name, c := range map[string]struct {
		skips [][]detect.Skip
		told  int
		rest  []string
	}{
		"none":            {nil, 0, nil},
		"few":             {[][]detect.Skip{many("a", "x", mostAlike)}, mostAlike, nil},
		"one too many":    {[][]detect.Skip{many("a", "x", mostAlike+1)}, mostAlike, []string{"a x and 1 time more"}},
		"two reasons":     {[][]detect.Skip{many("a", "y", 9), many("a", "x", 7), many("a", "y", 1)}, 2 * mostAlike, []string{"a x and 2 times more", "a y and 5 times more"}},
		"two inputs":      {[][]detect.Skip{many("a", "x", 7), many("b", "x", 8), many("a", "x", 1)}, 2*mostAlike + 1, []string{"a x and 2 times more", "b x and 3 times more"}},
		"counted already": {[][]detect.Skip{many("a", "x", 6), {{Doc: "a", Reason: "x", Count: 90}}}, mostAlike, []string{"a x and 91 times more"}},
	} {
		var f Few
		told, rest := 0, []string(nil)
		take := func(skips []detect.Skip) {
			for _, s := range skips {
				if s.Count == 0 {
					told++
				} else {
					rest = append(rest, s.Doc+" "+s.Reason+" "+s.Detail)
				}
			}
		}
		for _, skips := range c.skips {
			for _, s := range skips {
				take(f.Next(s))
			}
		}
		take(f.Rest())
		assert.Equal(t, c.told, told, name)
		assert.Equal(t, c.rest, rest, name)
		assert.Empty(t, f.Rest(), name)
	}
}
