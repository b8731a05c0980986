package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/lexicon"
)

// inputs returns the generator's options, or skips the test where the inputs
// are not at hand.
func inputs(t *testing.T) options {
	o := options{data: os.Getenv("RESPUN_DATA"), wordnet: os.Getenv("WORDNET"), relations: shipped}
	if o.data == "" || o.wordnet == "" {
		t.Skip("RESPUN_DATA (labelled data) and WORDNET (WordNet 3.0's dict folder) are not both set")
	}
	return o
}

// The committed tables are what the inputs give, to the byte, each time.
func TestTablesAreUpToDate(t *testing.T) {
	o := inputs(t)
	o.out = t.TempDir()
	require.NoError(t, generate(o))
	made, err := filepath.Glob(filepath.Join(o.out, "*.*"))
	require.NoError(t, err)
	require.Len(t, made, 12, "six tables, each with its index")
	for _, path := range made {
		fresh, err := os.ReadFile(path)
		require.NoError(t, err)
		committed, err := os.ReadFile(filepath.Join("..", "tables", filepath.Base(path)))
		require.NoError(t, err)
		assert.True(t, string(fresh) == string(committed), "%s differs: generate the tables anew", filepath.Base(path))
	}
}

// The generator stems every word as lexicon's Lookup does.
func TestStemsAgree(t *testing.T) {
	e, wn, err := readSpeech(inputs(t))
	require.NoError(t, err)
	s := lexicon.NewStemmer()
	for _, w := range e.vocabulary(wn) {
		require.Equal(t, s.Lookup(lexicon.English, w).Stem, e.stem(w), w)
	}
}

func TestGenerateErrors(t *testing.T) {
	assert.ErrorContains(t, generate(options{wordnet: t.TempDir()}), "data.noun")
	_, err := parseRelations("alias,antonym")
	assert.ErrorContains(t, err, `"antonym"`)
}

// Every list can be read; each language but Other has a stop list.
func TestLists(t *testing.T) {
	f, err := readFlags()
	require.NoError(t, err)
	assert.Equal(t, uint32(1), f["the"][0])
	assert.NotZero(t, f["dr"][1]>>lexicon.German&1)
	numbers := map[string]string{}
	require.NoError(t, readNumbers(numbers))
	assert.Equal(t, "7", numbers["de:sieben"])
	assert.NotContains(t, numbers, "it:sei")
	assert.NotContains(t, numbers, "it:-")
}
