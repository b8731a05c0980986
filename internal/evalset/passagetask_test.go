package evalset

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/shingle"
)

func TestSequenceRatio(t *testing.T) {
	tests := []struct {
		a, b string
		want float64
	}{
		{"", "", 1}, {"a", "", 0}, {"a b c d", "b c d e", .75}, {"a b", "b a", .5},
		{"x y x", "x", .5}, {"a b x c d", "a b y c d", .8},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, sequenceRatio(strings.Fields(tt.a), strings.Fields(tt.b)), "%q %q", tt.a, tt.b)
	}
}

// Python's difflib is the judge that the peers had.
func TestSequenceRatioIsDifflibs(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3 to compare with")
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	list := func() []string {
		words := make([]string, rnd.IntN(30))
		for i := range words {
			words[i] = string(rune('a' + rnd.IntN(4)))
		}
		return words
	}
	var pairs [][2][]string
	for range 500 {
		pairs = append(pairs, [2][]string{list(), list()})
	}
	in, err := json.Marshal(pairs)
	require.NoError(t, err)
	cmd := exec.Command("python3", "-c", "import sys, json, difflib\nprint(json.dumps([difflib.SequenceMatcher(None, a, b, False).ratio() for a, b in json.load(sys.stdin)]))")
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	require.NoError(t, err)
	var want []float64
	require.NoError(t, json.Unmarshal(out, &want))
	for i, p := range pairs {
		require.Equal(t, want[i], sequenceRatio(p[0], p[1]), "%v", p)
	}
}

func TestPassagePrecisionIsWhatCanBeVerified(t *testing.T) {
	const other = " alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"
	tests := []struct {
		name, a, b string
		want       float64
	}{
		{"eight words in a row", "1 2 3 4 5 6 7 8 9", "1 2, 3 4 5 6 7 8" + other, 1},
		{"seven words in a row", "1 2 3 4 5 6 7 8 9", "1 2, 3 4 5 6 7" + other, 0},
		{"alike by .6", "1 2 3 4 5 6 7 8 9 10", "1 2 3 x 5 6 x x x 10", 1},
		{"alike by .5", "1 2 3 4 5 6 7 8 9 10", "1 2 3 x 5 6 x x x x", 0},
		{"the same five words", "1 2 3 4 5", "1 2 3 4 5", 0},
		{"the same six words", "1 2 3 4 5 6", "1 2 3 4 5 6", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			task, err := NewPassageTask([]shingle.Document{{Name: "a", Text: tt.a}, {Name: "b", Text: tt.b}}, nil)
			require.NoError(t, err)
			r, err := task.Score(runOf(spun(sides("a", 0, len(tt.a), "b", 0, len(tt.b)), 1)))
			require.NoError(t, err)
			assert.Equal(t, tt.want, r.Precision)
		})
	}
}

func TestPassageTaskRefusesWhatIsNotThere(t *testing.T) {
	docs := []shingle.Document{{Name: "a", Text: "short"}}
	task, err := NewPassageTask(docs, nil)
	require.NoError(t, err)
	_, err = task.Score(runOf(spun(sides("a", 0, 1000, "a", 0, 1), 1)))
	assert.ErrorContains(t, err, `"a" [0, 1000)`)
	_, err = NewPassageTask(docs, []PlantedPassage{{Sides: sides("none", 0, 1, "a", 0, 1)}})
	assert.ErrorContains(t, err, `"none"`)
}
