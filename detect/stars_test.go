package detect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/flat"
)

// Documents of one frame are compared with the first of them, and with each other in what
// they have beside it.
func TestStarsCompareWithTheirCentre(t *testing.T) {
	docs := framed(120, 6)
	docs[70].Text += "\n\n" + quay
	docs[90].Text += "\n\n" + quay
	all := scanned(t, with(func(o *Options) { o.MaxPairwise = 1000 }), docs...)
	stars := scanned(t, Defaults(), docs...)
	assert.NotContains(t, all.stage(t, "candidates").Capped, cappedStars)
	assert.Contains(t, stars.stage(t, "candidates").Capped, cappedStars)
	assert.EqualValues(t, len(docs)-1+1, stars.stage(t, "windows").Added["copies"], "each with the first, and the quay")
	assertToldInGroups(t, all, stars, len(docs))
	assert.Contains(t, stars.summary(), letters(70)+"-"+letters(90)+" verbatim reuse", "not from the centre")
}

// What the centre lacks the others have from the next of them.
func TestStarsGoOnWithWhatIsLeft(t *testing.T) {
	docs := framed(60, 8)
	docs[0] = framed(1, 4)[0]
	r := scanned(t, Defaults(), docs...)
	assert.EqualValues(t, 59+58, r.stage(t, "windows").Added["copies"])
	for i, g := range r.Groups {
		assert.Equal(t, letters(i), g.Representative.Doc)
	}
	assert.Len(t, r.Groups, 2)
}

// The centre of a document is the first with which it has half as many sentences as with
// any, and three at least.
func TestCentres(t *testing.T) {
	docs := framed(7, 8)
	for name, c := range map[string]struct {
		first, second uint32 // sentences that the five others share with either of the first two documents
		pairwise      int
		want          uint32
	}{
		"half as many":          {4, 8, 4, 0},
		"fewer":                 {3, 8, 4, 1},
		"three":                 {3, 0, 4, 0},
		"two":                   {2, 0, 4, noCentre},
		"two and two":           {2, 2, 4, noCentre},
		"as many as are paired": {8, 0, 5, noCentre},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := New(with(func(o *Options) { o.MaxPairwise = c.pairwise }))
			require.NoError(t, err)
			corpus, err := d.load(t.Context(), All(docs...), nil, nil)
			require.NoError(t, err)
			base := func(d int) uint32 { return corpus.view(d).base }
			var pairs []pair
			for d, shared := range []uint32{c.first, c.second} {
				for s := range shared {
					for e := 2; e < len(docs); e++ {
						pairs = append(pairs, makePair(base(d)+s, base(e)+s).withRun())
					}
				}
			}
			f := &finder{c: corpus, o: d.options}
			var got []uint32
			if centre := f.centres(pairs); centre != nil {
				require.Equal(t, []uint32{noCentre, noCentre}, centre[:2])
				got = slices.Compact(centre[2:])
			}
			if c.want == noCentre {
				require.Nil(t, got)
			} else {
				require.Equal(t, []uint32{c.want}, got)
			}
		})
	}
}

// framed returns documents that have some sentences in common, but for a word in each.
func framed(n, sentences int) (docs []Document) {
	frame := strings.SplitAfter(strings.TrimSuffix(strings.TrimSpace(strings.ReplaceAll(story(1, sentences), "\n\n", " ")), "."), ".")
	for i := range n {
		own := slices.Clone(frame)
		for k := range own {
			words := strings.Fields(own[k])
			words[len(words)/2] = fmt.Sprintf("%s%d", letters(i), k)
			own[k] = strings.Join(words, " ") + " "
		}
		docs = append(docs, Document{Name: letters(i), Text: storyOf(story(uint64(1000+i), 4), strings.Join(own, ""), story(uint64(2000+i), 2))})
	}
	return docs
}

// assertToldInGroups asserts that what all tells of any two documents, of which all are
// alike, is told or known by groups, which hold all of them, in a fraction of the matches.
func assertToldInGroups(t *testing.T, all, grouped *records, documents int) {
	t.Helper()
	told := map[string]bool{}
	for _, m := range grouped.Matches {
		told[m.ID] = true
	}
	found, places := map[string]bool{}, map[string]bool{}
	for _, m := range all.Matches {
		found[m.A.Doc], found[m.B.Doc] = true, true
		told := told[m.ID] || slices.ContainsFunc(grouped.Groups, func(g Group) bool { return hasPassage(g, m.A) && hasPassage(g, m.B) })
		require.True(t, told, "%s-%s", m.A.Doc, m.B.Doc)
	}
	assert.Len(t, found, documents)
	assert.Greater(t, len(all.Matches), 4*len(found))
	assert.Less(t, len(grouped.Matches), 2*len(found))
	for _, g := range grouped.Groups {
		assert.Equal(t, NearDuplicate, g.Kind)
		for _, p := range g.Occurrences {
			places[p.Doc] = true
		}
	}
	assert.Equal(t, found, places)
}

// hasPassage tells whether a passage is of a place of a group.
func hasPassage(g Group, s Side) bool {
	return slices.ContainsFunc(g.Occurrences, func(p Place) bool { return p.Ordinal == s.Ordinal && covers(p.Span, s.Span) })
}

// A scan that goes on after its candidates were found knows the stars, and so does one on
// disk; any number of workers finds the same.
func TestStarsAreTheSameAnywhere(t *testing.T) {
	docs := framed(60, 24)
	for _, i := range []int{20, 30, 40} {
		docs[i].Text += "\n\n" + quay // beside it the frame is within reach
	}
	want := scanned(t, with(func(o *Options) { o.Workers = 1 }), docs...)
	require.Contains(t, want.stage(t, "candidates").Capped, cappedStars)
	require.Len(t, want.Clusters, 1)
	require.Len(t, want.Clusters[0].Docs, len(docs))
	disk, err := flat.OnDisk(t.TempDir(), 0)
	require.NoError(t, err)
	d, err := New(Defaults())
	require.NoError(t, err)
	onDisk := new(records)
	_, err = d.scan(t.Context(), All(docs...), onDisk, disk, 64<<10, nil)
	require.NoError(t, err)
	assert.Equal(t, want.comparable(), onDisk.comparable(), "on disk")
	require.NoError(t, disk.Close())
	assert.Equal(t, want.comparable(), scanned(t, with(func(o *Options) { o.Workers = 3 }), docs...).comparable(), "three workers")

	o := with(func(o *Options) { o.Checkpoint = t.TempDir() })
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	cutting := o
	cutting.Progress = func(s Stage) {
		if s.Name == "judge" {
			cancel(errCut)
		}
	}
	d, err = New(cutting)
	require.NoError(t, err)
	_, err = d.Scan(ctx, All(docs...), new(records))
	require.ErrorIs(t, err, errCut)
	assert.Equal(t, want.comparable(), scanned(t, o, docs...).comparable(), "went on")
}
