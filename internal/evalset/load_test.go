package evalset

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/shingle"
)

const (
	begin = `{"type":"begin","offsets":"rune"}` + "\n"
	end   = `{"type":"end","stats":{"documents":7}}` + "\n"
)

func TestLoadRunRefusesWhatCannotBeScored(t *testing.T) {
	tests := []struct {
		name, run, want string
	}{
		{"no begin", end, "no begin record"},
		{"cut short", begin, "no end record"},
		{"bytes", `{"type":"begin","offsets":"byte"}`, "--offsets rune"},
		{"no offsets told", `{"type":"begin"}`, "--offsets rune"},
		{"not JSON", begin + "\nnonsense", "run, line 3"},
		{"empty passage", begin + `{"type":"match","a":{"doc":"x","start":4,"end":4},"b":{"doc":"y","start":0,"end":1}}`, `run, line 2: no passage: "x" [4, 4)`},
		{"wrong shape", begin + `{"type":"match","a":7}`, "run, line 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadRun(strings.NewReader(tt.run))
			assert.ErrorContains(t, err, tt.want)
		})
	}
	_, err := LoadRun(strings.NewReader(`{"type":"begin","offsets":"byte"}`))
	assert.ErrorIs(t, err, ErrOffsets)
	_, err = LoadRun(io.MultiReader(strings.NewReader(begin+"\n"+end+"\n"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "what was read before is not all")
}

func TestLoadRunSkipsOtherRecords(t *testing.T) {
	run, err := LoadRun(strings.NewReader(begin +
		`{"type":"match","kind":"spun","class":"echo","confidence":0.5,"new_field":1,"a":{"doc":"x","start":0,"end":4,"text":"four"},"b":{"doc":"y","start":1,"end":2}}` + "\n" +
		`{"type":"pair","a":"x","b":"y"}` + "\n" + `{"type":"cluster","docs":["x","y"]}` + "\n" + end))
	require.NoError(t, err)
	assert.Equal(t, Run{Documents: 7, Clusters: [][]string{{"x", "y"}}, Matches: []Match{
		{Sides: sides("x", 0, 4, "y", 1, 2), Kind: "spun", Class: "echo", Confidence: .5, AText: "four"}}}, run)
	assert.False(t, run.Matches[0].Spun())
	assert.False(t, run.Matches[0].Found())
}

func TestLoadGoldTakesEndsAndLengths(t *testing.T) {
	gold, err := LoadGold(strings.NewReader(`{"a":"x","a_start":1,"a_len":2,"b":"y","b_start":0,"b_end":5}`))
	require.NoError(t, err)
	assert.Equal(t, []Case{{Sides: sides("x", 1, 3, "y", 0, 5), Type: "all"}}, gold)
	_, err = LoadGold(strings.NewReader(`{"a":"x","a_start":1,"b":"y","b_start":0,"b_end":5}`))
	assert.ErrorContains(t, err, "gold, line 1")
	_, err = LoadPairs(strings.NewReader("{"))
	assert.ErrorContains(t, err, "pairs, line 1")
}

// A key that is missing is no empty value.
func TestLoadLabelsNeedsTheirKeys(t *testing.T) {
	_, err := LoadPairs(strings.NewReader(`{"a":"x","b":"y"}` + "\n\n" + `{"a":"x","c":"y"}`))
	assert.EqualError(t, err, `pairs, line 3: no "b"`)
	for line, want := range map[string]string{
		`{"a":"x","b":"y"}`:                     `silver pairs, line 1: no "containment8"`,
		`{"a":"x","b":"y","containment8":null}`: `silver pairs, line 1: no "containment8"`,
		`{"containment8":1}`:                    `silver pairs, line 1: no "a"`,
		`{"a":"x","b":"y","containment8":0}`:    "",
	} {
		_, err := LoadSilver(strings.NewReader(line))
		assertError(t, want, err)
	}
	for line, want := range map[string]string{
		`{"cluster":1}`:             `labels, line 1: no "id"`,
		`{"id":"x"}`:                `labels, line 1: no "cluster"`,
		`{"id":"x","cluster":null}`: `labels, line 1: no "cluster"`,
		`{"id":"x","cluster":0}`:    "",
		`{"id":"x","cluster":""}`:   "",
	} {
		_, err := LoadLabels(strings.NewReader(line))
		assertError(t, want, err)
	}
}

func assertError(t *testing.T, want string, err error) {
	t.Helper()
	if want == "" {
		assert.NoError(t, err)
		return
	}
	assert.EqualError(t, err, want)
}

func TestGoldSurvivesWriting(t *testing.T) {
	gold := []Case{{Sides: sides("x <1>", 1, 3, "y", 0, 5), Type: "adj-full", AText: "é & ü", BText: "b", Words: 9}}
	var buf bytes.Buffer
	require.NoError(t, WriteGold(&buf, gold))
	again, err := LoadGold(&buf)
	require.NoError(t, err)
	assert.Equal(t, gold, again)
}

func TestDocumentsSurviveWriting(t *testing.T) {
	docs := []shingle.Document{{Name: "a", Text: "one <b>\n\ntwo é", Date: "2024-01-02", Source: "s"}, {Name: "b", Text: "x"}}
	var plain, zipped bytes.Buffer
	require.NoError(t, WriteDocuments(&plain, docs))
	w := gzip.NewWriter(&zipped)
	_, err := w.Write(plain.Bytes())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	for _, buf := range []*bytes.Buffer{&plain, &zipped} {
		again, err := LoadDocuments(buf)
		require.NoError(t, err)
		assert.Equal(t, docs, again)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(begin + end))
	f.Add([]byte(`{"a":"x","a_start":1,"a_len":2,"b":"y","b_start":0,"b_end":5}`))
	f.Add([]byte("\x1f\x8b\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		// What loads can be scored; what does not gives an error, not a panic.
		gold, err := LoadGold(bytes.NewReader(b))
		if err != nil {
			gold = nil
		}
		run, err := LoadRun(bytes.NewReader(append([]byte(begin), append(b, "\n"+end...)...)))
		if err == nil {
			Align(gold, run, nil)
			Found(gold, run, .5)
			Recall(gold, run)
		}
		if _, err := LoadDocuments(bytes.NewReader(b)); err != nil {
			return
		}
	})
}
