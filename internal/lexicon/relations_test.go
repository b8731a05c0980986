package lexicon

import (
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// share tells whether two words have a group in common.
func share(groups func(dst []uint32, stem string) []uint32, a, b string) bool {
	s := NewStemmer()
	theirs := groups(nil, s.Lookup(English, b).Stem)
	return slices.ContainsFunc(groups(nil, s.Lookup(English, a).Stem), func(id uint32) bool { return slices.Contains(theirs, id) })
}

func TestSynonyms(t *testing.T) {
	for a, b := range map[string]string{
		"buy": "purchased", "begin": "started", "car": "automobiles", "big": "large", "quickly": "rapidly",
		"murdered": "slaying", "election": "elections",
	} {
		assert.True(t, share(AppendSynonyms, a, b), "%s, %s", a, b)
	}
	for a, b := range map[string]string{"buy": "sell", "president": "senator", "xyzzy": "xyzzy", "the": "the"} {
		assert.False(t, share(AppendSynonyms, a, b), "%s, %s", a, b)
	}
}

func TestRelated(t *testing.T) {
	s := NewStemmer()
	for _, c := range []struct {
		relation Relation
		a, b     string
	}{
		{Alias, "america", "washington"}, {Alias, "kiev", "kyiv"}, {Alias, "russian", "moscow"}, {Alias, "tv", "television"},
		{Derived, "decide", "decision"}, {Pertainym, "lunar", "moon"}, {Similar, "minuscule", "small"}, {Hypernym, "sedan", "car"},
	} {
		a, b := s.Lookup(English, c.a).Stem, s.Lookup(English, c.b).Stem
		assert.True(t, slices.ContainsFunc(AppendRelated(nil, a), func(id uint32) bool {
			return RelationOf(id) == c.relation && slices.Contains(AppendRelated(nil, b), id)
		}), "%s, %s", a, b)
	}
	assert.False(t, share(AppendRelated, "paris", "moscow"))
	assert.False(t, share(AppendRelated, "seoul", "pyongyang"))
}

// The tables hold what their readers rely on.
func TestTables(t *testing.T) {
	for name, table := range map[string]dictionary{"words": words, "forms": forms, "variants": variants,
		"weights": weights, "synonyms": synonyms, "related": related} {
		last := ""
		for i := range table.len() {
			key, value := table.entry(i)
			assert.True(t, i == 0 || last < key, "%s: %q before %q", name, last, key)
			found, ok := table.find(key)
			assert.True(t, ok && found == value, "%s: %q", name, key)
			last = key
		}
		assert.EqualValues(t, len(table.table), table.uint32(4+4*table.len()), name)
	}
}

// What the index finds is what a search of the table finds.
func TestFindAgainstSearch(t *testing.T) {
	for name, d := range map[string]dictionary{"words": words, "forms": forms, "variants": variants,
		"weights": weights, "synonyms": synonyms, "related": related} {
		rapid.Check(t, func(t *rapid.T) {
			near, _ := d.entry(rapid.IntRange(0, d.len()-1).Draw(t, "entry"))
			key := near[:rapid.IntRange(0, len(near)).Draw(t, "cut")] + rapid.SampledFrom([]string{"", "s", "e", "ing", "\x00", "ö"}).Draw(t, "end")
			i, ok := sort.Find(d.len(), func(i int) int { k, _ := d.entry(i); return strings.Compare(key, k) })
			found, known := d.find(key)
			require.Equal(t, ok, known, "%s: %q", name, key)
			if ok {
				_, want := d.entry(i)
				require.Equal(t, want, found)
			}
		})
	}
}

// Groups are ascending, and each is in the lists of at least two stems.
func TestGroups(t *testing.T) {
	for name, table := range map[string]dictionary{"synonyms": synonyms, "related": related} {
		members := map[uint32]int{}
		for i := range table.len() {
			stem, _ := table.entry(i)
			ids := appendGroups(nil, table, stem)
			assert.NotEmpty(t, ids)
			assert.True(t, slices.IsSorted(ids) && len(slices.Compact(slices.Clone(ids))) == len(ids), "%s: %s", name, stem)
			for _, id := range ids {
				members[id]++
			}
		}
		for id, n := range members {
			assert.GreaterOrEqual(t, n, 2, "%s: %d", name, id)
		}
	}
}

// No variant leads to another: a stem looked up is final.
func TestVariantsAreFinal(t *testing.T) {
	for i := range variants.len() {
		from, to := variants.entry(i)
		assert.NotEqual(t, from, to)
		_, more := variants.find(to)
		assert.False(t, more, "%s, %s", from, to)
	}
}

func TestFingerprint(t *testing.T) {
	assert.Regexp(t, "^[0-9a-f]{16}$", Fingerprint())
	assert.Equal(t, Fingerprint(), Fingerprint())
}

func BenchmarkSynonyms(b *testing.B) {
	b.ReportAllocs()
	var groups []uint32
	for b.Loop() {
		groups = AppendSynonyms(groups[:0], "govern")
	}
}
