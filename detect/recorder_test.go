package detect

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/evalset"
)

// records is a Sink that keeps everything, in order.
type records struct {
	Begun    Begin
	Matches  []Match
	Groups   []Group
	Pairs    []Pair
	Clusters []Cluster
	Shares   []DocumentShares
	Skips    []Skip
	Stats    Stats
}

func (r *records) Begin(b Begin) error              { r.Begun = b; return nil }
func (r *records) Match(m *Match) error             { r.Matches = append(r.Matches, *m); return nil }
func (r *records) Group(g *Group) error             { r.Groups = append(r.Groups, *g); return nil }
func (r *records) Pair(p *Pair) error               { r.Pairs = append(r.Pairs, *p); return nil }
func (r *records) Cluster(c *Cluster) error         { r.Clusters = append(r.Clusters, *c); return nil }
func (r *records) Document(s *DocumentShares) error { r.Shares = append(r.Shares, *s); return nil }
func (r *records) Skip(s Skip) error                { r.Skips = append(r.Skips, s); return nil }
func (r *records) End(s Stats) error                { r.Stats = s; return nil }

// comparable returns r without what cannot be compared: functions.
func (r *records) comparable() *records {
	c := *r
	c.Begun.Text, c.Begun.Doc = nil, nil
	return &c
}

// stage returns a stage of the funnel, and fails the test where there is none.
func (r *records) stage(t testing.TB, name string) Stage {
	t.Helper()
	at := slices.IndexFunc(r.Stats.Stages, func(s Stage) bool { return s.Name == name })
	require.GreaterOrEqual(t, at, 0, "no stage %q", name)
	return r.Stats.Stages[at]
}

// scanned runs a scan and fails the test where that fails.
func scanned(t testing.TB, o Options, docs ...Document) *records {
	t.Helper()
	d, err := New(o)
	require.NoError(t, err)
	r := new(records)
	_, err = d.Scan(context.Background(), All(docs...), r)
	require.NoError(t, err)
	return r
}

// texts names texts by letters: a, b, c, ...
func texts(list ...string) (docs []Document) {
	for i, t := range list {
		docs = append(docs, Document{Name: letters(i), Text: t})
	}
	return docs
}

// running is a text of n words, numbered from the given one on.
func running(from, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "word%d ", from+i)
	}
	return b.String()
}

func letters(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return fmt.Sprintf("%s%c", letters(i/26-1), 'a'+i%26)
}

// with changes the default options.
func with(change func(o *Options)) Options {
	o := Defaults()
	change(&o)
	return o
}

// assertRanges checks that every range slices to the text that was reported, and
// that the counts of evidence add up.
func assertRanges(t assert.TestingT, r *records, docs []Document) {
	for i := range r.Matches {
		m := &r.Matches[i]
		for _, s := range []*Side{&m.A, &m.B} {
			if !assertSpan(t, s.Span, docs[s.Ordinal].Text) {
				return
			}
			assert.Equal(t, docs[s.Ordinal].Text[s.Start:s.End], s.Text)
			assert.Positive(t, s.Words)
		}
		assert.False(t, m.A.Ordinal > m.B.Ordinal || m.A.Ordinal == m.B.Ordinal && m.A.End > m.B.Start, "%v %v", m.A, m.B)
		assert.True(t, m.Similarity >= 0 && m.Similarity <= 1 && m.Confidence >= 0 && m.Confidence <= 1)
		e := &m.Evidence
		assert.Equal(t, m.A.Words, e.Kept+e.Moved+e.Synonyms+e.Replaced+e.Dropped)
		assert.Equal(t, m.B.Words, e.Kept+e.Moved+e.Synonyms+e.Replaced+e.Added)
		assertMarks(t, e.MarksA, m.A)
		assertMarks(t, e.MarksB, m.B)
	}
	for _, g := range r.Groups {
		for _, p := range g.Occurrences {
			assertSpan(t, p.Span, docs[p.Ordinal].Text)
		}
		assert.Contains(t, g.Occurrences, g.Representative)
	}
	assert.True(t, slices.IsSortedFunc(r.Matches, func(x, y Match) int { return byMatchPlace(&x, &y) }))
}

func assertSpan(t assert.TestingT, s Span, text string) bool {
	return assert.True(t, 0 <= s.Start && s.Start < s.End && s.End <= len(text), "%v of %d", s, len(text))
}

// assertMarks checks that marked words lie inside their passage, in order.
func assertMarks(t assert.TestingT, marks []MarkedSpan, s Side) {
	if len(marks) == 0 {
		return // too long a passage, see evidence.go
	}
	end := s.Start
	for _, m := range marks {
		if !assert.True(t, end <= m.Start && m.Start < m.End && m.End <= s.End, "%v in %v", m.Span, s.Span) {
			return
		}
		end = m.End
	}
}

// summary of a match for tables: places, kind and class.
func (r *records) summary() (out []string) {
	for _, m := range r.Matches {
		out = append(out, fmt.Sprintf("%s-%s %s %s", m.A.Doc, m.B.Doc, m.Kind, m.Class))
	}
	return out
}

// measuringData returns the folder of labelled data; the test is skipped without.
func measuringData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("RESPUN_DATA")
	if dir == "" {
		t.Skip("RESPUN_DATA is not set: it names the folder of labelled data")
	}
	return dir
}

// bulk loads a collection of news: "bbc", "news" or "reuters21578".
func bulk(t testing.TB, name string) []Document {
	t.Helper()
	f, err := os.Open(filepath.Join(measuringData(t), "bulk", name+".jsonl.gz"))
	require.NoError(t, err)
	defer f.Close()
	docs, err := evalset.LoadDocuments(f)
	require.NoError(t, err)
	return docs
}

// seedDocuments loads the five seed articles.
func seedDocuments(t testing.TB) (docs []Document) {
	t.Helper()
	names, err := filepath.Glob("../seeds/*.txt")
	require.NoError(t, err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		docs = append(docs, Document{Name: filepath.Base(name), Text: string(b)})
	}
	require.NotEmpty(t, docs)
	return docs
}
