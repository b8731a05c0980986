package detect

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/evalset"
)

const compareCalibrationHead = `# Of the alignments of named pairs of each confidence, how many lie on a labelled
# passage: the halves of pan13 and spun_news that nothing was tuned on, verbatim and
# near-duplicate ones apart from reworded ones. Some of those beside the labels are
# real reuse that nobody labelled.
`

// TestCompareCalibration holds what the confidence of an alignment is worth.
// `RESPUN_DATA=folder go test ./detect -run CompareCalibration -update` renews it.
func TestCompareCalibration(t *testing.T) {
	data := os.Getenv("RESPUN_DATA")
	if data == "" || testing.Short() {
		t.Skip("RESPUN_DATA names no folder of labelled data, or the test is to be short")
	}
	got := bytes.NewBufferString(compareCalibrationHead)
	for _, set := range []struct {
		name string
		half evalset.Half
	}{{"pan13", evalset.ByName}, {"spun_news", evalset.BySource}} {
		held, err := evalset.LoadPairSet(os.DirFS(filepath.Join(data, set.name)), set.half, 1)
		require.NoError(t, err)
		run := unsureRun(t, held)
		for _, part := range []struct {
			name string
			keep func(evalset.Match) bool
		}{{"spun", evalset.Match.Spun}, {"all", func(evalset.Match) bool { return true }}} {
			c := evalset.Calibration(held.Gold, run.Where(part.keep), 0)
			top := c.Bins[len(c.Bins)-1]
			assert.GreaterOrEqual(t, top.Right.Value(), .9, "of matches with confidence .9 nine in ten are right")
			fmt.Fprintf(got, "\n%s, %s\n", set.name, part.name)
			require.NoError(t, evalset.WriteTable(got, c))
		}
	}
	golden := filepath.Join("testdata", "compare_calibration.txt")
	if *updateCompare {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got.String(), "renew with -update if the change is meant")
}

// unsureRun compares the pairs of a set; matches of no confidence are kept too.
func unsureRun(t *testing.T, s evalset.PairSet) evalset.Run {
	o := Defaults()
	o.MinConfidence = 0
	d, err := New(o)
	require.NoError(t, err)
	var named []Named
	for _, p := range s.Pairs {
		named = append(named, Named(p))
	}
	var got runeMatches
	_, err = d.ComparePairs(context.Background(), every(s.Docs), named, &got)
	require.NoError(t, err)
	return got.run
}

func every(docs []Document) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// TestCompareTraceTellsWhatMatchesComeOf: each point with its score, and of each
// alignment what became of it.
func TestCompareTraceTellsWhatMatchesComeOf(t *testing.T) {
	const source = "The harbour authority closed the northern ferry terminal on Monday after inspectors discovered cracks in two concrete pillars."
	other := "Nobody in the village remembers a winter so mild.\n\n" +
		strings.Replace(source, "discovered", "found", 1)
	docs := []Document{{Name: "b", Text: source}, {Name: "a", Text: other}}
	traced := func(change func(*Options)) map[string][]Trace {
		out := map[string][]Trace{}
		o := Defaults()
		o.Trace = func(tr Trace) { out[tr.Stage] = append(out[tr.Stage], tr) }
		change(&o)
		d, err := New(o)
		require.NoError(t, err)
		_, err = d.ComparePairs(context.Background(), every(docs), []Named{{"a", "b"}}, &matchList{})
		require.NoError(t, err)
		return out
	}
	got := traced(func(*Options) {})
	require.Len(t, got["seeds"], 1)
	assert.Equal(t, "kept", got["seeds"][0].Outcome)
	assert.Equal(t, source, got["seeds"][0].B.Text)
	require.Len(t, got["alignments"], 1)
	assert.Equal(t, "kept", got["alignments"][0].Outcome)
	assert.Equal(t, NearDuplicate, got["alignments"][0].Kind)

	got = traced(func(o *Options) { o.MinConfidence = 1 })
	require.Len(t, got["alignments"], 1)
	assert.Equal(t, "dropped: not confident enough", got["alignments"][0].Outcome)

	assert.NotEmpty(t, traced(func(o *Options) { o.TraceA, o.TraceB = "b", "a" })["seeds"], "names in either order")
	assert.Empty(t, traced(func(o *Options) { o.TraceA, o.TraceB = "a", "c" }), "other documents")
}
