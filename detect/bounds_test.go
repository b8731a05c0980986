package detect

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/decide"
)

// What an early bound drops no full measuring would have kept.
func TestOutlineBoundsTheScore(t *testing.T) {
	files, err := filepath.Glob("../seeds/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var docs []Document
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		docs = append(docs, Document{Name: f, Text: string(text)})
	}
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(context.Background(), func(yield func(Document, error) bool) {
		for _, doc := range docs {
			if !yield(doc, nil) {
				return
			}
		}
	}, nil)
	require.NoError(t, err)
	defer c.close()
	p, n := newPairer(c), 0
	for a := range c.docs.len() {
		for b := a; b < c.docs.len(); b++ {
			p.open(c.view(a), c.view(b))
			for i := 0; i < c.view(a).len(); i++ {
				for j := 0; j < c.view(b).len(); j++ {
					for _, w := range p.windows(i, j, nil) {
						f, replaceable := p.outline(&w)
						most := decide.Collection.Most(f, replaceable)
						full, _ := p.features(&w, math.Inf(-1))
						require.LessOrEqual(t, decide.Collection.Score(full), most+rounding, "%v %v of %d and %d", w.A, w.B, a, b)
						n++
					}
				}
			}
		}
	}
	assert.Greater(t, n, 200)
}

func TestWindowSetAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s windowSet
		for range rapid.IntRange(1, 3).Draw(t, "rounds") {
			s.clear()
			seen := map[[2]run]bool{}
			for range rapid.IntRange(0, 300).Draw(t, "windows") {
				r := func(name string) run {
					first := rapid.IntRange(0, 9).Draw(t, name)
					return run{first, first + rapid.IntRange(0, 2).Draw(t, name)}
				}
				w := window{A: r("a"), B: r("b")}
				key := [2]run{w.A, w.B}
				assert.Equal(t, !seen[key], s.add(&w))
				seen[key] = true
			}
		}
	})
}

func TestShingleSetAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s shingleSet
		for range rapid.IntRange(1, 3).Draw(t, "rounds") {
			list := rapid.SliceOfN(rapid.Map(rapid.Uint64Range(0, 50), func(x uint64) uint64 { return 2*x + 1 }), 0, 200).Draw(t, "hashes")
			s.clear(len(list))
			seen := map[uint64]bool{}
			for _, x := range list {
				assert.Equal(t, seen[x], s.has(x))
				assert.Equal(t, !seen[x], s.add(x))
				seen[x] = true
			}
			assert.Equal(t, len(seen), s.size)
		}
	})
}

func TestTextsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newTexts(nil)
		texts := rapid.SliceOfN(rapid.String(), 1, 2*recentTexts).Draw(t, "texts")
		for _, x := range texts {
			require.NoError(t, m.Add(x))
		}
		for range 2 * len(texts) {
			d := rapid.IntRange(0, len(texts)-1).Draw(t, "ordinal")
			got, err := m.Text(d)
			require.NoError(t, err)
			assert.Equal(t, texts[d], got)
		}
	})
}
