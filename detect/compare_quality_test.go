package detect

import (
	"context"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/evalset"
)

var updateCompare = flag.Bool("update", false, "renew golden files")

// TestCompareQuality holds what comparing documents reaches on labelled pairs.
// `RESPUN_DATA=folder go test ./detect -run CompareQuality -update` renews it.
func TestCompareQuality(t *testing.T) {
	data := os.Getenv("RESPUN_DATA")
	if data == "" || testing.Short() {
		t.Skip("RESPUN_DATA names no folder of labelled data, or the test is to be short")
	}
	var got strings.Builder
	for _, set := range []string{"pan13", "spun_news"} {
		got.WriteString(qualityOf(t, set, filepath.Join(data, set)))
	}
	golden := filepath.Join("testdata", "compare_quality.txt")
	if *updateCompare {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got.String(), "renew with -update if the change is meant")
}

// qualityOf compares all pairs of a set and measures what was found.
func qualityOf(t *testing.T, name, dir string) string {
	pairs := loaded(t, filepath.Join(dir, "pairs.jsonl"), evalset.LoadPairs)
	gold := loaded(t, filepath.Join(dir, "gold.jsonl"), evalset.LoadGold)
	var named []Named
	for _, p := range pairs {
		named = append(named, Named(p))
	}
	d, err := New(Defaults())
	require.NoError(t, err)
	var got runeMatches
	_, err = d.ComparePairs(context.Background(), filesOf(t, pairs, filepath.Join(dir, "docs")), named, &got)
	require.NoError(t, err)
	r := evalset.Align(gold, got.run, pairs)
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n", name)
	for _, row := range r.Rows() {
		fmt.Fprintf(&s, "%s\n", strings.TrimSpace(strings.Join(row, "\t")))
	}
	return s.String() + "\n"
}

func loaded[T any](t *testing.T, file string, load func(io.Reader) (T, error)) T {
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	x, err := load(f)
	require.NoError(t, err)
	return x
}

// filesOf reads the documents that pairs name, each once.
func filesOf(t *testing.T, pairs []evalset.Pair, dir string) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		seen := map[string]bool{}
		for _, p := range pairs {
			for _, name := range []string{p.A, p.B} {
				if seen[name] {
					continue
				}
				seen[name] = true
				b, err := os.ReadFile(filepath.Join(dir, name))
				require.NoError(t, err)
				if !yield(Document{Name: name, Text: string(b)}, nil) {
					return
				}
			}
		}
	}
}

// runeMatches gathers matches as the measures want them: ranges in runes.
type runeMatches struct {
	matchList
	text func(int) (string, error)
	run  evalset.Run
}

func (r *runeMatches) Begin(b Begin) error { r.text = b.Text; return nil }

func (r *runeMatches) Match(m *Match) error {
	a, err := r.passage(&m.A)
	if err != nil {
		return err
	}
	b, err := r.passage(&m.B)
	r.run.Matches = append(r.run.Matches, evalset.Match{
		Sides: evalset.Sides{A: a, B: b}, Kind: m.Kind.String(), Class: m.Class.String(), Confidence: m.Confidence,
	})
	return err
}

func (r *runeMatches) passage(s *Side) (evalset.Passage, error) {
	text, err := r.text(s.Ordinal)
	if err != nil {
		return evalset.Passage{}, err
	}
	start := utf8.RuneCountInString(text[:s.Start])
	return evalset.Passage{Doc: s.Doc, Start: start, End: start + utf8.RuneCountInString(s.Text)}, nil
}
