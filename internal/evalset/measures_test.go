package evalset

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sides(a string, s, e int, b string, u, v int) Sides {
	return Sides{A: Passage{a, s, e}, B: Passage{b, u, v}}
}

func spun(s Sides, confidence float64) Match {
	return Match{Sides: s, Kind: "spun", Class: "reuse", Confidence: confidence}
}

func runOf(matches ...Match) Run { return Run{Documents: 10, Matches: matches} }

func TestAlignKnownAnswers(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 100, "b", 0, 100), Type: "x"}}
	tests := []struct {
		name  string
		found []Match
		want  Measure
	}{
		{"exact", []Match{spun(sides("a", 0, 100, "b", 0, 100), 1)}, Measure{1, 1, 1, 1, 1, 1}},
		{"nothing", nil, Measure{0, 0, 1, 0, 1, 0}},
		{"turned round", []Match{spun(sides("b", 0, 100, "a", 0, 100), 1)}, Measure{1, 1, 1, 1, 1, 1}},
		{"half of it", []Match{spun(sides("a", 0, 50, "b", 50, 100), 1)}, Measure{1, .5, 1, .6667, 1, 1}},
		{"twice as wide", []Match{spun(sides("a", 0, 200, "b", 0, 200), 1)}, Measure{.5, 1, 1, .6667, 1, 1}},
		{"in two pieces", []Match{spun(sides("a", 0, 50, "b", 0, 50), 1), spun(sides("a", 50, 100, "b", 50, 100), 1)},
			Measure{1, 1, 2, .6309, 1, 2}}, // 1 / log2(3)
		{"a fifth, and as much beside", []Match{spun(sides("a", 80, 180, "b", 80, 180), 1)}, Measure{.2, .2, 1, .2, 1, 1}},
		{"one side only", []Match{spun(sides("a", 0, 100, "b", 100, 200), 1)}, Measure{0, 0, 1, 0, 1, 1}},
		{"other documents", []Match{spun(sides("a", 0, 100, "c", 0, 100), 1)}, Measure{0, 0, 1, 0, 1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, Align(gold, runOf(tt.found...), nil).All)
		})
	}
}

func TestAlignLeavesOutUnlistedPairs(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 10, "b", 0, 10), Type: "x"}}
	run := runOf(spun(sides("dir/a", 0, 10, "b", 0, 10), 1), spun(sides("c", 0, 10, "d", 0, 10), 1), spun(sides("e", 0, 9, "f", 0, 9), 1))
	r := Align(gold, run, []Pair{{"a", "b"}, {"d", "c"}, {"g", "h"}})
	assert.Equal(t, Measure{.5, 1, 1, .6667, 1, 2}, r.All)
	assert.Equal(t, Measure{1, 1, 1, 1, 1, 1}, r.Types["x"])
	assert.Equal(t, &NoReuse{Pairs: 2, Detections: 1, PairsHit: 1}, r.NoReuse)
}

func TestFoundSortsMatches(t *testing.T) {
	gold := []Case{
		{Sides: sides("a", 0, 100, "a", 200, 300), Type: "spun"},
		{Sides: sides("a", 10, 20, "a", 210, 220), Type: "spun"}, // inside the first
		{Sides: sides("a", 400, 500, "b", 0, 100), Type: "spun"},
		{Sides: sides("a", 600, 700, "b", 600, 700), Type: SameFact},
	}
	r := Found(gold, runOf(
		spun(sides("a", 0, 100, "a", 195, 300), .9),
		spun(sides("b", 0, 20, "a", 400, 420), .8),
		spun(sides("a", 600, 700, "b", 600, 700), .7),
		spun(sides("a", 800, 900, "b", 800, 900), .6),
	), .5)
	assert.Equal(t, map[string]Share{"spun": {2, 3}}, r.Found)
	assert.Equal(t, []int{4, 1, 1, 1}, []int{r.Matches, r.WideRanges, r.SameFact, r.Unlabelled})
	assert.Equal(t, gold[2:3], r.Missed)
}

