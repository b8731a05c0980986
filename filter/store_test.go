package filter_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/filter"
	"respun/index"
)

func words(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 5))
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "w%d ", r.IntN(20000))
	}
	return b.String()
}

// stream is documents of which many repeat earlier ones.
func stream(n int) (docs []detect.Document) {
	r := rand.New(rand.NewPCG(1, 6))
	for i := range n {
		text := words(uint64(i), 60+r.IntN(200))
		if i > 5 && i%3 == 0 {
			text = docs[r.IntN(len(docs))].Text + words(uint64(i), r.IntN(120))
		}
		docs = append(docs, detect.Document{Name: fmt.Sprint("doc ", i%(n-7)), Text: text, Source: "s"})
	}
	return docs
}

// What is said must not depend on where it is remembered, nor on restarts, nor on
// how documents are grouped.
func TestStoreSaysTheSame(t *testing.T) {
	docs := stream(240)
	for _, keep := range []bool{false, true} {
		o := filter.Defaults()
		o.KeepText = keep
		f, err := filter.New(t.Context(), o)
		require.NoError(t, err)
		want, err := f.PutAll(t.Context(), docs)
		require.NoError(t, err)
		dir := t.TempDir()
		var got []filter.Verdict
		for from := 0; from < len(docs); from += 80 {
			x, err := index.Open(dir, index.Options{Create: true})
			require.NoError(t, err)
			o.Store = x
			f, err := filter.New(t.Context(), o)
			require.NoError(t, err)
			for i := from; i < from+80; i += 16 {
				v, err := f.PutAll(t.Context(), docs[i:i+16])
				require.NoError(t, err)
				got = append(got, v...)
			}
			again, err := f.PutAll(t.Context(), docs[from:from+80])
			require.NoError(t, err)
			require.Equal(t, got[from:], again)
			require.NoError(t, x.Close())
		}
		require.Equal(t, want, got)
	}
}

// What a document is a copy of came before it: an archive made to say otherwise would have
// who follows it go round in circles.
func TestCopyOfALaterDocument(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	defer x.Close()
	docs := []detect.Document{{Name: "a", Text: words(1, 50)}, {Name: "b", Text: words(1, 50)}}
	var states [][]byte
	for i, twin := range []uint32{math.MaxUint32, 1} { // each of the other
		states = append(states, filter.Outline(docs[i], 1))
		binary.LittleEndian.PutUint32(states[i][3*8+3*4:], twin)
	}
	wait, err := x.AppendStates(docs, states)
	require.NoError(t, err)
	require.NoError(t, wait())
	o := filter.Defaults()
	o.Store = x
	_, err = filter.New(t.Context(), o)
	require.ErrorContains(t, err, "document 0: filter: the state of a document is damaged")
}

// A copy whose original was replaced in the archive, by a merge or by somebody, is an
// original itself, for those behind it too.
func TestOriginalIsReplaced(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	defer x.Close()
	o := filter.Defaults()
	o.Store = x
	put := func(name, text string) filter.Verdict {
		f, err := filter.New(t.Context(), o)
		require.NoError(t, err)
		v, err := f.PutAll(t.Context(), []detect.Document{{Name: name, Text: text}})
		require.NoError(t, err)
		return v[0]
	}
	text := words(1, 100)
	require.Equal(t, filter.Unseen, put("other", words(9, 100)).Kind)
	require.Equal(t, filter.Unseen, put("original", text).Kind)
	require.Equal(t, "original", put("copy", text).Of)
	_, err = x.Add(t.Context(), detect.Document{Name: "original", Text: words(2, 100)})
	require.NoError(t, err)
	v := put("second", text)
	require.Equal(t, filter.Exact, v.Kind)
	require.Equal(t, "copy", v.Of)
	v = put("third", text+words(3, 3))
	require.Equal(t, filter.NearDuplicate, v.Kind)
	require.Equal(t, "second", v.Of, "which has a sketch of its own")
	require.Equal(t, filter.Exact, put("copy", text).Kind, "it gets its first verdict again")
}

