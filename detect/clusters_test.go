package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClustersDoNotDependOnGroups(t *testing.T) {
	body := []string{quay, library, glacier, bakery, gambit, orchard}
	edited := func(i int) string { // differs from every other copy by a sentence
		return storyOf(append(body[:len(body):len(body)], fmt.Sprintf("Updated by the %s desk in the evening.", letters(i)))...)
	}
	identical := func(int) string { return storyOf(body...) }
	half := func(i int) string { // halves of copies are unlike, each is like the whole
		switch {
		case i == 0:
			return storyOf(body...)
		case i%2 == 0:
			return storyOf(body[:3]...)
		}
		return storyOf(body[3:]...)
	}
	tests := []struct {
		name string
		text func(i int) string
		n    int
	}{{"identical", identical, 5}, {"edited", edited, 7}, {"many identical", identical, 30}, {"many edited", edited, 30}, {"halves", half, 7}}
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		for _, tt := range tests {
			t.Run(level.String()+" "+tt.name, func(t *testing.T) {
				var docs []Document
				for i := range tt.n {
					docs = append(docs, Document{Name: letters(i), Text: tt.text(i), Date: fmt.Sprint(2030 - i)})
				}
				few := scanned(t, with(func(o *Options) { o.MaxPairwise = 2; o.Level = level }), docs...)
				all := scanned(t, with(func(o *Options) { o.MaxPairwise = 1000; o.Level = level }), docs...)
				require.NotEmpty(t, all.Clusters)
				assert.Equal(t, all.Clusters, few.Clusters)
				if tt.name != "halves" {
					require.Len(t, few.Clusters, 1)
					assert.Len(t, few.Clusters[0].Docs, tt.n)
					assert.Equal(t, letters(tt.n-1), few.Clusters[0].Representative, "the earliest")
				}
			})
		}
	}
}

// What makes a pair copies is what the help of --min-pair says.
func TestClustersWantRunningWords(t *testing.T) {
	for _, tt := range []struct {
		runs []int // words in a row that both have
		own  int   // words behind each run that are their own
		want bool
	}{
		{[]int{22}, 6, true}, {[]int{21}, 6, false},
		{[]int{14, 15}, 6, true}, {[]int{14, 14}, 6, false},
		{[]int{10, 10, 10, 10, 10}, 3, true}, {[]int{7, 7, 7, 7, 7}, 1, false},
	} {
		t.Run(fmt.Sprint(tt.runs), func(t *testing.T) {
			var texts [2]string
			for i, n := range tt.runs {
				for x := range texts {
					texts[x] += running(1000*i, n) + " " + running(1000*i+500+100*x, tt.own) + " "
				}
			}
			docs := []Document{{Name: "a", Text: texts[0]}, {Name: "b", Text: texts[1]}}
			r := scanned(t, with(func(o *Options) { o.Level, o.MinPair = DocumentLevel, .2 }), docs...)
			require.Len(t, r.Pairs, 1)
			assert.Equal(t, tt.want, len(r.Clusters) == 1)
		})
	}
}

func TestClusterRepresentatives(t *testing.T) {
	text := storyOf(quay, library, glacier)
	doc := func(name, date string) Document { return Document{Name: name, Text: text, Date: date} }
	tests := []struct {
		name string
		docs []Document
		keep []string
		want string
	}{
		{"first in the input", []Document{doc("x", ""), doc("y", "")}, nil, "x"},
		{"earliest date", []Document{doc("x", "2024-05-02"), doc("y", "May 1, 2024")}, nil, "y"},
		{"a date before none", []Document{doc("x", ""), doc("y", "2024-05-01")}, nil, "y"},
		{"kept before dates", []Document{doc("x", "2020"), doc("y", "2024"), doc("z", "2023")}, []string{"y"}, "y"},
		{"kept in order", []Document{doc("x", ""), doc("y", ""), doc("z", "")}, []string{"z", "y"}, "z"},
	}
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		for _, tt := range tests {
			t.Run(level.String()+" "+tt.name, func(t *testing.T) {
				r := scanned(t, with(func(o *Options) { o.Keep = tt.keep; o.Level = level; o.Documents = true }), tt.docs...)
				require.Len(t, r.Clusters, 1)
				assert.Equal(t, tt.want, r.Clusters[0].Representative)
				assert.Equal(t, 1., r.Clusters[0].Cohesion)
				for _, s := range r.Shares {
					if s.Doc == tt.want {
						assert.Empty(t, s.DuplicateOf)
					} else {
						assert.Equal(t, tt.want, s.DuplicateOf)
					}
				}
			})
		}
	}
}

