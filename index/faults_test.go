package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/filter"
)

var errDisk = errors.New("the disk cannot be read")

// unreadable is a file system whose tables can't be read any more once it is told so.
type unreadable struct {
	vfs.FS
	now *atomic.Bool
}

func (u unreadable) Open(name string, o ...vfs.OpenOption) (vfs.File, error) {
	f, err := u.FS.Open(name, o...)
	if err != nil || filepath.Ext(name) != ".sst" {
		return f, err
	}
	return unreadableFile{f, u.now}, nil
}

type unreadableFile struct {
	vfs.File
	now *atomic.Bool
}

func (f unreadableFile) ReadAt(p []byte, at int64) (int, error) {
	if f.now.Load() {
		return 0, errDisk
	}
	return f.File.ReadAt(p, at)
}

// What cannot be read is an error to who asks, and never as if it were not there.
func TestUnreadableIsNotAbsent(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, func(o *Options) { o.Outline = filter.Outline })
	var docs []detect.Document
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 40 { // each of its own block, or nearly
		d := doc(fmt.Sprint(i), uint64(i))
		var b strings.Builder
		for range 300 {
			fmt.Fprint(&b, r.Uint64())
		}
		d.Fields["long"] = b.String()
		docs = append(docs, d)
	}
	add(t, x, docs...)
	require.NoError(t, x.Close())
	none := func(x *Index) error { return x.each(documentKey, 0, func(uint32, []byte) error { return nil }) }
	ctx := t.Context()
	for name, ask := range map[string]func(x *Index) error{
		"Document": func(x *Index) error { _, err := x.Document(ctx, 30); return err },
		"Documents": func(x *Index) (err error) {
			for _, e := range x.Documents(ctx) {
				err = e
			}
			return err
		},
		"Entry": func(x *Index) error { _, err := x.Entry(ctx, 30); return err },
		"Entries": func(x *Index) (err error) {
			for _, e := range x.Entries(ctx) {
				err = e
			}
			return err
		},
		"Find":   func(x *Index) error { _, err := x.Find("30"); return err },
		"each":   none,
		"Load":   func(x *Index) error { _, err := x.Load(ctx, func(uint32, []byte) error { return nil }); return err },
		"Add":    func(x *Index) error { _, err := x.Add(ctx, doc("30", 99)); return err },
		"AddAll": func(x *Index) error { _, err := x.AddAll(ctx, doc("30", 99)); return err },
		"Remove": func(x *Index) error { _, err := x.Remove(ctx, "30"); return err },
		"Expire": func(x *Index) error { return x.Expire(35) },
		"Verify": func(x *Index) error { _, err := x.Verify(ctx); return err },
		"Postings": func(x *Index) error {
			return x.Postings(ctx, x.keysOf(docs[30]), func(int, []uint32) error { return nil })
		},
		"Merge from": func(x *Index) error {
			to := inMemory(t)
			defer to.Close()
			_, err := to.Merge(ctx, x)
			return err
		},
		"Merge to": func(x *Index) error {
			from := inMemory(t)
			defer from.Close()
			seen(t, from, docs[30])
			_, err := x.Merge(ctx, from)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			now, copied := new(atomic.Bool), vfs.NewMem()
			_, err := vfs.Clone(vfs.Default, copied, filepath.Join(dir, "db"), "archive/db")
			require.NoError(t, err)
			x := open(t, "archive", func(o *Options) { o.fs = unreadable{copied, now} })
			before := x.Info()
			now.Store(true)
			require.ErrorIs(t, ask(x), errDisk)
			now.Store(false)
			require.Equal(t, before.Documents, x.Info().Documents)
			require.NoError(t, ask(x), "it can be read again")
			require.NoError(t, x.Close())
		})
	}
}

// A record that was cut off, or has something behind it, is damaged.
func TestHalfARecordIsDamaged(t *testing.T) {
	whole := (&entry{doc: doc("name", 1), hash: 1 << 60, hasText: true, hasState: true}).append(nil)
	_, err := parseEntry(whole)
	require.NoError(t, err)
	for n := range whole {
		_, err := parseEntry(whole[:n])
		require.ErrorIs(t, err, errDamaged, "%d bytes", n)
	}
	_, err = parseEntry(append(whole, 0))
	require.ErrorIs(t, err, errDamaged)
	whole = counters{1, 2, 3, 4, 5}.append(nil)
	for n := range whole {
		_, err := parseCounters(whole[:n])
		require.ErrorIs(t, err, errDamaged)
	}
	whole = appendPostings(nil, []posting{5<<32 | 1, 5<<32 | 300, 5<<32 | 70000})
	for n := range whole[1:] {
		require.ErrorIs(t, eachGroup(whole[:n+1], func(group) error { return nil }), errDamaged, "%d bytes", n+1)
	}
	_, err = unpack(pack(text(1, 4))[:20])
	require.Error(t, err)
}

