package evalset

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func pairFiles() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"pairs.jsonl": file(`{"a":"s0","b":"source-r040.txt"}` + "\n" + `{"a":"s1","b":"source-r042.txt"}` + "\n" + `{"a":"s2","b":"source-r040.txt"}`),
		"gold.jsonl": file(`{"a":"s0","a_start":1,"a_len":2,"b":"source-r040.txt","b_start":0,"b_len":5}` + "\n" +
			`{"a":"s1","a_start":0,"a_len":2,"b":"source-r042.txt","b_start":0,"b_len":5}`),
		"docs/s0": file("zero"), "docs/s1": file("one"), "docs/s2": file("two"), "docs/source-r040.txt": file("forty"), "docs/source-r042.txt": file("forty-two"),
	}
}

func TestLoadPairSetKeepsOneHalf(t *testing.T) {
	tuned, err := LoadPairSet(pairFiles(), BySource, 0)
	require.NoError(t, err)
	assert.Equal(t, []Pair{{"s0", "source-r040.txt"}, {"s2", "source-r040.txt"}}, tuned.Pairs)
	assert.Equal(t, []string{"s0", "source-r040.txt", "s2"}, []string{tuned.Docs[0].Name, tuned.Docs[1].Name, tuned.Docs[2].Name})
	assert.Equal(t, "forty", tuned.Docs[1].Text)
	require.Len(t, tuned.Gold, 1)
	held, err := LoadPairSet(pairFiles(), BySource, 1)
	require.NoError(t, err)
	assert.Len(t, held.Pairs, 1)
	assert.Len(t, held.Gold, 1)
	assert.Equal(t, "s1", held.Gold[0].A.Doc)
}

func TestLoadPairSetNamesWhatIsWrong(t *testing.T) {
	missing := pairFiles()
	delete(missing, "docs/s2")
	_, err := LoadPairSet(missing, BySource, 0)
	assert.ErrorContains(t, err, "docs/s2")
	broken := pairFiles()
	broken["gold.jsonl"].Data = []byte("{")
	_, err = LoadPairSet(broken, BySource, 0)
	assert.ErrorContains(t, err, "gold.jsonl: gold, line 1")
	_, err = LoadPairSet(fstest.MapFS{}, ByName, 0)
	assert.ErrorContains(t, err, "pairs.jsonl")
	_, err = BySource(Pair{A: "s", B: "source"})
	assert.ErrorContains(t, err, `"source"`)
}

func TestHalvesByNameHoldASuspiciousDocumentTogether(t *testing.T) {
	var in [2]int
	for _, name := range []string{"suspicious-document00005.txt", "suspicious-document00017.txt", "suspicious-document00020.txt", "suspicious-document00031.txt"} {
		h, err := ByName(Pair{name, "source-document00001.txt"})
		require.NoError(t, err)
		other, err := ByName(Pair{name, "source-document00002.txt"})
		require.NoError(t, err)
		assert.Equal(t, h, other)
		in[h]++
	}
	assert.Equal(t, 4, in[0]+in[1])
}
