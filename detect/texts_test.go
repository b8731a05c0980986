package detect

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/flat"
)

// shelf is an input that can be read again.
type shelf struct {
	texts []string
	asked int
}

func (s *shelf) Text(place uint64) (string, error) {
	s.asked++
	if place >= uint64(len(s.texts)) {
		return "", errors.New("gone")
	}
	return s.texts[place], nil
}

func (s *shelf) put(d Document) Document {
	s.texts = append(s.texts, d.Text)
	d.Again, d.Place = s, uint64(len(s.texts)-1)
	return d
}

func TestTextsAreReadAgainOrKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shelves := []*shelf{{}, {}}
		texts := againTexts{kept: newTexts(nil)}
		var want []string
		for range rapid.IntRange(1, 20).Draw(t, "documents") {
			d := Document{Text: rapid.String().Draw(t, "text")}
			want = append(want, d.Text)
			if k := rapid.IntRange(0, 2).Draw(t, "shelf"); k < 2 {
				d = shelves[k].put(d)
			}
			require.NoError(t, texts.Add(&d, nil))
		}
		for range want {
			d := rapid.IntRange(0, len(want)-1).Draw(t, "ordinal")
			got, err := texts.Text(d)
			require.NoError(t, err)
			require.Equal(t, want[d], got)
		}
	})
}

// The first texts are kept as they are, up to a bound, and the others compressed; a
// reader tells them apart.
func TestFirstTextsAreKeptAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCorpus(nil, newVocabulary())
		store := c.texts.(*textStore)
		store.size = plainTexts - rapid.IntRange(0, 60).Draw(t, "room")
		var want []string
		for range rapid.IntRange(1, 12).Draw(t, "documents") {
			d := Document{Text: rapid.StringN(0, 20, -1).Draw(t, "text")}
			want = append(want, d.Text)
			var packed []byte
			if rapid.Bool().Draw(t, "packed") {
				packed = packText(d.Text, nil)
			}
			require.NoError(t, c.texts.Add(&d, packed))
			require.NoError(t, c.docs.add(&d, 0))
		}
		require.LessOrEqual(t, store.size, plainTexts)
		r := textReader{c: c}
		for d := range want {
			text, err := c.texts.Text(d)
			require.NoError(t, err)
			require.Equal(t, want[d], text)
			text, err = r.text(d)
			require.NoError(t, err)
			require.Equal(t, want[d], text)
		}
	})
	bounded, err := flat.OnDisk(t.TempDir(), 1<<20)
	require.NoError(t, err)
	defer func() { require.NoError(t, bounded.Close()) }()
	store := newTexts(bounded)
	require.NoError(t, store.Add(&Document{Text: "as it is"}, nil))
	assert.Empty(t, store.plain, "where memory is bounded")
}

// A document level scan asks for the texts it measures, and notices when they
// are no longer what they were.
func TestDocumentLevelReadsAgain(t *testing.T) {
	body := storyOf(quay, library, glacier, bakery)
	docs := texts(body, storyOf(body, gambit), orchard)
	want := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	require.Len(t, want.Pairs, 1)
	var s shelf
	for i := range docs {
		docs[i] = s.put(docs[i])
	}
	got := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	assert.Equal(t, want.Pairs, got.Pairs)
	assert.Equal(t, 2, s.asked)
	for _, change := range []func(){func() { s.texts[1] += "." }, func() { s.texts = s.texts[:1] }} {
		change()
		d, err := New(with(func(o *Options) { o.Level = DocumentLevel }))
		require.NoError(t, err)
		_, err = d.Scan(context.Background(), articles(docs), Discard{})
		assert.ErrorContains(t, err, "b: ")
	}
}

// Of the texts that a worker asked for, the last two are what they were, and few stay in
// memory where they are long.
func TestTextReaderKeepsTheLastTwo(t *testing.T) {
	const long = heldBytes/2 + 1
	c := newCorpus(nil, newVocabulary())
	c.texts.(*textStore).size = plainTexts // none as they are
	var want []string
	for i := range heldTexts + 5 {
		want = append(want, strings.Repeat(string(rune('a'+i%26)), 1+i*7))
	}
	for i := range 4 {
		want = append(want, strings.Repeat(string(rune('A'+i)), long))
	}
	for i := range want {
		d := Document{Name: letters(i), Text: want[i]}
		require.NoError(t, c.texts.Add(&d, nil))
		require.NoError(t, c.docs.add(&d, 0))
	}
	rapid.Check(t, func(t *rapid.T) {
		r := textReader{c: c}
		last, before := -1, ""
		for _, d := range rapid.SliceOfN(rapid.IntRange(0, len(want)-1), 1, 3*heldTexts).Draw(t, "documents") {
			got, err := r.text(d)
			require.NoError(t, err)
			require.True(t, got == want[d])
			require.True(t, last < 0 || before == want[last], "document %d changed by reading %d", last, d)
			last, before = d, got
			size := 0
			for i := range r.held {
				size += r.held[i].bytes()
			}
			require.Equal(t, size, r.size)
			require.LessOrEqual(t, size, heldBytes+3*long)
			require.LessOrEqual(t, len(r.held), heldTexts)
		}
	})
}