// A roundup contains many stories; that makes them no copies of each other.
func TestRoundupGathersNoUnlikeStories(t *testing.T) {
	parts := []string{quay, library, glacier, bakery, gambit, orchard, tunnel, whales}
	docs := []Document{{Name: "roundup", Text: storyOf(parts...)}}
	for i, p := range parts {
		docs = append(docs, Document{Name: letters(i), Text: storyOf(p)})
	}
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		r := scanned(t, with(func(o *Options) { o.Level = level }), docs...)
		require.Len(t, r.Pairs, len(parts), level)
		for _, c := range r.Clusters {
			assert.LessOrEqual(t, len(c.Docs), 3, level)
		}
	}
}

func TestClusterIsNoChain(t *testing.T) {
	p := []string{quay, library, glacier, bakery, gambit, orchard, tunnel, whales}
	// each shares half of its text with the next, the ends share nothing
	docs := texts(storyOf(p[0], p[1], p[2], p[3]), storyOf(p[2], p[3], p[4], p[5]), storyOf(p[4], p[5], p[6], p[7]))
	r := scanned(t, with(func(o *Options) { o.MinPair = .4; o.Level = DocumentLevel }), docs...)
	require.Len(t, r.Clusters, 1)
	assert.Equal(t, []string{"a", "b"}, r.Clusters[0].Docs)
	assert.Less(t, r.Clusters[0].Cohesion, .6)
	assert.True(t, strings.HasPrefix(r.Clusters[0].ID, fmt.Sprintf("%.4s", r.Clusters[0].ID)))
}

func TestFilledFramesAreNoCluster(t *testing.T) {
	frame := func(n ...any) string {
		return fmt.Sprintf(`The bank said it provided late assistance of around %s million.
This brings its total help today to some %s million and compares with a shortage estimated at %s million.
The overnight rate of interest stood at %s per cent, the bank said in its notice of %s.`, n...)
	}
	tests := []struct {
		name, a, b string
		together   bool
	}{
		{"a frame with other figures", frame("five", "six", "nine", "two", "May"), frame("forty", "eighty", "ninety", "three", "June"), false},
		{"a run of 22 words in a longer text", quay + " " + library, quay, true},
		{"the same few words", "Pay April 15, record March 31.", "Pay April 15, record March 31.", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := scanned(t, with(func(o *Options) { o.Level, o.MinPair = DocumentLevel, .3 }), Document{Name: "a", Text: tt.a}, Document{Name: "b", Text: tt.b})
			require.Len(t, r.Pairs, 1)
			assert.Equal(t, tt.together, len(r.Clusters) == 1)
		})
	}
}

// A page of nothing but the footer of all others is like each of them; that asks for no
// comparison of these with each other. Where the footer is the most of each, so many are
// compared, and the rest is counted.
func TestFooterAsksForFewComparisons(t *testing.T) {
	footer := storyOf(quay, library)
	for _, long := range []bool{false, true} {
		own := 7 * len(strings.Fields(footer)) // words
		if long {
			own /= 5
		}
		docs := []Document{{Name: "footer", Text: footer}}
		for i := range 300 {
			var page strings.Builder
			for k := range own {
				fmt.Fprintf(&page, "%s%s ", letters(1000+i), letters(1000+17*k))
			}
			docs = append(docs, Document{Name: fmt.Sprint("page ", i), Text: page.String() + ".\n\n" + footer})
		}
		r := scanned(t, Defaults(), docs...)
		at := slices.IndexFunc(r.Stats.Stages, func(s Stage) bool { return s.Name == "measured for clusters" })
		if !long {
			assert.Equal(t, -1, at, "none")
			continue
		}
		require.GreaterOrEqual(t, at, 0)
		s := r.Stats.Stages[at]
		assert.LessOrEqual(t, s.Out, int64(300*mostUnlike))
		assert.Equal(t, s.In-s.Out, s.Capped["beside many that are unlike"])
		assert.Positive(t, s.In-s.Out)
	}
}

// Of many copies the earliest stands for all, however the others are dated.
func TestManyCopiesNewestFirst(t *testing.T) {
	var docs []Document
	for i := range 30000 {
		docs = append(docs, Document{Name: fmt.Sprint(i), Text: quay, Date: fmt.Sprint(40000 - i)})
	}
	r := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	require.Len(t, r.Clusters, 1)
	assert.Len(t, r.Clusters[0].Docs, len(docs))
}
