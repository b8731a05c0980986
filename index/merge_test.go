package index

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zeebo/xxh3"
	"pgregory.net/rapid"

	"respun/detect"
	"respun/filter"
)

// inMemory is an archive that knows a filter's states.
func inMemory(t require.TestingT) *Index {
	o := Options{fs: vfs.NewMem(), Create: true, Passages: true, Publish: time.Hour, Outline: filter.Outline, State: filter.ReadState}
	x, err := Open("archive", o)
	require.NoError(t, err)
	return x
}

func merge(t require.TestingT, x, from *Index) Added {
	added, err := x.Merge(context.Background(), from)
	require.NoError(t, err)
	requireSound(t, x)
	return added
}

func appendStates(t require.TestingT, x *Index, docs []detect.Document, states ...[]byte) {
	wait, err := x.AppendStates(docs, states)
	require.NoError(t, err)
	require.NoError(t, wait())
}

// seen stores what a filter that keeps no texts does.
func seen(t require.TestingT, x *Index, docs ...detect.Document) {
	for _, d := range docs {
		state := filter.Outline(d, 1)
		d.Text = ""
		appendStates(t, x, []detect.Document{d}, state)
	}
}

// versions lists what an archive holds, as name, text, and what is there of it: "t" the
// text, "s" the state.
func versions(t require.TestingT, x *Index) (out []string) {
	m := merging{x: x}
	require.NoError(t, x.each(documentKey, 0, func(ordinal uint32, _ []byte) error {
		p, err := m.part(x, ordinal)
		have := ""
		if p.hasText {
			have += "t"
		}
		if p.hasState {
			have += "s"
		}
		out = append(out, fmt.Sprintf("%s %x %s", p.doc.Name, p.hash, have))
		return err
	}))
	slices.Sort(out)
	return out
}

// version is a line of versions.
func version(d detect.Document, have string) string {
	return fmt.Sprintf("%s %x %s", d.Name, xxh3.HashString(d.Text), have)
}

func TestMerge(t *testing.T) {
	a, b := open(t, t.TempDir(), nil), open(t, t.TempDir(), nil)
	defer a.Close()
	defer b.Close()
	add(t, a, doc("a", 1), doc("b", 2))
	add(t, b, doc("b", 2), doc("c", 3), doc("a", 4))
	appendStates(t, b, []detect.Document{{Name: "seen"}, {Name: "seen"}}, []byte("one"), []byte("two"))
	assert.Equal(t, Added{New: 3, Replaced: 1, Unchanged: 1}, merge(t, a, b))
	var states []string
	_, err := a.Load(t.Context(), func(_ uint32, state []byte) error {
		states = append(states, string(state))
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"one", "two"}, states)
	assert.Equal(t, Added{Unchanged: 5}, merge(t, a, b), "states that nobody can read are told by their bytes")
}

// What becomes of a name that both archives have, or one of them more than once.
func TestMergeNames(t *testing.T) {
	built := func(docs ...detect.Document) func(*Index) {
		return func(x *Index) { add(t, x, docs...) }
	}
	filtered := func(docs ...detect.Document) func(*Index) {
		return func(x *Index) { seen(t, x, docs...) }
	}
	all := func(steps ...func(*Index)) func(*Index) {
		return func(x *Index) {
			for _, step := range steps {
				step(x)
			}
		}
	}
	nothing := func(*Index) {}
	a1, a2, a3, empty, nameless := doc("a", 1), doc("a", 2), doc("a", 3), detect.Document{Name: "e"}, detect.Document{Text: text(5, 4)}
	named := detect.Document{Name: fmt.Sprintf("text:%016x", xxh3.HashString(nameless.Text)), Text: nameless.Text}
	for _, c := range []struct {
		name     string
		into, of func(*Index)
		added    Added
		want     []string
	}{
		{"states", nothing, filtered(a1, doc("b", 2)), Added{New: 2}, []string{version(a1, "s"), version(doc("b", 2), "s")}},
		{"the same state", filtered(a1), filtered(a1), Added{Unchanged: 1}, []string{version(a1, "s")}},
		{"another state", filtered(a1), filtered(a2), Added{Replaced: 1}, []string{version(a2, "s")}},
		{"revisions", filtered(a3), filtered(a1, a2), Added{New: 1, Replaced: 1}, []string{version(a1, "s"), version(a2, "s")}},
		{"an earlier revision", filtered(a1, a2), filtered(a1), Added{Unchanged: 1}, []string{version(a1, "s"), version(a2, "s")}},
		{"repeated states", nothing, filtered(a1, a1, a1), Added{New: 1, Unchanged: 2}, []string{version(a1, "s")}},
		{"an empty text", nothing, built(empty), Added{New: 1}, []string{version(empty, "ts")}},
		{"the same empty text", built(empty), built(empty), Added{Unchanged: 1}, []string{version(empty, "ts")}},
		{"a text for a state", filtered(a1), built(a1), Added{Replaced: 1}, []string{version(a1, "ts")}},
		{"a state for a text", built(a1), filtered(a1), Added{Unchanged: 1}, []string{version(a1, "ts")}},
		{"a state of another text", built(a1), filtered(a2), Added{New: 1}, []string{version(a1, "ts"), version(a2, "s")}},
		{"a text of another state", filtered(a1), built(a2), Added{New: 1}, []string{version(a1, "s"), version(a2, "ts")}},
		{"of both, each its like", all(built(a1), filtered(a2)), built(a3), Added{Replaced: 1}, []string{version(a2, "s"), version(a3, "ts")}},
		{"a text that was met twice", all(filtered(a1, a1)), built(a1), Added{Replaced: 1}, []string{version(a1, "ts")}},
		{"no name", nothing, filtered(nameless, nameless), Added{New: 1, Unchanged: 1}, []string{version(named, "s")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, from := inMemory(t), inMemory(t)
			defer x.Close()
			defer from.Close()
			c.into(x)
			c.of(from)
			held := versions(t, from)
			assert.Equal(t, c.added, merge(t, x, from))
			slices.Sort(c.want)
			assert.Equal(t, c.want, versions(t, x))
			again := merge(t, x, from)
			assert.Equal(t, Added{Unchanged: len(held)}, again)
			assert.Equal(t, c.want, versions(t, x))
			if c.name != "no name" && c.name != "repeated states" {
				assert.Equal(t, Added{Unchanged: len(held)}, merge(t, from, from), "into itself")
				assert.Equal(t, held, versions(t, from))
			}
		})
	}
}

