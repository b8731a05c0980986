package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/evalset"
)

var update = flag.Bool("update", false, "renew golden files")

const calibrationHead = `# Of the spun matches of each confidence, how many lie on a hidden rewrite: held-out
# paragraphs of spun_news in held-out articles of bulk/news. Some of the wrong ones
# are real reuse in the articles that nobody labelled.
`

// TestCalibration holds the promise about confidences: of matches with
// confidence .9 nine in ten are right.
func TestCalibration(t *testing.T) {
	folder := os.Getenv("RESPUN_DATA")
	if folder == "" {
		t.Skip("RESPUN_DATA names no folder of labelled data")
	}
	d, err := load(folder)
	require.NoError(t, err)
	cases, run, err := scanPools(d.held, evenOdds)
	require.NoError(t, err)
	got := evalset.Calibration(cases, run.Where(evalset.Match.Spun), 0)
	for _, b := range got.Bins {
		if b.From >= .9 {
			assert.GreaterOrEqual(t, b.Right.Value(), .9, fmt.Sprint(b))
		}
	}
	out := bytes.NewBufferString(calibrationHead)
	require.NoError(t, evalset.WriteTable(out, got))
	const golden = "../testdata/calibration.txt"
	if *update {
		require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), out.String(), "renew with -update if the change is meant")
}

func TestPlattFindsTheSlope(t *testing.T) {
	var list []outcome
	for i := range 1000 { // log odds of 2 that are right three times in four: 1.0986
		list = append(list, outcome{2, i%4 > 0}, outcome{-2, i%4 == 0})
	}
	assert.InDelta(t, .5493, platt(list), 1e-3)
}

func TestJoinsEitherWay(t *testing.T) {
	p := func(doc string, start, end int) evalset.Passage {
		return evalset.Passage{Doc: doc, Start: start, End: end}
	}
	label := evalset.Sides{A: p("x", 0, 10), B: p("y", 50, 60)}
	assert.True(t, joins(evalset.Sides{A: p("x", 9, 20), B: p("y", 55, 56)}, label))
	assert.True(t, joins(evalset.Sides{A: p("y", 0, 51), B: p("x", 0, 1)}, label))
	assert.False(t, joins(evalset.Sides{A: p("x", 10, 20), B: p("y", 55, 56)}, label))
	assert.False(t, joins(evalset.Sides{A: p("x", 0, 10), B: p("x", 50, 60)}, label))
}