func TestClustersKnownAnswers(t *testing.T) {
	labels, err := LoadLabels(strings.NewReader(`{"id":"a","cluster":1}
{"id":"b","cluster":1}
{"id":"c","cluster":1}
{"id":"d","cluster":"x"}
{"id":"e","cluster":"x"}
{"id":"f","cluster":"y"}`))
	require.NoError(t, err)
	r, err := Clusters(labels, Run{Clusters: [][]string{{"a", "b"}, {"c", "d", "e"}}})
	require.NoError(t, err)
	// 2 pairs in both, 4 wanted, 4 had, 15 in all: (2 - 16/15) / (4 - 16/15)
	assert.Equal(t, ClustersResult{Documents: 6, ARI: .3182, PairPrecision: .5, PairRecall: .5}, r)
	alone, err := LoadLabels(strings.NewReader(`{"id":"a","cluster":1}
{"id":"b","cluster":2}`))
	require.NoError(t, err)
	r, err = Clusters(alone, Run{})
	require.NoError(t, err)
	assert.Equal(t, ClustersResult{Documents: 2, ARI: 1, PairPrecision: 1, PairRecall: 1}, r, "no pair was wanted, and there is none")
	_, err = Clusters(labels, Run{Clusters: [][]string{{"a", "b"}, {"b"}}})
	assert.ErrorContains(t, err, `"b"`)
	escaped, err := LoadLabels(strings.NewReader(`{"id":"a","cluster":"é"}
{"id":"b","cluster":"\u00e9"}
{"id":"c","cluster":1}
{"id":"d","cluster":"1"}`))
	require.NoError(t, err)
	r, err = Clusters(escaped, Run{Clusters: [][]string{{"a", "b"}}})
	require.NoError(t, err)
	assert.Equal(t, ClustersResult{Documents: 4, ARI: 1, PairPrecision: 1, PairRecall: 1}, r, "the same string is the same label, and no number is")
}

func TestSilverKnownAnswers(t *testing.T) {
	pairs := []SilverPair{{Pair{"a", "b"}, .9}, {Pair{"c", "b"}, .3}, {Pair{"d", "e"}, .6}, {Pair{"a", "c"}, .1}}
	r, err := Silver(pairs, Run{Clusters: [][]string{{"x/c", "a", "b"}}}, .5)
	require.NoError(t, err)
	assert.Equal(t, SilverResult{Wanted: 2, ClusteredPairs: 3, PairRecall: .5, PrecisionAtHalf: .6667}, r)
	_, err = Silver(pairs, Run{Clusters: [][]string{{"a", "b"}, {"b"}}}, .5)
	assert.ErrorContains(t, err, `"b"`)
	r, err = Silver([]SilverPair{{Pair{"q", "p"}, .25}}, Run{Clusters: [][]string{{"dir/q", "dir/p"}}}, .5)
	require.NoError(t, err)
	assert.Equal(t, 1., r.PrecisionAtHalf, "half of it is right, and names lose their folders on either side")
	r, err = Silver([]SilverPair{{Pair{"p", "p"}, 1}, {Pair{"p", "q"}, 1}}, Run{Clusters: [][]string{{"q", "p"}}}, .5)
	require.NoError(t, err)
	assert.Equal(t, SilverResult{Wanted: 2, ClusteredPairs: 1, PairRecall: .5, PrecisionAtHalf: 1}, r, "no document is a pair of its own")
}

func TestSweepKeepsWhatIsSure(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 100, "b", 0, 100), Type: "x"}}
	run := runOf(spun(sides("a", 0, 100, "b", 0, 100), .9), spun(sides("c", 0, 9, "d", 0, 9), .4))
	s := Sweep(gold, run, []Pair{{"a", "b"}, {"c", "d"}}, []float64{0, .5, .95})
	assert.Equal(t, []float64{.5, 1, 0}, []float64{s[0].Precision, s[1].Precision, s[2].Precision})
	assert.Equal(t, []float64{1, 1, 0}, []float64{s[0].Recall, s[1].Recall, s[2].Recall})
	assert.Equal(t, []int{1, 0, 0}, []int{s[0].PairsHit, s[1].PairsHit, s[2].PairsHit})
}

func TestCalibrationBins(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 100, "b", 0, 100), Type: "x"}, {Sides: sides("a", 200, 300, "b", 200, 300), Type: SameFact}}
	right, wrong := sides("b", 0, 90, "a", 0, 90), sides("a", 100, 200, "b", 0, 100)
	r := Calibration(gold, runOf(spun(right, .95), spun(right, 1), spun(wrong, .9), spun(wrong, .25),
		spun(sides("a", 200, 300, "b", 200, 300), .5)), .5)
	assert.Equal(t, []Bin{{.2, .3, .25, Share{0, 1}}, {.9, 1, .95, Share{2, 3}}}, r.Bins)
	assert.InDelta(t, .25*.25+.75*(.95-2./3), r.Error, 1e-4)
	assert.InDelta(t, (.05*.05+0+.81+.0625)/4, r.Brier, 1e-4)
}

