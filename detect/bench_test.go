package detect

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchDocs is how many articles the benchmarks take: some 5 MB.
const benchDocs = 800

// newsFor returns articles of RESPUN_DATA and how many bytes they have.
func newsFor(b testing.TB) (docs []Document, size int64) {
	dir := os.Getenv("RESPUN_DATA")
	if dir == "" {
		b.Skip("RESPUN_DATA names no folder with bulk/news.jsonl.gz")
	}
	f, err := os.Open(filepath.Join(dir, "bulk", "news.jsonl.gz"))
	require.NoError(b, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(b, err)
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 64<<20)
	for len(docs) < benchDocs && lines.Scan() {
		var d struct{ ID, Text string }
		require.NoError(b, json.Unmarshal(lines.Bytes(), &d))
		docs = append(docs, Document{Name: d.ID, Text: d.Text})
		size += int64(len(d.Text))
	}
	return docs, size
}

// benched returns a detector of one worker and the documents it is timed on.
func benched(b *testing.B, level Level) (*Detector, []Document) {
	docs, size := newsFor(b)
	o := Defaults()
	o.Workers, o.Level = 1, level
	d, err := New(o)
	require.NoError(b, err)
	b.SetBytes(size)
	b.ReportAllocs()
	return d, docs
}

// benchStage measures a stage; before makes what it needs, unmeasured.
func benchStage(b *testing.B, before func(*Detector, *corpus) any, stage func(*Detector, *corpus, any)) {
	d, docs := benched(b, PassageLevel)
	for b.Loop() {
		b.StopTimer()
		c, err := d.load(context.Background(), All(docs...), nil, nil)
		require.NoError(b, err)
		made := before(d, c)
		b.StartTimer()
		stage(d, c, made)
	}
}

func nothing(*Detector, *corpus) any { return nil }

func candidates(d *Detector, c *corpus) any {
	pairs, err := (&finder{c: c, o: d.options}).find(context.Background())
	if err != nil {
		panic(err)
	}
	return pairs
}

func BenchmarkLoad(b *testing.B) {
	d, docs := benched(b, PassageLevel)
	for b.Loop() {
		_, err := d.load(context.Background(), All(docs...), nil, nil)
		require.NoError(b, err)
	}
}

func BenchmarkCandidates(b *testing.B) {
	benchStage(b, nothing, func(d *Detector, c *corpus, _ any) { candidates(d, c) })
}

func BenchmarkVerify(b *testing.B) {
	benchStage(b, candidates, func(d *Detector, c *corpus, pairs any) {
		_, _, err := verify(context.Background(), c, d.options, pairs.([]pair))
		require.NoError(b, err)
	})
}

func BenchmarkJudge(b *testing.B) {
	hitsOf := func(d *Detector, c *corpus) any {
		found, _, err := verify(context.Background(), c, d.options, candidates(d, c).([]pair))
		require.NoError(b, err)
		return found
	}
	benchStage(b, hitsOf, func(d *Detector, c *corpus, found any) {
		r := &result{c: c, o: d.options}
		require.NoError(b, r.judge(context.Background(), found.(*hitStore)))
	})
}

func BenchmarkScan(b *testing.B) {
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		b.Run(level.String(), func(b *testing.B) {
			d, docs := benched(b, level)
			for b.Loop() {
				_, err := d.Scan(context.Background(), All(docs...), Discard{})
				require.NoError(b, err)
			}
		})
	}
}
