package detect

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mixed is a collection with everything in it, in a shuffled order.
func mixed(seed uint64, t testing.TB) []Document {
	docs := texts(
		storyOf(quay, library), storyOf(glacier, quaySpun), storyOf(bakery, gambit), storyOf(bakerySpun, orchard), storyOf(quay, quay, quay),
		storyOf(quay, quaySpun, library, glacier), "", "word", storyOf(quay, library), storyOf(tunnel, whales, tunnel), "今天。"+quay,
	)
	for i := range 30 {
		docs = append(docs, Document{Name: fmt.Sprint("wire", i), Text: storyOf(whales, story(uint64(i), 4)), Date: fmt.Sprint(2020 - i%7), Source: fmt.Sprint(i % 3)})
	}
	docs = append(docs, seedDocuments(t)...)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
	return docs
}

func TestWorkersDoNotChangeRecords(t *testing.T) {
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		for seed := range uint64(3) {
			docs := mixed(seed, t)
			run := func(workers int) *records {
				return scanned(t, with(func(o *Options) {
					o.Workers, o.Level, o.Documents, o.Classes, o.MaxPairwise = workers, level, true, allClasses(), 10
				}), docs...).comparable()
			}
			one := run(1)
			assertRanges(t, one, docs)
			for _, workers := range []int{2, 8} {
				assert.Equal(t, one, run(workers), "%s, %d workers", level, workers)
			}
		}
	}
}

func TestScanEndsWithItsContext(t *testing.T) {
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		ctx, cancel := context.WithCancelCause(context.Background())
		why := errors.New("enough")
		d, err := New(with(func(o *Options) { o.Level = level }))
		require.NoError(t, err)
		endless := func(yield func(Document, error) bool) {
			for i := 0; yield(Document{Name: fmt.Sprint(i), Text: quay}, nil); i++ {
				if i == 1000 {
					cancel(why)
				}
			}
		}
		begun := time.Now()
		_, err = d.Scan(ctx, endless, new(records))
		assert.ErrorIs(t, err, why)
		assert.Less(t, time.Since(begun), 20*time.Second)
	}
}

// TestPanicsAreTheCallers: what the caller's own functions throw the caller can catch, no
// goroutine is left, and what a checkpoint has stays.
func TestPanicsAreTheCallers(t *testing.T) {
	docs := mixed(0, t)
	short := func(yield func(Document, error) bool) {
		for i := range 8 { // more than a batch: workers and what gathers are at it
			if !yield(Document{Name: fmt.Sprint(i), Text: story(uint64(i), 2000)}, nil) {
				return
			}
		}
		panic("docs")
	}
	onDisk := func(o *Options) { o.Memory, o.Tmp = 4<<30, t.TempDir() }
	for _, o := range []Options{Defaults(), with(func(o *Options) { o.Level = DocumentLevel }), with(onDisk)} {
		o.Workers, o.Checkpoint = 2, t.TempDir()
		d, err := New(o)
		require.NoError(t, err)
		require.PanicsWithValue(t, "docs", func() { _, _ = d.Scan(t.Context(), short, new(records)) })
		require.PanicsWithValue(t, "sink", func() { _, _ = d.Scan(t.Context(), All(docs...), new(panics)) })
		kept, err := os.ReadDir(o.Checkpoint)
		require.NoError(t, err)
		require.NotEmpty(t, kept)
		_, err = d.Scan(t.Context(), All(docs...), new(records))
		require.NoError(t, err)
	}
}

// panics is a sink that takes nothing.
type panics struct{ records }

func (*panics) Begin(Begin) error { panic("sink") }

// at ends a run when something is told of a stage.
func TestScanEndsInEveryStage(t *testing.T) {
	docs := mixed(0, t)
	for _, stage := range []string{"read", "compare", "judge", "measure"} {
		ctx, cancel := context.WithCancel(context.Background())
		d, err := New(with(func(o *Options) {
			o.Progress = func(s Stage) {
				if s.Name == stage {
					cancel()
				}
			}
		}))
		require.NoError(t, err)
		_, err = d.Scan(ctx, All(docs...), new(records))
		assert.ErrorIs(t, err, context.Canceled, stage)
	}
}

func TestProgressIsToldOfEveryStage(t *testing.T) {
	var names []string
	last := map[string]Stage{}
	scanned(t, with(func(o *Options) {
		o.Workers = 3
		o.Progress = func(s Stage) {
			if last[s.Name].Name == "" {
				names = append(names, s.Name)
			}
			assert.GreaterOrEqual(t, s.Out, last[s.Name].Out)
			last[s.Name] = s
		}
	}), mixed(0, t)...)
	assert.Equal(t, []string{"read", "compare", "judge", "measure"}, names)
	for _, name := range names[1:] {
		assert.Equal(t, last[name].In, last[name].Out, name)
	}
}

// failing is a Sink that fails at one kind of record.
type failing struct {
	records
	at string
}

var errFull = errors.New("disk full")

func (f *failing) fail(at string) error {
	if f.at == at {
		return errFull
	}
	return nil
}
func (f *failing) Begin(Begin) error              { return f.fail("begin") }
func (f *failing) Match(*Match) error             { return f.fail("match") }
func (f *failing) Group(*Group) error             { return f.fail("group") }
func (f *failing) Pair(*Pair) error               { return f.fail("pair") }
func (f *failing) Cluster(*Cluster) error         { return f.fail("cluster") }
func (f *failing) Document(*DocumentShares) error { return f.fail("document") }
func (f *failing) Skip(Skip) error                { return f.fail("skip") }
func (f *failing) End(Stats) error                { return f.fail("end") }

