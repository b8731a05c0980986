package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/internal/decide"
	"respun/internal/evalset"
	"respun/shingle"
)

func span(start, end int) shingle.Span { return shingle.Span{Start: start, End: end} }

// point is one at a and b of that cosine.
func point(a, b shingle.Span, cosine float64) row {
	t := make([]float64, len(decide.SeedTerms{}))
	t[decide.SeedCosine] = cosine
	return row{ra: a, rb: b, terms: t}
}

func TestSeedExamplesTakeTheBestOfBothSentences(t *testing.T) {
	labels := []label{{a: span(100, 200), b: span(500, 600)}}
	got := seedExamples([]row{
		point(span(0, 50), span(0, 50), .1),        // beside the label: wrong
		point(span(60, 110), span(500, 550), .2),   // on its rim
		point(span(100, 150), span(500, 550), .9),  // the best of both sentences
		point(span(100, 150), span(550, 600), .8),  // second of both
		point(span(150, 200), span(550, 600), .85), // best again
		point(span(150, 200), span(0, 50), .3),     // another source: wrong
		point(span(180, 200), span(550, 600), .4),  // the best of its own, not of the other's
	}, labels)
	var cosines []float64
	var answers []bool
	for _, e := range got {
		cosines, answers = append(cosines, e.Terms[decide.SeedCosine]), append(answers, e.Right)
	}
	assert.Equal(t, []float64{.1, .9, .85, .3}, cosines)
	assert.Equal(t, []bool{false, true, true, false}, answers)
}

func TestSeedExamplesLeaveSummariesOut(t *testing.T) {
	got := seedExamples([]row{point(span(0, 50), span(0, 50), .1)}, []label{{a: span(0, 200), b: span(0, 900), summary: true}})
	assert.Empty(t, got)
}

func TestAlignmentExamplesLeaveUnlabelledCopiesOut(t *testing.T) {
	labels := []label{{a: span(100, 200), b: span(500, 600)}}
	rows := []row{
		{kind: detect.Spun, ra: span(0, 50), rb: span(0, 50), terms: []float64{1}},
		{kind: detect.Verbatim, ra: span(0, 50), rb: span(0, 50), terms: []float64{2}},
		{kind: detect.Spun, ra: span(150, 250), rb: span(590, 700), terms: []float64{3}},
	}
	var right, wrong []float64
	for _, e := range alignmentExamples(rows, labels) {
		if e.Right {
			right = append(right, e.Terms...)
		} else {
			wrong = append(wrong, e.Terms...)
		}
	}
	assert.Equal(t, []float64{3}, right)
	assert.Equal(t, []float64{1}, wrong)
	assert.Len(t, alignmentExamples(rows, nil), 3, "unrelated documents have nothing to copy")
}

func TestLabelsAreInBytes(t *testing.T) {
	s := set{PairSet: evalset.PairSet{
		Docs: []shingle.Document{{Name: "a", Text: "äöü one"}, {Name: "b", Text: "ß two"}},
		Gold: []evalset.Case{{Type: "summary", Sides: evalset.Sides{
			A: evalset.Passage{Doc: "a", Start: 2, End: 7}, B: evalset.Passage{Doc: "b", Start: 1, End: 5}}}},
	}}
	assert.Equal(t, map[[2]int][]label{{0, 1}: {{a: span(4, 10), b: span(2, 6), summary: true}}}, s.labels())
}

// twice is a source and a document that has a passage of it in other words.
func twice() set {
	source := "The harbour authority closed the northern ferry terminal on Monday after inspectors discovered cracks in two concrete pillars. " +
		"Engineers expect the repairs to last until the end of October."
	other := "Nobody in the village remembers a winter so mild. Farmers planted barley in January.\n\n" +
		"On Monday the authority of the harbour shut the northern ferry terminal when inspectors had found cracks in two pillars of concrete. " +
		"The repairs should last until October ends, engineers expect."
	at := strings.Index(other, "On Monday")
	return set{name: "twice", times: 1, PairSet: evalset.PairSet{
		Docs:  []shingle.Document{{Name: "a", Text: other}, {Name: "b", Text: source}},
		Pairs: []evalset.Pair{{A: "a", B: "b"}},
		Gold: []evalset.Case{{Type: "spun", Sides: evalset.Sides{
			A: evalset.Passage{Doc: "a", Start: at, End: len(other)}, B: evalset.Passage{Doc: "b", End: len(source)}}}},
	}}
}

func TestRowsAreThoseOfTheDetector(t *testing.T) {
	s := twice()
	seeds, err := s.rows("seeds")
	require.NoError(t, err)
	require.NotEmpty(t, seeds)
	for _, r := range seeds {
		assert.Len(t, r.terms, len(decide.SeedTerms{}))
	}
	alignments, err := s.rows("alignments")
	require.NoError(t, err)
	require.Len(t, alignments, 1)
	assert.Len(t, alignments[0].terms, len(decide.AlignmentTerms{}))
	assert.True(t, alignmentExamples(alignments, s.labels()[[2]int{0, 1}])[0].Right)
	run, err := s.compare()
	require.NoError(t, err)
	assert.Equal(t, 1.0, evalset.Align(s.Gold, run, s.Pairs).All.Recall)
}

func TestSkipsAreErrors(t *testing.T) {
	s := twice()
	s.Docs = s.Docs[:1]
	_, err := s.compare()
	assert.ErrorContains(t, err, "b: not-found")
}

// What stands in the repository is what the tool writes of it.
func TestSourceKeepsTheCoefficients(t *testing.T) {
	text, err := source(choice{seed: decide.Seed, alignment: decide.Alignment})
	require.NoError(t, err)
	written, err := os.ReadFile("../pairs_coefficients.go")
	require.NoError(t, err)
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "}") {
			assert.Contains(t, string(written), line)
		}
	}
}

func TestTrainNamesTheFolder(t *testing.T) {
	assert.ErrorContains(t, train(t.TempDir(), io.Discard, io.Discard), "pan13")
}
