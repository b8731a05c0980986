package textstore

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/flat"
	"respun/shingle"
)

func TestTextsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(nil)
		m.size = rapid.SampledFrom([]int{0, PlainBytes - 20, PlainBytes}).Draw(t, "bytes before")
		texts := rapid.SliceOfN(rapid.String(), 1, 9).Draw(t, "texts")
		for i := range rapid.SampledFrom([]int{0, 2 * recentTexts}).Draw(t, "more") {
			texts = append(texts, strconv.Itoa(i))
		}
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
		r := NewReader(texts)
		for range want {
			d := rapid.IntRange(0, len(want)-1).Draw(t, "ordinal")
			for _, ask := range []func(int) (string, error){texts.Text, r.Text} {
				got, err := ask(d)
				require.NoError(t, err)
				require.Equal(t, want[d], got)
			}
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
		room := rapid.IntRange(0, 60).Draw(t, "room")
		store.size += PlainBytes - room
		var want []string
		plain, fits := 0, true
		for range rapid.IntRange(1, 12).Draw(t, "documents") {
			d := shingle.Document{Text: rapid.StringN(0, 20, -1).Draw(t, "text")}
			want = append(want, d.Text)
			var packed []byte
			if rapid.IntRange(0, 9).Draw(t, "packed") == 9 {
				packed = Pack(d.Text, make([]byte, rapid.IntRange(0, 30).Draw(t, "buffer")))
			}
			require.NoError(t, store.Add(&d, packed))
			if fits = fits && packed == nil && len(d.Text) <= room; fits {
				room -= len(d.Text)
				plain++
			}
		}
		require.Len(t, store.plain, plain)
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

// A text that can't be stored, or is damaged, is an error, for whoever asks, and again; the
// others are still there.
func TestFailuresAreTold(t *testing.T) {
	store := New(nil)
	store.size = PlainBytes
	for _, text := range []string{"whole", "broken", "whole too"} {
		require.NoError(t, store.Add(&shingle.Document{Text: text}, nil))
	}
	require.NoError(t, store.blocks.Put(1, []byte("no block")))
	r := NewReader(store)
	for range 2 {
		for _, ask := range []func(int) (string, error){store.Text, r.Text} {
			_, err := ask(1)
			require.ErrorContains(t, err, "stored text is damaged")
			for d, want := range map[int]string{0: "whole", 2: "whole too"} {
				text, err := ask(d)
				require.NoError(t, err)
				require.Equal(t, want, text)
			}
		}
	}

	dir := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.Mkdir(dir, 0o700))
	disk, err := flat.OnDisk(dir, 1<<20)
	require.NoError(t, err)
	defer func() { require.NoError(t, disk.Close()) }()
	require.NoError(t, os.Remove(dir))
	for _, k := range []Keeper{New(disk), NewAgain(disk)} {
		assert.ErrorIs(t, k.Add(&shingle.Document{Text: "nowhere to go"}, nil), os.ErrNotExist)
	}

	closed, err := flat.OnDisk(t.TempDir(), 1<<20)
	require.NoError(t, err)
	store = New(closed)
	require.NoError(t, store.Add(&shingle.Document{Text: "out of reach"}, nil))
	require.NoError(t, closed.Close())
	r = NewReader(store)
	for _, ask := range []func(int) (string, error){store.Text, r.Text} {
		_, err := ask(0)
		assert.ErrorIs(t, err, os.ErrClosed)
	}
}

func upTo(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}

// Of the texts that a worker asked for, the last ones are what they were, and at hand: the
// last two, where they are long.
func TestReaderKeepsTheLastOnes(t *testing.T) {
	const long = heldBytes/2 + 1
	store := New(nil)
	store.size = PlainBytes // none as they are
	var want []string
	for i := range heldTexts + 5 {
		want = append(want, strings.Repeat(string(rune('a'+i%26)), 1+i*7))
	}
	short := len(want)
	for i := range 4 {
		want = append(want, strings.Repeat(string(rune('A'+i)), long))
	}
	for i := range want {
		d := shingle.Document{Text: want[i]}
		require.NoError(t, store.Add(&d, nil))
	}
	rapid.Check(t, func(t *rapid.T) {
		good := 2
		from := rapid.SampledFrom([]int{0, 1, short - 2}).Draw(t, "from")
		to := len(want) - 1
		if from == 0 {
			good, to = heldTexts-1, short-1
		}
		r := NewReader(store)
		var last []int // different ones, in the order in which they were asked for
		texts := map[int]string{}
		documents := rapid.SliceOfN(rapid.IntRange(from, to), 1, 3*heldTexts).Draw(t, "documents")
		if rapid.Bool().Draw(t, "all of them before") {
			documents = append(rapid.Permutation(upTo(short)).Draw(t, "before"), documents...)
		}
		for _, d := range documents {
			got, err := r.Text(d)
			require.NoError(t, err)
			require.True(t, got == want[d])
			if slices.Contains(last, d) {
				require.True(t, unsafe.StringData(got) == unsafe.StringData(texts[d]), "document %d was made anew", d)
			}
			last = append(slices.DeleteFunc(last, func(x int) bool { return x == d }), d)
			last = last[max(0, len(last)-good):]
			texts[d] = got
			for _, x := range last {
				require.True(t, texts[x] == want[x], "document %d changed by reading %d", x, d)
			}
			size := 0
			for i := range r.held {
				size += r.held[i].bytes()
			}
			require.Equal(t, size, r.size)
			require.LessOrEqual(t, size, 3*long)
			require.LessOrEqual(t, len(r.held), heldTexts)
		}
	})
}