// A match that finds one label is right, though it badly touches another.
func TestCalibrationAsksAllLabels(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 100, "b", 0, 100), Type: "x"}, {Sides: sides("a", 90, 100, "b", 90, 100), Type: "x"}}
	r := Calibration(gold, runOf(spun(gold[0].Sides, .95)), .5)
	assert.Equal(t, Share{1, 1}, r.Bins[0].Right)
}

func TestAlarmsCountOnlyUnlabelledSpunReuse(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 100, "b", 0, 100), Type: "x"}}
	across, inside := sides("c", 0, 9, "d", 0, 9), sides("c", 0, 9, "c", 20, 29)
	listed := spun(across, .9)
	listed.Class = "list"
	run := runOf(spun(across, .9), spun(inside, .9), spun(inside, .8), listed, Match{Sides: across, Kind: "verbatim"},
		spun(gold[0].flip(), .9))
	r := Alarms(gold, run)
	assert.Equal(t, AlarmsResult{Documents: 10, Across: 1, Inside: 2, AcrossPer1000: 100, InsidePer1000: 200, DocumentsInside: 1}, r)
	assert.Equal(t, 2, Alarms(nil, run).Across)
}

func TestRecallAndCoverage(t *testing.T) {
	gold := []Case{
		{Sides: sides("a", 0, 100, "b", 0, 100), Type: "cross-full", Words: 14},
		{Sides: sides("a", 200, 300, "b", 200, 300), Type: "cross-full", Words: 15},
		{Sides: sides("a", 400, 500, "a", 600, 700), Type: "far-trunc", Words: 40},
	}
	parallel := spun(gold[1].Sides, .9)
	parallel.Class = "parallel"
	labelled := Match{Sides: sides("a", 600, 650, "a", 450, 500), Kind: "verbatim", Class: "quotation"}
	run := runOf(spun(sides("b", 50, 150, "x/a", 50, 150), .9), parallel, labelled)
	r := Recall(gold, run)
	assert.Equal(t, map[string]Share{"cross-full": {1, 2}, "far-trunc": {1, 1}}, r.Types)
	assert.Equal(t, map[string]Share{"<15": {1, 1}, "15-24": {0, 1}, "35+": {1, 1}}, r.Words)
	assert.Equal(t, gold[1:2], r.Misses)
	assert.Equal(t, CoverageResult{
		"cross-full": {Share: Share{100, 400}, A: Share{50, 200}, B: Share{50, 200}},
		"far-trunc":  {Share: Share{100, 200}, A: Share{50, 100}, B: Share{50, 100}},
	}, Coverage(gold, run))
	half := Coverage(gold[:1], runOf(spun(sides("a", 0, 20, "b", 0, 100), .9)))["cross-full"]
	assert.Equal(t, Covered{Share: Share{120, 200}, A: Share{20, 100}, B: Share{100, 100}}, half)
}

// A run that reports the labels themselves is perfect, whatever they are.
func TestPerfectRunIsPerfect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var gold []Case
		var matches []Match
		for i := range rapid.IntRange(1, 6).Draw(t, "cases") {
			at := 1000 * i // apart, or one touches another
			n := rapid.IntRange(1, 900).Draw(t, "length")
			gold = append(gold, Case{Sides: sides("a", at, at+n, "b", at, at+n), Type: "x"})
			matches = append(matches, spun(gold[i].Sides, 1))
		}
		run := runOf(matches...)
		assert.Equal(t, Measure{1, 1, 1, 1, len(gold), len(gold)}, Align(gold, run, nil).All)
		assert.Equal(t, 1.0, Found(gold, run, 1).Found["x"].Value())
		assert.Equal(t, 1.0, Coverage(gold, run)["x"].Value())
		assert.Zero(t, Calibration(gold, run, 1).Error)
	})
}

func TestTablesPrintEveryResult(t *testing.T) {
	gold := []Case{{Sides: sides("a", 0, 100, "b", 0, 100), Type: "x", Words: 20, AText: "tab\there"}}
	run := runOf(spun(sides("c", 0, 9, "d", 0, 9), .4))
	for _, table := range []Table{
		Align(gold, run, []Pair{{"c", "d"}}), Found(gold, run, .5), Sweep(gold, run, nil, Thresholds()), Calibration(gold, run, 0),
		Alarms(gold, run), Recall(gold, run), Coverage(gold, run), ClustersResult{}, SilverResult{}, PassageResult{}, ParagraphSweep{{}},
	} {
		var buf bytes.Buffer
		require.NoError(t, WriteTable(&buf, table))
		assert.Equal(t, len(table.Rows()), strings.Count(buf.String(), "\n"), buf.String())
	}
}