// apart returns an archive to merge into and one to merge from, of which one has the text
// of a document (bare: the one merged into, or not) and the other its state.
func apart(t *testing.T, a detect.Document, into bool) (x, from, bare *Index) {
	bare, states := inMemory(t), inMemory(t)
	bare.options.Outline = nil
	add(t, bare, a)
	seen(t, states, a)
	if into {
		return bare, states, bare
	}
	return states, bare, bare
}

// A text and a state that lie apart, as where an archive was made without outlines, come
// together from either archive.
func TestMergeJoinsTextAndState(t *testing.T) {
	a := doc("a", 1)
	for _, into := range []bool{true, false} {
		x, from, _ := apart(t, a, into)
		assert.Equal(t, Added{Replaced: 1}, merge(t, x, from))
		assert.Equal(t, []string{version(a, "ts")}, versions(t, x))
		got, err := x.Document(t.Context(), mustFind(t, x, "a"))
		require.NoError(t, err)
		assert.Equal(t, a, got)
		assert.Equal(t, Added{Unchanged: 1}, merge(t, x, from))
		require.NoError(t, x.Close())
		require.NoError(t, from.Close())
	}
}

// A text that is damaged is no text that is empty: nothing is merged then.
func TestMergeOfADamagedText(t *testing.T) {
	a := doc("a", 1)
	for _, into := range []bool{true, false} {
		x, from, bare := apart(t, a, into)
		require.NoError(t, bare.db.Set(ordinalKey(textKey, 0), pack("other"), pebble.Sync))
		before := versions(t, x)
		_, err := x.Merge(t.Context(), from)
		require.ErrorIs(t, err, errDamaged)
		require.Equal(t, before, versions(t, x))
		require.NoError(t, x.Close())
		require.NoError(t, from.Close())
	}
}

// A state tells how many ordinals before stands the document that it is a copy of: merging
// keeps the distances, with the gaps that removed documents left.
func TestMergeKeepsDistances(t *testing.T) {
	x, from := inMemory(t), inMemory(t)
	defer x.Close()
	defer from.Close()
	add(t, x, doc("here", 1), doc("there", 2))
	add(t, from, doc("original", 3), doc("between", 4), doc("copy", 5))
	_, err := from.Remove(t.Context(), "between")
	require.NoError(t, err)
	merge(t, x, from)
	require.EqualValues(t, 2, mustFind(t, x, "original"))
	require.EqualValues(t, 4, mustFind(t, x, "copy"))
}

func mustFind(t *testing.T, x *Index, name string) uint32 {
	t.Helper()
	found, err := x.Find(name)
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}

// For any archives: all that comes is there afterwards, once; what was there is, unless
// its like came under its name; and merging again changes nothing.
func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) *Index {
			x := inMemory(t)
			for range rapid.IntRange(0, 30).Draw(t, label) {
				d := doc(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name"), rapid.Uint64Range(0, 14).Draw(t, "text"))
				if rapid.Bool().Draw(t, "with text") {
					_, err := x.Add(context.Background(), d)
					require.NoError(t, err)
				} else {
					seen(t, x, d)
				}
			}
			return x
		}
		x, from := draw("there"), draw("coming")
		defer x.Close()
		defer from.Close()
		before, coming := versions(t, x), versions(t, from)
		added := merge(t, x, from)
		require.Equal(t, len(coming), added.New+added.Replaced+added.Unchanged)
		after := versions(t, x)
		for _, v := range coming {
			require.True(t, holds(after, v), "%s came", v)
		}
		for _, v := range before {
			if !holds(after, v) {
				require.True(t, slices.ContainsFunc(coming, func(w string) bool { return w[0] == v[0] }), "%s is gone", v)
			}
		}
		require.Equal(t, Added{Unchanged: len(coming)}, merge(t, x, from))
		require.Equal(t, after, versions(t, x))
	})
}

// holds tells whether an archive has a version, maybe with more of it.
func holds(have []string, v string) bool {
	return slices.Contains(have, v) || slices.Contains(have, v[:len(v)-1]+"ts")
}

// What a filter knew it knows after any number of merges, of a frame's documents too.
func TestMergedAgainAFilterKnowsTheSame(t *testing.T) {
	x, from := inMemory(t), inMemory(t)
	defer x.Close()
	defer from.Close()
	for seed := range uint64(60) {
		d := detect.Document{Name: fmt.Sprint(seed), Text: text(seed, 20), Source: "paper"}
		seen(t, from, d)
	}
	for range 9 {
		merge(t, x, from)
	}
	assert.EqualValues(t, 60, x.Info().Documents)
	o := filter.Defaults()
	o.Store = x
	f, err := filter.New(t.Context(), o)
	require.NoError(t, err)
	v, err := f.Put(t.Context(), detect.Document{Name: "late", Text: text(7, 20) + text(99, 3), Source: "paper"})
	require.NoError(t, err)
	assert.Equal(t, filter.NearDuplicate, v.Kind, "%+v", v)
	assert.Equal(t, "7", v.Of)
}
