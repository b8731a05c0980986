package filter

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
)

// bulk reads news articles of some length; the test is skipped where there are none.
func bulk(t *testing.T, name string, most int) (texts []string) {
	t.Helper()
	root := os.Getenv("RESPUN_DATA")
	if root == "" {
		t.Skip("RESPUN_DATA names no folder with labelled data")
	}
	f, err := os.Open(filepath.Join(root, "bulk", name))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() && len(texts) < most {
		var d struct{ Text string }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &d))
		if len(d.Text) >= 900 {
			texts = append(texts, strings.TrimSpace(d.Text))
		}
	}
	require.NoError(t, lines.Err())
	return texts
}

var word = regexp.MustCompile(`\S+`)

// copies of an article, by kind; other is another article.
var copies = map[string]func(w writer, text, other string) string{
	"same":  func(_ writer, text, _ string) string { return text },
	"typed": func(_ writer, text, _ string) string { return strings.ReplaceAll(text, "'", "’") + "\n" },
	"2 %":   func(w writer, text, other string) string { return replaceWords(w, text, other, .02) },
	"5 %":   func(w writer, text, other string) string { return replaceWords(w, text, other, .05) },
	"half": func(_ writer, text, other string) string {
		return cut(text, len(text)/2) + "\n" + cut(other, len(text)/2)
	},
	"framed": func(_ writer, text, other string) string {
		return cut(other, len(text)/2) + "\n" + text + "\n" + cut(other[len(other)/2:], len(text)/2)
	},
}

// cut returns the first n bytes of a text, or all of it.
func cut(text string, n int) string { return strings.ToValidUTF8(text[:min(n, len(text))], "") }

func replaceWords(w writer, text, other string, rate float64) string {
	from := word.FindAllString(other, -1)
	return word.ReplaceAllStringFunc(text, func(s string) string {
		if w.Float64() < rate {
			return from[w.IntN(len(from))]
		}
		return s
	})
}

// TestQuality measures the rule where a stream's documents and their copies are
// known: the numbers are pinned a little below what they are.
func TestQuality(t *testing.T) {
	texts := append(bulk(t, "bbc.jsonl.gz", 1200), bulk(t, "news.jsonl.gz", 1800)...)
	w := newWriter(42)
	w.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	half := len(texts) / 2
	f := newFilter(t, nil)
	for _, text := range texts[:half] {
		put(t, f, "", text)
	}
	found, total := map[string]int{}, 0
	right, said, due := 0, 0, 0
	for i := 0; i+1 < half; i += 5 {
		total++
		for _, kind := range slices.Sorted(maps.Keys(copies)) { // in a fixed order: they draw from one source of chance
			copied := copies[kind]
			text := copied(w, texts[i], texts[half+i])
			v, err := f.nearestTo(t, text)
			require.NoError(t, err)
			if v.Kind != Unseen {
				found[kind]++
			}
			near := exactJaccard(texts[i], text) >= nearJaccard
			if near {
				due++
			}
			if v.Kind == NearDuplicate || v.Kind == Exact {
				said++
				if near {
					right++
				}
			}
		}
	}
	t.Logf("of %d: %v; near-duplicates: %d due, %d said, %d right", total, found, due, said, right)
	for kind, least := range map[string]float64{"same": 1, "typed": 1, "2 %": 1, "5 %": .99, "half": .95, "framed": .99} {
		assert.GreaterOrEqual(t, float64(found[kind]), least*float64(total), kind)
	}
	assert.GreaterOrEqual(t, float64(right), .99*float64(due), "recall at Jaccard .7")
	assert.GreaterOrEqual(t, float64(right), .99*float64(said), "precision at Jaccard .7")
}

// nearestTo judges a text without remembering it.
func (f *Filter) nearestTo(t *testing.T, text string) (Verdict, error) {
	var o outliner
	var out outline
	o.outline(text, &out)
	v, _, err := f.judge(t.Context(), &detect.Document{}, 0, &out)
	return v, err
}

func exactJaccard(a, b string) float64 {
	var o outliner
	var x, y outline
	o.outline(a, &x)
	o.outline(b, &y)
	var s set
	s.reset(len(x.shingles))
	for _, h := range x.shingles {
		s.add(h)
	}
	n := float64(s.shared(y.shingles))
	return n / (float64(len(x.shingles)+len(y.shingles)) - n)
}
