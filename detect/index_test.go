package detect

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/lsh"
)

// memoryIndex is the plainest Index.
type memoryIndex struct {
	docs []Document
	keys map[lsh.Key][]uint32
	err  error
}

func newMemoryIndex(d *Detector, docs ...Document) *memoryIndex {
	x := &memoryIndex{docs: docs, keys: map[lsh.Key][]uint32{}}
	for i, doc := range docs {
		seen := map[lsh.Key]bool{}
		for _, s := range d.Keys(doc) {
			for _, k := range append(s.Rare, s.Runs...) {
				if !seen[k] {
					seen[k] = true
					x.keys[k] = append(x.keys[k], uint32(i))
				}
			}
		}
	}
	return x
}

func (x *memoryIndex) Postings(_ context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	for i, k := range keys {
		if docs := x.keys[k]; len(docs) > 0 {
			if err := f(i, docs); err != nil {
				return err
			}
		}
	}
	return x.err
}

func (x *memoryIndex) Document(_ context.Context, ordinal uint32) (Document, error) {
	return x.docs[ordinal], x.err
}

func TestScanAgainstFindsSources(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	archive := texts(storyOf(library, quay), bakery, storyOf(whales, gambit), orchard, glacier)
	x := newMemoryIndex(d, archive...)
	draft := Document{Name: "draft", Text: storyOf(quaySpun, tunnel, gambit)}

	sources, dropped, err := d.Sources(t.Context(), draft, x, 10)
	require.NoError(t, err)
	assert.ElementsMatch(t, []uint32{0, 2}, sources)
	assert.Zero(t, dropped)

	r := new(records)
	_, err = d.ScanAgainst(t.Context(), []Document{draft}, x, 10, r)
	require.NoError(t, err)
	assert.Equal(t, []string{"draft-a spun reuse", "draft-c verbatim reuse"}, r.summary(), "side a is the draft")
	assert.Equal(t, "sources", r.Stats.Stages[0].Name)

	r = new(records)
	_, err = d.ScanAgainst(t.Context(), []Document{draft}, x, 1, r)
	require.NoError(t, err)
	assert.Len(t, r.Matches, 1)
	assert.Equal(t, map[string]int64{"more sources than asked for": 1}, r.Stats.Stages[0].Capped)
}

func TestKeysDependOnTheTextAlone(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	a := d.Keys(Document{Name: "a", Text: storyOf(quay, library)})
	b := d.Keys(Document{Name: "b", Date: "2024", Text: storyOf(quay, library)})
	assert.Equal(t, a, b)
	assert.Len(t, a, 6, "of each sentence")
	assert.Empty(t, d.Keys(Document{}))
	document, err := New(with(func(o *Options) { o.Level = DocumentLevel; o.MinConfidence = .9 }))
	require.NoError(t, err)
	assert.Equal(t, a, document.Keys(Document{Text: storyOf(quay, library)}))
	// Nor do keys depend on what was asked before, in another language.
	english, german := Document{Text: "The port authority of Lindesborg closed its oldest quay."}, Document{Text: languages[0].text}
	k, l := newKeyer(Defaults()), newKeyer(Defaults())
	first, then := k.keys(english), k.keys(german)
	assert.Equal(t, then, l.keys(german))
	assert.Equal(t, first, l.keys(english))
}

func TestIndexErrorsEndTheRun(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	x := newMemoryIndex(d, texts(quay)...)
	x.err = errors.New("disk gone")
	_, _, err = d.Sources(t.Context(), Document{Text: quay}, x, 10)
	assert.ErrorIs(t, err, x.err)
	_, err = d.ScanAgainst(t.Context(), texts(quay), x, 10, new(records))
	assert.ErrorIs(t, err, x.err)
	assert.ErrorContains(t, err, "a:")
}

func TestNoSources(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	x := newMemoryIndex(d, Document{Name: "a", Text: quay})
	for _, limit := range []int{0, -1} {
		ordinals, dropped, err := d.Sources(t.Context(), Document{Name: "draft", Text: quay}, x, limit)
		require.NoError(t, err)
		assert.Empty(t, ordinals)
		assert.Equal(t, 1, dropped)
	}
}

func TestScanAgainstNothing(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	r := new(records)
	_, err = d.ScanAgainst(t.Context(), texts(quay, quay+"\n\n"+quay), nil, 10, r)
	require.NoError(t, err)
	assert.NotEmpty(t, r.Matches)
}

func TestScanAgainstLeavesDraftsAlone(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	drafts := texts(quay)
	_, err = d.ScanAgainst(t.Context(), drafts, newMemoryIndex(d, texts(quay)...), 10, new(records))
	require.NoError(t, err)
	assert.False(t, drafts[0].New, "the caller's slice")
}
