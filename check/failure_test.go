package check

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/lsh"
)

// faulty is a sink that takes so many records and no more.
type faulty struct {
	recorder
	left  int
	kinds map[string]int // how many records of each kind it took
	begin detect.Begin
}

var errFull = errors.New("no room")

func (f *faulty) take(kind string) error {
	if f.left--; f.left < 0 {
		return errFull
	}
	f.kinds[kind]++
	return nil
}

func (f *faulty) Begin(b detect.Begin) error              { f.begin = b; return f.take("begin") }
func (f *faulty) Result(*Result) error                    { return f.take("result") }
func (f *faulty) Match(*detect.Match) error               { return f.take("match") }
func (f *faulty) Group(*detect.Group) error               { return f.take("group") }
func (f *faulty) Pair(*detect.Pair) error                 { return f.take("pair") }
func (f *faulty) Cluster(*detect.Cluster) error           { return f.take("cluster") }
func (f *faulty) Document(*detect.DocumentShares) error   { return f.take("document") }
func (f *faulty) Skip(detect.Skip) error                  { return f.take("skip") }
func (f *faulty) End(detect.Stats) error                  { return f.take("end") }
func newFaulty(left int) *faulty                          { return &faulty{left: left, kinds: map[string]int{}} }
func (f *faulty) scan(d *detect.Detector, p Policy) error { return scanAll(d, p, f) }

// scanAll scans a draft of which every kind of record is told.
func scanAll(d *detect.Detector, p Policy, sink Sink) error {
	const line = "The harbour master of Lower Quay counts sixty boats before sunrise and writes their names into a green ledger."
	draft := detect.Document{Name: "draft", Text: line + "\n\nWhat follows was said.\n\n" + line + "\n"}
	archive := []detect.Document{draft}
	for i := range 30 {
		archive = append(archive, detect.Document{Name: fmt.Sprint("s", i), Text: line + "\n"})
	}
	_, err := Scan(context.Background(), d, []detect.Document{draft, {Name: "empty"}}, detect.All(archive...), p, sink)
	return err
}

// An error of the sink ends a scan and is returned, whichever record it would not take.
func TestErrorsOfTheSink(t *testing.T) {
	o := Options(detect.Defaults())
	o.Documents = true
	d, err := detect.New(o)
	require.NoError(t, err)
	all := newFaulty(1 << 20)
	require.NoError(t, all.scan(d, Policy{}))
	records := 0
	for _, kind := range []string{"begin", "result", "match", "group", "pair", "cluster", "document", "skip", "end"} {
		require.Positive(t, all.kinds[kind], kind)
		records += all.kinds[kind]
	}
	for n := range records {
		f := newFaulty(n)
		require.ErrorIs(t, f.scan(d, Policy{}), errFull, "after %d records", n)
		require.Equal(t, -1, f.left, "nothing comes after the error")
	}
}

// Equal fingerprints mean equal results: each field of a policy changes it.
func TestFingerprintOfAScan(t *testing.T) {
	seen := map[string]bool{}
	policies := []Policy{
		{}, {Ignore: []string{"green ledger"}}, {Trusted: []string{"green ledger"}}, {MinWords: 3}, {MaxSources: 3}, {Count: []Reason{Quotation}}, {Limits: []Limit{{Spun, .1}}},
		{Limits: []Limit{{Spun, .2}}},
	}
	for _, p := range policies {
		f := newFaulty(1)
		require.ErrorIs(t, f.scan(detector(t), p), errFull)
		seen[f.begin.Fingerprint] = true
	}
	require.Len(t, seen, len(policies))
}

// brokenShelf is an index that fails: from a document on, or when it is asked for any.
type brokenShelf struct {
	*shelf
	postings bool
	from     uint32
}

var errDamaged = errors.New("damaged")

func (b brokenShelf) Postings(ctx context.Context, keys []lsh.Key, f func(int, []uint32) error) error {
	if b.postings {
		return errDamaged
	}
	return b.shelf.Postings(ctx, keys, f)
}

func (b brokenShelf) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	if ordinal >= b.from {
		return detect.Document{}, errDamaged
	}
	return b.shelf.Document(ctx, ordinal)
}

func TestErrorsOfAnIndex(t *testing.T) {
	draft := files(t, "../testdata/desk/draft.txt")[0]
	archive := files(t, "../testdata/desk/archive/*.txt")
	archive = append(archive, archive...)
	d := detector(t)
	whole := newShelf(d, archive)
	_, err := Run(t.Context(), d, draft, brokenShelf{shelf: whole, postings: true}, Policy{})
	require.ErrorIs(t, err, errDamaged)
	require.ErrorContains(t, err, "draft.txt")
	for from := range uint32(2) {
		x := brokenShelf{shelf: whole, from: from}
		_, err := Run(t.Context(), d, draft, x, Policy{})
		require.ErrorIs(t, err, errDamaged)
		found, err := Sources(t.Context(), d, []detect.Document{draft}, x, Policy{})
		require.NoError(t, err)
		require.Greater(t, found.Stage.Out, int64(from))
		var errs []error
		for _, err := range found.Documents(t.Context()) {
			errs = append(errs, err)
		}
		require.Len(t, errs, int(from)+1, "the error is the last")
		require.ErrorIs(t, errs[from], errDamaged)
		asked := 0
		for range found.Documents(t.Context()) {
			asked++
			break
		}
		require.Equal(t, 1, asked)
	}
}

// A detector of whole documents finds no passages: every draft would pass.
func TestDetectorOfWholeDocuments(t *testing.T) {
	o := Options(detect.Defaults())
	o.Level = detect.DocumentLevel
	d, err := detect.New(o)
	require.NoError(t, err)
	draft := detect.Document{Name: "draft", Text: "Sixty boats left."}
	_, err = Run(context.Background(), d, draft, nil, Policy{})
	require.ErrorIs(t, err, errOptions)
	unread := func(func(detect.Document, error) bool) { t.Error("documents were read for nothing") }
	_, err = Scan(context.Background(), d, []detect.Document{draft}, unread, Policy{}, nil)
	require.ErrorIs(t, err, errOptions)
}
