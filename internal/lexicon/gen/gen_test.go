package main

import (
	"os"
	"path/filepath"
	"strings"
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
	made, err := filepath.Glob(filepath.Join(o.out, "*.bin"))
	require.NoError(t, err)
	require.Len(t, made, 7)
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
	_, err = (&relations{}).learn("", "gossip", nil)
	assert.ErrorContains(t, err, `"gossip"`)
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

func TestFindGaps(t *testing.T) {
	for _, c := range []struct {
		a, b []string
		want []gap
	}{
		{words("polic arrest man"), words("polic detain man"), []gap{{words("arrest"), words("detain")}}},
		{words("big hous"), words("larg home"), []gap{{words("big hous"), words("larg home")}}},
		{words("a b c"), words("a c"), nil},
		{words("x a y"), words("a z"), []gap{{words("y"), words("z")}}},
		{words("a b c d e f g"), words("z"), nil}, // too wide
		{nil, words("a"), nil},
	} {
		assert.Equal(t, c.want, findGaps(c.a, c.b))
	}
}

func words(s string) []string { return strings.Fields(s) }

// A pair met often, its words seldom apart, is learned; what merely keeps
// company is not.
func TestPairsOf(t *testing.T) {
	var gaps []gap
	for range 3 {
		gaps = append(gaps, gap{words("buy"), words("purchas")}, gap{words("purchas offic"), words("buy")})
	}
	for _, noise := range words("b c d e f g h i j k l m n o p q r s t u v w x y z") {
		gaps = append(gaps, gap{words("offic"), []string{noise}})
		gaps = append(gaps, gap{[]string{noise + "1"}, []string{noise + "2"}}, gap{[]string{noise + "3"}, []string{noise + "4"}})
	}
	assert.Equal(t, pairSet{{"buy", "purchas"}: true}, pairsOf(gaps))
}

func TestPassage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(path, []byte("añb"), 0o600))
	got, err := passage(path, 1, 2)
	assert.NoError(t, err)
	assert.Equal(t, "ñb", got)
	_, err = passage(path, 2, 2)
	assert.ErrorContains(t, err, path)
}