// A filter gets every state, however many there are, unless it is interrupted.
func TestLoadGivesAll(t *testing.T) {
	x := inMemory(t)
	defer x.Close()
	docs, states := make([]detect.Document, 1100), make([][]byte, 1100)
	for i := range docs {
		docs[i].Name, states[i] = fmt.Sprint(i), []byte{1}
	}
	appendStates(t, x, docs, states...)
	require.NoError(t, x.Expire(10))
	var got []uint32
	next, err := x.Load(t.Context(), func(ordinal uint32, _ []byte) error { got = append(got, ordinal); return nil })
	require.NoError(t, err)
	require.EqualValues(t, 1100, next)
	require.Len(t, got, 1090)
	require.EqualValues(t, 10, got[0])
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = x.Load(ctx, func(uint32, []byte) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
}

// After an error of the store nothing is written until it is opened again.
func TestFailedStoreTakesNoMore(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	add(t, x, doc("a", 1))
	x.publishing.Wait()
	require.ErrorContains(t, x.fail(errDisk), "open it again")
	require.ErrorIs(t, x.fail(errors.New("another")), errDisk, "the first")
	_, err := x.Add(t.Context(), doc("b", 2))
	require.ErrorIs(t, err, errDisk)
	_, err = x.AppendStates([]detect.Document{doc("b", 2)}, [][]byte{nil})
	require.ErrorIs(t, err, errDisk)
	_, err = x.Remove(t.Context(), "a")
	require.ErrorIs(t, err, errDisk)
	require.ErrorIs(t, x.Expire(1), errDisk)
	require.ErrorIs(t, x.Compact(t.Context()), errDisk)
	requireHolds(t, x, oracle{"a": 1})
	require.NoError(t, x.Close())
}

// What was compacted is published, or its files would keep what they held.
func TestCompactIsPublished(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, open(t, dir, nil).Close())
	x := open(t, dir, nil)
	before, err := x.publications()
	require.NoError(t, err)
	require.NoError(t, x.Compact(t.Context()))
	require.NoError(t, x.Close())
	after, err := x.publications()
	require.NoError(t, err)
	assert.NotEqual(t, before, after)
}

// A Follower that cannot go on to what is new tells, stays, and tries again.
func TestFollowerStays(t *testing.T) {
	_, err := Follow(t.TempDir(), Options{}, nil)
	require.ErrorIs(t, err, ErrNone)
	dir, now := t.TempDir(), time.Unix(1e9, 0)
	x := open(t, dir, nil)
	add(t, x, doc("a", 1))
	require.NoError(t, x.Close())
	var told []error
	f, err := Follow(dir, Options{Now: func() time.Time { return now }}, func(err error) { told = append(told, err) })
	require.NoError(t, err)
	find := func(name string) int {
		found, err := f.Find(name)
		require.NoError(t, err)
		return len(found)
	}
	x = open(t, dir, nil)
	add(t, x, doc("b", 2))
	require.NoError(t, x.Close())
	assert.Zero(t, find("b"), "no second has passed")
	disk := f.options.fs
	f.options.fs = vanishing{sealed{vfs.Default}}
	now = now.Add(lookAgain)
	assert.Zero(t, find("b"))
	assert.Len(t, told, 1)
	assert.Equal(t, 1, find("a"))
	f.options.fs = disk
	assert.Zero(t, find("b"), "no second has passed since")
	now = now.Add(lookAgain)
	assert.Equal(t, 1, find("b"))
	assert.Len(t, told, 1)
	left, err := filepath.Glob(filepath.Join(dir, "readers", "*"))
	require.NoError(t, err)
	assert.Len(t, left, 1, "of the one that is read")
	assert.EqualValues(t, 2, f.Info().Documents)
	require.NoError(t, f.Close())
}

// A merge of more documents of one name than are looked up one by one.
func TestMergeManyNamesakes(t *testing.T) {
	x, from := inMemory(t), inMemory(t)
	defer x.Close()
	defer from.Close()
	var want []string
	for i := range uint64(3 * largeNamesakes) {
		d := doc("a", i)
		if i%3 == 0 { // another text, which the first that comes takes the place of
			seen(t, x, doc("a", 100+i))
		}
		if i%4 == 0 { // the same text
			seen(t, x, d)
		}
		seen(t, from, d)
		want = append(want, version(d, "s"))
	}
	added, err := x.Merge(context.Background(), from)
	require.NoError(t, err)
	assert.Equal(t, Added{New: 3*largeNamesakes - 6 - 1, Replaced: 1, Unchanged: 6}, added)
	assert.ElementsMatch(t, want, versions(t, x))
	requireSound(t, x)
}