func TestStoreForgets(t *testing.T) {
	now := time.Unix(1e9, 0)
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	defer x.Close()
	o := filter.Defaults()
	o.Store, o.TTL, o.Now = x, 1000*time.Second, func() time.Time { return now }
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	for i := range 3000 {
		_, err := f.Put(t.Context(), detect.Document{Name: fmt.Sprint(i), Text: words(uint64(i), 30)})
		require.NoError(t, err)
		now = now.Add(time.Second)
	}
	assert.LessOrEqual(t, f.Stats().Documents, 1000)
	assert.LessOrEqual(t, x.Info().Documents, int64(1000+256), "a block is given back at a time")
	c, err := x.Verify(t.Context())
	require.NoError(t, err)
	assert.Empty(t, c.Faults)
	now = now.Add(500 * time.Second)
	f, err = filter.New(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, 499, f.Stats().Documents, "after a restart")
}

func TestPassagesFromAStore(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true, Passages: true})
	require.NoError(t, err)
	defer x.Close()
	o := filter.Defaults()
	o.Store, o.Level = x, detect.PassageLevel
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	v, err := f.PutAll(t.Context(), []detect.Document{
		{Name: "source", Text: `The city council approved a new budget on Tuesday that raises spending on public transport by twelve million dollars.
Officials said the additional money would pay for forty electric buses and longer service hours on weekends.`},
		{Name: "spun", Text: `Gardeners in the valley are waiting for rain after the driest spring in decades, and many have given up on tomatoes.
On Tuesday the city council approved a new budget that raises spending on public transportation by 12 million dollars.
The additional money would pay for forty electric buses and for longer service hours on weekends, officials said.`},
	})
	require.NoError(t, err)
	assert.Equal(t, filter.Spun, v[1].Kind, "%+v", v[1])
	assert.Equal(t, "source", v[1].Of)
}

// A filter whose store failed says so and nothing else: it would call copies what
// was never stored.
func TestStoreFails(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	o := filter.Defaults()
	o.Store = broken{x}
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	for range 2 {
		_, err = f.Put(t.Context(), detect.Document{Name: "a", Text: "some words"})
		require.ErrorContains(t, err, "no disk")
	}
	require.NoError(t, x.Close())
}

// Who is interrupted while a text is read may go on: nothing was lost.
func TestInterruptedWhileReading(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	o := filter.Defaults()
	o.KeepText, o.Store = true, &interrupting{x, cancel}
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	text := words(1, 300)
	_, err = f.Put(t.Context(), detect.Document{Name: "a", Text: text})
	require.NoError(t, err)
	_, err = f.Put(ctx, detect.Document{Name: "b", Text: text + " and more"})
	require.ErrorIs(t, err, context.Canceled)
	v, err := f.Put(t.Context(), detect.Document{Name: "b", Text: text + " and more"})
	require.NoError(t, err)
	assert.Equal(t, filter.NearDuplicate, v.Kind)
	assert.EqualValues(t, 2, f.Stats().Verdicts["new"]+f.Stats().Verdicts["near-duplicate"])
	require.NoError(t, x.Close())
}

// interrupting is a store during whose reading the context ends.
type interrupting struct {
	*index.Index
	cancel func()
}

func (i *interrupting) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	i.cancel()
	return i.Index.Document(ctx, ordinal)
}

type broken struct{ *index.Index }

func (broken) AppendStates([]detect.Document, [][]byte) (func() error, error) {
	return nil, fmt.Errorf("no disk")
}

// What was stored long ago is forgotten at once, and all of it may be.
func TestAllIsForgottenWhenReopened(t *testing.T) {
	now := time.Unix(1e9, 0)
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	defer x.Close()
	o := filter.Defaults()
	o.Store, o.Now = x, func() time.Time { return now }
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	docs := stream(600)
	_, err = f.PutAll(t.Context(), docs)
	require.NoError(t, err)
	now = now.Add(time.Hour)
	o.TTL = time.Second
	f, err = filter.New(t.Context(), o)
	require.NoError(t, err)
	assert.Zero(t, f.Stats().Documents)
	for range 2 {
		v, err := f.Put(t.Context(), docs[0])
		require.NoError(t, err)
		assert.Equal(t, filter.Unseen, v.Kind, "the second time it is told again")
	}
	assert.Equal(t, 1, f.Stats().Documents)
}

