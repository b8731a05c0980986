package detect

import (
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/evalset"
)

// TestScanQuality holds what a scan reaches at its default setting: alarms in
// plain news, rewrites hidden in news, clusters of documents. A change is a line
// in a diff. `RESPUN_DATA=folder go test ./detect -run ScanQuality -update`
// renews it. Sources and hosts are those that no fitting has seen.
func TestScanQuality(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	data := measuringData(t)
	var out strings.Builder
	news := bulk(t, "news")
	alarmsIn(t, &out, news[:1500])
	planted(t, &out, data, news)
	for _, name := range []string{"bbc", "reuters21578"} {
		clustering(t, &out, data, name)
	}
	golden := filepath.Join("testdata", "scan_quality.txt")
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(golden, []byte(out.String()), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), out.String(), "renew with -update if the change is meant")
}

// alarmsIn counts matches in news where nothing is labelled, by kind and class.
func alarmsIn(t *testing.T, out *strings.Builder, docs []Document) {
	r := scanned(t, with(func(o *Options) { o.Classes = allClasses() }), docs...)
	fmt.Fprintf(out, "%d articles of bulk news\n", len(docs))
	table(t, out, evalset.Alarms(nil, r.measured(docs)))
	counts := map[[3]string]int{}
	for _, m := range r.Matches {
		where := "across"
		if m.A.Ordinal == m.B.Ordinal {
			where = "inside"
		}
		counts[[3]string{m.Kind.String(), m.Class.String(), where}]++
	}
	for _, k := range kindNames {
		for _, c := range classNames {
			if a, i := counts[[3]string{k, c, "across"}], counts[[3]string{k, c, "inside"}]; a+i > 0 {
				fmt.Fprintf(out, "%s, %s: %d across, %d inside\n", k, c, a, i)
			}
		}
	}
	fmt.Fprintf(out, "groups: %d, pairs: %d, clusters: %d\n\n", len(r.Groups), len(r.Pairs), len(r.Clusters))
}

// planted measures the recall of rewrites hidden in unrelated news, over pools of
// different draws.
func planted(t *testing.T, out *strings.Builder, data string, news []Document) {
	rewrites, err := evalset.LoadSpunNews(os.DirFS(filepath.Join(data, "spun_news")))
	require.NoError(t, err)
	hosts, _ := evalset.Hosts(news, rewrites.Sources)
	var all []evalset.Case
	var run evalset.Run
	for seed := range uint64(3) {
		docs, cases, err := evalset.MakePool(seed+1, evalset.PoolOptions{
			Rewrites: rewrites.Paragraphs, Hosts: hosts, MinWords: evalset.DefaultMinWords,
			Sources: evalset.Residue{Modulus: 4, Remainder: 2}, HostsOf: evalset.Residue{Modulus: 2, Remainder: 1},
		})
		require.NoError(t, err)
		for i := range docs {
			docs[i].Name = fmt.Sprint(seed, docs[i].Name)
		}
		for i := range cases {
			cases[i].A.Doc, cases[i].B.Doc = fmt.Sprint(seed, cases[i].A.Doc), fmt.Sprint(seed, cases[i].B.Doc)
		}
		got := scanned(t, Defaults(), docs...).measured(docs)
		all, run.Matches, run.Documents = append(all, cases...), append(run.Matches, got.Matches...), run.Documents+got.Documents
	}
	fmt.Fprintf(out, "%d rewrites hidden in %d articles\n", len(all), run.Documents)
	table(t, out, evalset.Recall(all, run))
	table(t, out, evalset.Alarms(all, run))
	out.WriteByte('\n')
}

// clustering compares clusters of documents with silver pairs, those made by
// exact comparison.
func clustering(t *testing.T, out *strings.Builder, data, name string) {
	f, err := os.Open(filepath.Join(data, "bulk", name+".silver_pairs.jsonl.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	silver, err := evalset.LoadSilver(z)
	require.NoError(t, err)
	docs := bulk(t, name)
	r := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	result, err := evalset.Silver(silver, r.measured(docs), .5)
	require.NoError(t, err)
	fmt.Fprintf(out, "%s by documents: %d pairs, %d clusters\n", name, len(r.Pairs), len(r.Clusters))
	table(t, out, result)
	out.WriteByte('\n')
}

func table(t *testing.T, out *strings.Builder, rows evalset.Table) {
	t.Helper()
	require.NoError(t, evalset.WriteTable(out, rows))
}

// measured gives the records as the measures want them, which count in runes.
func (r *records) measured(docs []Document) evalset.Run {
	run := evalset.Run{Documents: len(docs)}
	passage := func(s Side) evalset.Passage {
		start := utf8.RuneCountInString(docs[s.Ordinal].Text[:s.Start])
		return evalset.Passage{Doc: s.Doc, Start: start, End: start + utf8.RuneCountInString(s.Text)}
	}
	for _, m := range r.Matches {
		run.Matches = append(run.Matches, evalset.Match{
			Sides: evalset.Sides{A: passage(m.A), B: passage(m.B)}, Kind: m.Kind.String(), Class: m.Class.String(), Confidence: m.Confidence,
		})
	}
	for _, c := range r.Clusters {
		run.Clusters = append(run.Clusters, c.Docs)
	}
	return run
}
