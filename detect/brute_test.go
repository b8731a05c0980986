package detect

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// missed returns the matches of one run of which another has nothing on both sides.
func missed(truth, run *records) (out []string) {
	for _, m := range truth.Matches {
		found := false
		for _, n := range run.Matches {
			found = found || m.A.Ordinal == n.A.Ordinal && m.B.Ordinal == n.B.Ordinal && m.A.Overlap(n.A.Span) > 0 && m.B.Overlap(n.B.Span) > 0
		}
		if !found {
			out = append(out, m.A.Doc+": "+m.A.Text+"\n"+m.B.Doc+": "+m.B.Text)
		}
	}
	return out
}

// sureWords is from how many words of either side on a copy is in a common bucket
// whatever stands around it: a common run of eight tokens has a winnowed key in
// common, of shorter ones two of three. Rewordings have no such bound, and none is missed here.
const sureWords = 9

// Comparing every pair of sentences finds nothing that the buckets miss, but for
// very short copies.
func TestBruteFindsNoMore(t *testing.T) {
	brute := with(func(o *Options) { o.Brute = true })
	check := func(t *testing.T, docs []Document) {
		run := scanned(t, Defaults(), docs...)
		truth := scanned(t, brute, docs...)
		assert.Less(t, len(missed(truth, run)), 2+len(truth.Matches)/50)
		truth.Matches = slices.DeleteFunc(truth.Matches, func(m Match) bool { return m.Kind != Spun && min(m.A.Words, m.B.Words) < sureWords })
		assert.Empty(t, missed(truth, run))
		assert.NotEmpty(t, run.Matches)
	}
	t.Run("mixed", func(t *testing.T) { check(t, mixed(3, t)) })
	t.Run("seeds", func(t *testing.T) { check(t, seedDocuments(t)) })
	t.Run("news", func(t *testing.T) {
		if testing.Short() {
			t.Skip("takes some seconds")
		}
		check(t, bulk(t, "news")[:200])
	})
}