func TestSinkErrorsEndTheRun(t *testing.T) {
	d, err := New(with(func(o *Options) { o.Documents, o.MaxPairwise = true, 1 }))
	require.NoError(t, err)
	for _, at := range []string{"begin", "match", "group", "pair", "cluster", "document", "skip", "end"} {
		_, err := d.Scan(context.Background(), withErrors(texts(quay, quay), skipped{"x"}), &failing{at: at})
		assert.ErrorIs(t, err, errFull, at)
	}
	_, err = d.Scan(context.Background(), withErrors(texts(quay, quay), skipped{"x"}), &failing{})
	assert.NoError(t, err)
}

// skipped stands for an input that was left out.
type skipped struct{ name string }

func (s skipped) Error() string                   { return s.name + ": no text" }
func (s skipped) Skip() (doc, why, detail string) { return s.name, "no-text", "line 3" }

// skippedOften stands for many parts of an input.
type skippedOften struct {
	skipped
	parts int
}

func (s skippedOften) Parts() int { return s.parts }

func withErrors(docs []Document, errs ...error) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
		for _, err := range errs {
			if !yield(Document{}, err) {
				return
			}
		}
	}
}

func TestInputErrors(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	r := new(records)
	stats, err := d.Scan(context.Background(), withErrors(texts(quay, quay), skipped{"x"}, skipped{"y"}), r)
	require.NoError(t, err)
	assert.Equal(t, []Skip{{Doc: "x", Reason: "no-text", Detail: "line 3"}, {Doc: "y", Reason: "no-text", Detail: "line 3"}}, r.Skips)
	assert.Equal(t, map[string]int64{"no-text": 2}, stats.Skipped)
	assert.Equal(t, stats, r.Stats)
	assert.Len(t, r.Matches, 1, "the rest is scanned")

	r = new(records)
	stats, err = d.Scan(context.Background(), withErrors(texts(quay), skipped{"x"}, fmt.Errorf("wrapped: %w", skippedOften{skipped{"y"}, 7})), r)
	require.NoError(t, err)
	assert.Equal(t, 7, r.Skips[1].Count)
	assert.Equal(t, map[string]int64{"no-text": 8}, stats.Skipped)

	r = new(records)
	stats, err = d.Scan(context.Background(), nil, r)
	require.NoError(t, err)
	assert.Zero(t, stats.Documents, "of nothing")

	broken := errors.New("cable cut")
	_, err = d.Scan(context.Background(), withErrors(texts(quay), skipped{"x"}, broken), new(records))
	assert.ErrorIs(t, err, broken)
}

// A document may come with a skip: a part of it was left out.
func TestPartlySkippedDocumentIsScanned(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	r := new(records)
	_, err = d.Scan(context.Background(), func(yield func(Document, error) bool) {
		_ = yield(Document{Name: "a", Text: quay}, skipped{"a"}) && yield(Document{Name: "b", Text: quay}, nil)
	}, r)
	require.NoError(t, err)
	assert.Len(t, r.Matches, 1)
	assert.Len(t, r.Skips, 1)
}

func TestOptionsNameEveryFault(t *testing.T) {
	assert.NoError(t, Defaults().Validate())
	_, err := New(Options{MinConfidence: 2, MinSimilarity: -1, MinPair: 1.5, MinWords: -1, Workers: -2, Language: "klingon"})
	for _, want := range []string{"confidence is 2", "similarity is -1", "pair is 1.5", "words is -1", "up to 0 places", "-2 workers", `"klingon"`} {
		assert.ErrorContains(t, err, want)
	}
	for want, change := range map[string]func(o *Options){
		"level 2":                    func(o *Options) { o.Level = DocumentLevel + 1 },
		"kind 3":                     func(o *Options) { o.Kinds = []Kind{Spun, Spun + 1} },
		"class 9":                    func(o *Options) { o.Classes = []Class{Quotation + 1} },
		"rule for the same source 3": func(o *Options) { o.SameSource = SameSourceOnly + 1 },
	} {
		_, err := New(with(change))
		assert.ErrorContains(t, err, want)
	}
}

func TestFingerprintTellsResultsApart(t *testing.T) {
	base := Defaults().fingerprint()
	same := []func(o *Options){
		func(o *Options) { o.Workers = 7 }, func(o *Options) { o.Progress = func(Stage) {} },
		func(o *Options) { o.Trace = func(Trace) {} }, func(o *Options) { o.Kinds = []Kind{Spun, Verbatim, NearDuplicate, Spun} },
		func(o *Options) { o.Classes = []Class{Reuse} },
	}
	for i, change := range same {
		assert.Equal(t, base, with(change).fingerprint(), i)
	}
	seen := map[string]int{base: -1}
	for i, change := range []func(o *Options){
		func(o *Options) { o.Level = DocumentLevel }, func(o *Options) { o.Kinds = []Kind{Spun} }, func(o *Options) { o.Classes = []Class{List} },
		func(o *Options) { o.MinSimilarity = .1 }, func(o *Options) { o.MinConfidence = .6 }, func(o *Options) { o.MinWords = 7 },
		func(o *Options) { o.MinPair = .6 }, func(o *Options) { o.MaxPairwise = 7 }, func(o *Options) { o.SameSource = SameSourceOnly },
		func(o *Options) { o.Documents = true }, func(o *Options) { o.Language = "de" }, func(o *Options) { o.OnlyNew = true },
		func(o *Options) { o.Brute = true }, func(o *Options) { o.Keep = []string{"x"} }, func(o *Options) { o.Keep = []string{"y"} },
		func(o *Options) { o.Keep = []string{"x", "y"} }, func(o *Options) { o.Keep = []string{"y", "x"} },
	} {
		f := with(change).fingerprint()
		was, known := seen[f]
		assert.False(t, known, "%d and %d", i, was)
		seen[f] = i
	}
}
