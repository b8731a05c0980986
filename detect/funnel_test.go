package detect

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What comes into a stage and is added goes out, is dropped or is capped; and what goes
// out of the candidates comes into the windows, and so on.
func TestFunnelAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs, o := drawCorpus(t), drawOptions(t)
		o.MinConfidence = rapid.SampledFrom([]float64{0, .5, .9}).Draw(t, "confidence")
		o.SameSource = rapid.SampledFrom([]SameSource{SameSourceKeep, SameSourceSkip, SameSourceOnly}).Draw(t, "same source")
		d, err := New(o)
		require.NoError(t, err)
		requireFunnel(t, scannedAgain(t, d, docs).Stats.Stages)
	})
	doubled, err := os.ReadFile("../seeds/000_b61e9c218f0af392.txt")
	require.NoError(t, err)
	found := scanned(t, Defaults(), texts(string(doubled), quay+"\n\n"+quaySpun)...)
	requireFunnel(t, found.Stats.Stages)
	assert.Contains(t, found.stage(t, "decision").Added, lookedAtAgain)
}

// requireFunnel checks that the stages add up, and follow from each other.
func requireFunnel(t require.TestingT, stages []Stage) {
	out := map[string]int64{}
	for _, s := range stages {
		lost := sum(s.Dropped)
		switch s.Name {
		case "windows":
			lost += s.Capped[cappedHits]
		case "alignments", "decision": // what is capped was never counted among what came in
		default:
			lost += sum(s.Capped)
		}
		require.Equal(t, s.In+sum(s.Added), s.Out+lost, "%+v", s)
		for _, by := range []map[string]int64{s.Added, s.Dropped, s.Capped} {
			for reason, n := range by {
				require.GreaterOrEqual(t, n, int64(0), "%s: %s", s.Name, reason)
			}
		}
		out[s.Name] = s.Out
		before := map[string]string{"windows": "candidates", "decision": "windows", "report": "decision", "groups": "report"}[s.Name]
		if before != "" {
			assert.Equal(t, out[before], s.In, "%s", s.Name)
		}
	}
}

func sum(by map[string]int64) (n int64) {
	for _, x := range slices.Collect(maps.Values(by)) {
		n += x
	}
	return n
}

// A page of nothing but credits has more hits than anybody wants; what is left out is told.
func TestHitsAreCapped(t *testing.T) {
	var page strings.Builder
	for i := range 240 {
		fmt.Fprintf(&page, "Photo: Anna Bell and %s for the wire service of %s\n\n",
			[]string{"Omar Farouk", "Maria Diaz", "Peter Ellis"}[i%3], []string{"Reuters", "Getty", "Alamy", "Magnum"}[i/3%4])
	}
	hitsOf := func() Stage { return scanned(t, Defaults(), texts(page.String())...).stage(t, "windows") }
	all := hitsOf()
	require.Greater(t, all.Out, int64(300))
	assert.NotContains(t, all.Capped, cappedHits)

	defer func(was int) { mostHits = was }(mostHits)
	mostHits = 100
	found := scanned(t, Defaults(), texts(page.String())...)
	requireFunnel(t, found.Stats.Stages)
	some := found.stage(t, "windows")
	assert.EqualValues(t, mostHits, some.Out)
	assert.Positive(t, some.Capped[cappedHits])
	assert.NotEmpty(t, found.Matches)

	mostHits = 1
	d, err := New(Defaults())
	require.NoError(t, err)
	compared := new(records)
	_, err = d.ComparePairs(t.Context(), All(texts(page.String(), page.String())...), []Named{{"a", "b"}}, compared)
	require.NoError(t, err)
	assert.Positive(t, compared.stage(t, "alignments").Capped[cappedHits])
}

// Of many documents of one text, in each of which another word was changed, what stays the
// same speaks by its first: there are as many pairs as documents, not as pairs of them.
func TestFirstOfALargeGroupSpeaks(t *testing.T) {
	sentences := strings.SplitAfter(strings.TrimSpace(strings.ReplaceAll(story(1, 10), "\n\n", " ")), ".")
	frames := func(n int) (docs []string) {
		for i := range n {
			own := slices.Clone(sentences)
			own[i%10] = strings.Replace(own[i%10], " the ", fmt.Sprintf(" word%d ", i), 1)
			docs = append(docs, strings.Join(own, ""))
		}
		return docs
	}
	of := func(n int) int64 {
		found := scanned(t, Defaults(), texts(frames(n)...)...)
		requireFunnel(t, found.Stats.Stages)
		return found.stage(t, "candidates").Out
	}
	assert.Less(t, of(160), 3*of(80))
}

// Who may not be compared with the first place of a sentence that stands in many is
// compared with another.
func TestOneOfALargeGroupIsAllowed(t *testing.T) {
	sentence, _, _ := strings.Cut(quay, ". ")
	edited := strings.Replace(sentence, " the ", " its ", 1)
	require.NotEqual(t, sentence, edited)
	var docs []Document
	for i := range 30 {
		docs = append(docs, Document{Name: letters(i), Source: []string{"x", "y"}[i/29], Text: storyOf(sentence+".", story(uint64(i), 6))})
	}
	docs = append(docs, Document{Name: "edited", Source: "x", New: true, Text: storyOf(edited+".", story(100, 6))})
	for _, c := range []struct {
		change func(*Options)
		with   string
	}{
		{func(*Options) {}, letters(0)},
		{func(o *Options) { o.SameSource = SameSourceSkip }, letters(29)},
		{func(o *Options) { o.SameSource = SameSourceOnly }, letters(0)},
		{func(o *Options) { o.OnlyNew = true }, letters(0)},
	} {
		r := scanned(t, with(c.change), docs...)
		with := map[string]bool{}
		for _, m := range r.Matches {
			if m.B.Doc == "edited" && m.B.Start == 0 {
				with[m.A.Doc] = true
			}
		}
		assert.Equal(t, map[string]bool{c.with: true}, with)
	}
}
