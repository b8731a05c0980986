package textstore

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/flat"
	"respun/shingle"
)

func TestTextsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(nil)
		texts := rapid.SliceOfN(rapid.String(), 1, 2*recentTexts).Draw(t, "texts")
		for _, x := range texts {
			require.NoError(t, m.Add(&shingle.Document{Text: x}, nil))
		}
		for range 2 * len(texts) {
			d := rapid.IntRange(0, len(texts)-1).Draw(t, "ordinal")
			got, err := m.Text(d)
			require.NoError(t, err)
			assert.Equal(t, texts[d], got)
		}
	})
}

// shelf is an input that can be read again.
type shelf struct{ texts []string }

func (s *shelf) Text(place uint64) (string, error) {
	if place >= uint64(len(s.texts)) {
		return "", errors.New("gone")
	}
	return s.texts[place], nil
}

func (s *shelf) put(d shingle.Document) shingle.Document {
	s.texts = append(s.texts, d.Text)
	d.Again, d.Place = s, uint64(len(s.texts)-1)
	return d
}

func TestTextsAreReadAgainOrKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shelves := []*shelf{{}, {}}
		texts := NewAgain(nil)
		var want []string
		for range rapid.IntRange(1, 20).Draw(t, "documents") {
			d := shingle.Document{Text: rapid.String().Draw(t, "text")}
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

func TestTextsThatChangeAreNoticed(t *testing.T) {
	var s shelf
	texts := NewAgain(nil)
	for _, text := range []string{"as it was", "whole"} {
		d := s.put(shingle.Document{Text: text})
		require.NoError(t, texts.Add(&d, nil))
	}
	s.texts[0] = "as it is"
	_, err := texts.Text(0)
	assert.ErrorIs(t, err, errChanged)
	s.texts = s.texts[:1]
	_, err = texts.Text(1)
	assert.ErrorContains(t, err, "gone")
}

// The first texts are kept as they are, up to a bound, and the others compressed; a
// reader tells them apart.
func TestFirstTextsAreKeptAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := New(nil)
		store.size = PlainBytes - rapid.IntRange(0, 60).Draw(t, "room")
		var want []string
		for range rapid.IntRange(1, 12).Draw(t, "documents") {
			d := shingle.Document{Text: rapid.StringN(0, 20, -1).Draw(t, "text")}
			want = append(want, d.Text)
			var packed []byte
			if rapid.Bool().Draw(t, "packed") {
				packed = Pack(d.Text, nil)
			}
			require.NoError(t, store.Add(&d, packed))
		}
		require.LessOrEqual(t, store.size, PlainBytes)
		r := NewReader(store)
		for d := range want {
			text, err := store.Text(d)
			require.NoError(t, err)
			require.Equal(t, want[d], text)
			text, err = r.Text(d)
			require.NoError(t, err)
			require.Equal(t, want[d], text)
		}
	})
	bounded, err := flat.OnDisk(t.TempDir(), 1<<20)
	require.NoError(t, err)
	defer func() { require.NoError(t, bounded.Close()) }()
	store := New(bounded)
	require.NoError(t, store.Add(&shingle.Document{Text: "as it is"}, nil))
	assert.Empty(t, store.plain, "where memory is bounded")
}

// Of the texts that a worker asked for, the last two are what they were, and few stay in
// memory where they are long.
func TestReaderKeepsTheLastTwo(t *testing.T) {
	const long = heldBytes/2 + 1
	store := New(nil)
	store.size = PlainBytes // none as they are
	var want []string
	for i := range heldTexts + 5 {
		want = append(want, strings.Repeat(string(rune('a'+i%26)), 1+i*7))
	}
	for i := range 4 {
		want = append(want, strings.Repeat(string(rune('A'+i)), long))
	}
	for i := range want {
		d := shingle.Document{Text: want[i]}
		require.NoError(t, store.Add(&d, nil))
	}
	rapid.Check(t, func(t *rapid.T) {
		r := NewReader(store)
		last, before := -1, ""
		for _, d := range rapid.SliceOfN(rapid.IntRange(0, len(want)-1), 1, 3*heldTexts).Draw(t, "documents") {
			got, err := r.Text(d)
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
