package copies

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/shingle"
)

// Runs that make no copy are left out, and chains end at their time: what is found
// is what a walk over every token of b and every run of a finds.
func TestAppendFindsWhatAWalkFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.Custom(func(t *rapid.T) shingle.Token {
			id := shingle.Token(rapid.IntRange(1, 12).Draw(t, "id"))
			if id%3 > 0 {
				id |= shingle.Content
			}
			return id
		})
		ta := rapid.SliceOfN(token, 1, 80).Draw(t, "a")
		var tb []shingle.Token // pieces of a, and other words
		for range rapid.IntRange(0, 6).Draw(t, "pieces") {
			at := rapid.IntRange(0, len(ta)-1).Draw(t, "at")
			tb = append(tb, ta[at:min(len(ta), at+rapid.IntRange(1, 9).Draw(t, "n"))]...)
			tb = append(tb, rapid.SliceOfN(token, 0, 16).Draw(t, "between")...)
		}
		same := rapid.Bool().Draw(t, "same")
		if same {
			ta = append(ta, tb...)
			tb = ta
		}
		from := rapid.IntRange(0, len(tb)).Draw(t, "from")
		to := rapid.IntRange(from, len(tb)).Draw(t, "to")
		k := NewFinder()
		k.Open(0, ta)
		want := walked(k, ta, tb, from, to, same)
		assert.Equal(t, want, k.Append(nil, tb, from, to, same))
	})
}

func walked(k *Finder, ta, tb []shingle.Token, from, to int, same bool) (out []Copy) {
	k.due = 0
	for y := from; y+AnchorRun <= to; y++ {
		tries := 0
		for x := 0; x+AnchorRun <= len(ta) && !(same && x >= y-AnchorRun); x++ {
			if tries < anchorTwice && slices.Equal(ta[x:x+AnchorRun], tb[y:y+AnchorRun]) && anyContent(ta[x:x+AnchorRun]) {
				tries++
				k.add(anchor{x, y})
			}
		}
		if y >= k.due && len(k.live) > 0 {
			out = k.retire(y, ta, tb, same, out)
		}
	}
	return k.retire(len(tb)+chainGap+AnchorRun, ta, tb, same, out)
}
