package detect

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/shingle"
)

// Two texts of one phrase have a shared run for every two places of it; the runs
// that are left out are told.
func TestRunsOverTheCapAreTold(t *testing.T) {
	of := func(word string) Document {
		var text strings.Builder
		for i := range 4000 {
			text.WriteString(word + strconv.Itoa(i) + strings.Repeat(" kestrel plover dunlin", 7) + ". ")
		}
		return Document{Name: word, Text: text.String()}
	}
	for _, s := range scanned(t, Defaults(), of("harbour"), of("orchard")).Stats.Stages {
		if s.Name == "windows" {
			assert.Positive(t, s.Capped[cappedAnchors])
		}
	}
}

// Runs that make no copy are left out, and chains end at their time: what is found
// is what a walk over every token of b and every run of a finds.
func TestPartFindsWhatAWalkFinds(t *testing.T) {
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
		k := newCopier()
		k.list(ta)
		want := walked(k, ta, tb, from, to, same)
		assert.Equal(t, want, k.part(ta, tb, from, to, same, nil))
	})
}

func walked(k *copier, ta, tb []shingle.Token, from, to int, same bool) (out []copied) {
	k.due = 0
	for y := from; y+anchorRun <= to; y++ {
		tries := 0
		for x := 0; x+anchorRun <= len(ta) && !(same && x >= y-anchorRun); x++ {
			if tries < anchorTwice && slices.Equal(ta[x:x+anchorRun], tb[y:y+anchorRun]) && anyContent(ta[x:x+anchorRun]) {
				tries++
				k.add(anchor{x, y})
			}
		}
		if y >= k.due && len(k.live) > 0 {
			out = k.retire(y, ta, tb, same, out)
		}
	}
	return k.retire(len(tb)+chainGap+anchorRun, ta, tb, same, out)
}