// As many are compared with after a restart as before it.
func TestSurplusIsForgottenWhenReopened(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true})
	require.NoError(t, err)
	defer x.Close()
	o := filter.Defaults()
	o.Store, o.MaxDocuments = x, 10
	docs := stream(30)
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	_, err = f.PutAll(t.Context(), docs[:20])
	require.NoError(t, err)
	f, err = filter.New(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, 10, f.Stats().Documents)
	v, err := f.Put(t.Context(), detect.Document{Name: "copy", Text: docs[10].Text})
	require.NoError(t, err)
	assert.Equal(t, filter.Exact, v.Kind)
	v, err = f.Put(t.Context(), detect.Document{Name: "late copy", Text: docs[10].Text})
	require.NoError(t, err)
	assert.Equal(t, filter.Unseen, v.Kind, "the tenth before it is another now")
}

const (
	council = `The city council approved a new budget on Tuesday that raises spending on public transport by twelve million dollars.
Officials said the additional money would pay for forty electric buses and longer service hours on weekends.`
	gardens = `Gardeners in the valley are waiting for rain after the driest spring in decades, and many have given up on tomatoes.
On Tuesday the city council approved a new budget that raises spending on public transportation by 12 million dollars.
The additional money would pay for forty electric buses and for longer service hours on weekends, officials said.`
)

// A document whose passages stand in forgotten ones is compared with those that are
// remembered.
func TestPassagesOfForgottenDocuments(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Create: true, Passages: true})
	require.NoError(t, err)
	defer x.Close()
	for name, store := range map[string]filter.Store{"memory": nil, "store": x} {
		o := filter.Defaults()
		o.Store, o.Level, o.MaxDocuments = store, detect.PassageLevel, 1
		f, err := filter.New(t.Context(), o)
		require.NoError(t, err, name)
		v, err := f.PutAll(t.Context(), []detect.Document{
			{Name: "source", Text: council}, {Name: "spun", Text: gardens}, {Name: "other", Text: words(1, 80)},
			{Name: "after", Text: words(2, 60) + "\n\n" + council}, {Name: "late", Text: words(3, 70) + "\n\n" + gardens},
		})
		require.NoError(t, err, name)
		assert.Equal(t, filter.Spun, v[1].Kind, "%s: %+v", name, v[1])
		assert.Equal(t, filter.Unseen, v[3].Kind, "%s: both sources are forgotten: %+v", name, v[3])
		assert.Equal(t, "after", v[4].Of, "%s: %+v", name, v[4])
	}
}

// No verdict is told before its document, and what it repeats, is safe.
func TestVerdictsWaitForTheStore(t *testing.T) {
	for _, level := range []detect.Level{detect.DocumentLevel, detect.PassageLevel} {
		x, err := index.Open(t.TempDir(), index.Options{Create: true, Passages: true})
		require.NoError(t, err)
		s := &waited{Index: x}
		o := filter.Defaults()
		o.Store, o.Level = s, level
		f, err := filter.New(t.Context(), o)
		require.NoError(t, err)
		_, err = f.PutAll(t.Context(), []detect.Document{{Name: "a", Text: council}, {Name: "b", Text: words(1, 50)}})
		require.NoError(t, err)
		assert.Positive(t, s.appended)
		assert.Equal(t, s.appended, s.waits, "level %v", level)
		s.err = fmt.Errorf("disk gone")
		for range 2 { // the second time it would be told as a repetition
			_, err = f.Put(t.Context(), detect.Document{Name: "c", Text: words(2, 50)})
			require.ErrorContains(t, err, "disk gone")
		}
		require.NoError(t, x.Close())
	}
}

// waited is a store that counts who waits for it.
type waited struct {
	*index.Index
	appended, waits int
	err             error
}

func (w *waited) AppendStates(docs []detect.Document, states [][]byte) (func() error, error) {
	wait, err := w.Index.AppendStates(docs, states)
	w.appended++
	return func() error {
		w.waits++
		return errors.Join(w.err, wait())
	}, err
}

// Keys that a full bucket had no room for are told.
func TestFullBucketsAreTold(t *testing.T) {
	f, err := filter.New(t.Context(), filter.Defaults())
	require.NoError(t, err)
	shared := words(1, 200)
	for i := range 80 {
		_, err := f.Put(t.Context(), detect.Document{Name: fmt.Sprint(i), Text: shared + words(uint64(i+2), 400), Source: fmt.Sprint(i)})
		require.NoError(t, err)
		if i == 10 {
			assert.Zero(t, f.Stats().Full)
		}
	}
	assert.Positive(t, f.Stats().Full)
}
