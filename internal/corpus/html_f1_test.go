package corpus

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var update = flag.Bool("update", false, "renew the golden files")

// dataFolder is where labelled data lie; tests that need them are skipped without.
func dataFolder(t testing.TB) string {
	dir := os.Getenv("RESPUN_DATA")
	if dir == "" {
		t.Skip("RESPUN_DATA is not set: the labelled data are not at hand")
	}
	return dir
}

// goldPage is one page with the text a person marked as its article.
type goldPage struct {
	Set, HTML, URL, Lang, Text string
	raw                        string
}

func goldPages(t testing.TB) (pages []goldPage) {
	dir := filepath.Join(dataFolder(t), "html")
	list, err := os.ReadFile(filepath.Join(dir, "gold.jsonl"))
	require.NoError(t, err)
	for line := range bytes.Lines(list) {
		var p goldPage
		require.NoError(t, json.Unmarshal(line, &p))
		raw, err := os.ReadFile(filepath.Join(dir, p.HTML))
		require.NoError(t, err)
		if strings.HasSuffix(p.HTML, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(raw))
			require.NoError(t, err)
			raw, err = io.ReadAll(z)
			require.NoError(t, err)
		}
		p.raw = string(raw)
		pages = append(pages, p)
	}
	return pages
}

var wordRun = regexp.MustCompile(`[\p{L}\p{M}\p{N}_]+`)

// f1 compares two texts by their runs of four words, counted with repeats: the
// measure of the article extraction benchmark the English pages come from.
func f1(got, want string) float64 {
	g, w := grams(got), grams(want)
	both, sum := 0, 0
	for k, n := range g {
		both += min(n, w[k])
		sum += n
	}
	for _, n := range w {
		sum += n
	}
	if sum == 0 {
		return 1
	}
	return 2 * float64(both) / float64(sum)
}

func grams(s string) map[string]int {
	words := wordRun.FindAllString(s, -1)
	found := map[string]int{}
	for i := range max(1, len(words)-3) {
		found[strings.Join(words[i:min(len(words), i+4)], " ")]++
	}
	return found
}

func TestMainText(t *testing.T) {
	pages := goldPages(t)
	var table strings.Builder
	sum, bare, count := map[string]float64{}, map[string]float64{}, map[string]int{}
	for _, p := range pages {
		score := f1(extract(page{raw: p.raw, url: p.URL}).text, p.Text)
		bare[p.Set] += f1(withoutCaptions(t, p), p.Text)
		fmt.Fprintf(&table, "%s %-11s %-5s %.3f\n", filepath.Base(p.HTML), p.Set, p.Lang, score)
		sum[p.Set] += score
		count[p.Set]++
	}
	var head strings.Builder
	head.WriteString("mean 4-gram F1 of main text, and with captions left out as the labels have it\n")
	for _, set := range []string{"aeb", "fundus", "readability"} {
		fmt.Fprintf(&head, "%-11s %3d pages %.4f %.4f\n", set, count[set], sum[set]/float64(count[set]), bare[set]/float64(count[set]))
	}
	golden(t, "html_f1.txt", head.String()+"\n"+table.String())
	require.GreaterOrEqual(t, sum["aeb"]/float64(count["aeb"]), .93)
}

// withoutCaptions is what extraction would give if it dropped figures.
func withoutCaptions(t *testing.T, p goldPage) string {
	text, _ := decodePage(p.raw, "")
	doc, err := parse(text)
	require.NoError(t, err)
	text, _ = mainText(doc, p.URL, func(n *html.Node) bool {
		return isAround(n) || n.DataAtom == atom.Figure || n.DataAtom == atom.Figcaption
	})
	return text
}

// golden holds a file below testdata; -update renews it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func BenchmarkHTML(b *testing.B) {
	pages := goldPages(b)
	size := 0
	for _, p := range pages {
		size += len(p.raw)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, p := range pages {
			extract(page{raw: p.raw, url: p.URL})
		}
	}
	b.ReportMetric(float64(len(pages)*b.N)/b.Elapsed().Seconds(), "pages/s")
}
