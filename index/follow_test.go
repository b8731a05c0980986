package index

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/lsh"
)

// finds tells whether a document is found by all its keys.
func finds(t require.TestingT, x detect.Index, keys []lsh.Key, ctx *testing.T) bool {
	n := 0
	require.NoError(t, x.Postings(ctx.Context(), keys, func(int, []uint32) error { n++; return nil }))
	return n == len(keys)
}

// What is written is found by readers once it is published, though nothing
// follows, the writer does not close, and its postings are few.
func TestPublishedIsFound(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, func(o *Options) { o.Publish = 50 * time.Millisecond })
	add(t, x, doc("first", 1))
	add(t, x, doc("last", 2))
	keys := x.keysOf(doc("last", 2))
	assert.EventuallyWithT(t, func(c *assert.CollectT) {
		r, err := Open(dir, Options{ReadOnly: true})
		require.NoError(c, err)
		defer r.Close()
		assert.True(c, finds(c, r, keys, t))
	}, time.Minute, 20*time.Millisecond)
	require.NoError(t, x.Close())
}

// Who need not be told gives nobody to tell; what is closed may be closed again.
func TestFollowerTellsNobody(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, nil)
	add(t, x, doc("first", 1))
	require.NoError(t, x.Close())
	require.NoError(t, x.Close())
	now := time.Now()
	f, err := Follow(dir, Options{Now: func() time.Time { return now }}, nil)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "published")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "published"), nil, 0o600))
	now = now.Add(time.Hour)
	found, err := f.Find("first")
	require.NoError(t, err)
	assert.Len(t, found, 1)
	require.NoError(t, f.Close())
	require.NoError(t, f.Close())
}

// A Follower goes on to an archive that was made anew in the place of the one it has, though
// both were published as often.
func TestFollowerOfAnotherArchive(t *testing.T) {
	made := func(dir, name string) {
		x := open(t, dir, nil)
		add(t, x, doc(name, 1))
		require.NoError(t, x.Close())
	}
	for name, leave := range map[string]func(dir string) error{
		"removed": os.RemoveAll,
		"aside":   func(dir string) error { return os.Rename(dir, dir+".old") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "archive")
			made(dir, "former")
			made(dir+".new", "latter")
			now := time.Now()
			f, err := Follow(dir, Options{Now: func() time.Time { return now }}, func(err error) { t.Error(err) })
			require.NoError(t, err)
			require.NoError(t, leave(dir))
			require.NoError(t, os.Rename(dir+".new", dir))
			now = now.Add(time.Hour)
			found, err := f.Find("latter")
			require.NoError(t, err)
			assert.Len(t, found, 1)
			require.NoError(t, f.Close())
		})
	}
}

// A Follower sees what is published, and stands what is asked meanwhile.
func TestFollower(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, func(o *Options) { o.Publish = time.Millisecond })
	add(t, x, doc("first", 1))
	require.NoError(t, x.Close())
	f, err := Follow(dir, Options{}, func(err error) { t.Error(err) })
	require.NoError(t, err)
	x = open(t, dir, func(o *Options) { o.Publish = time.Millisecond })
	first, last := x.keysOf(doc("first", 1)), x.keysOf(doc("last", 2))
	assert.True(t, finds(t, f, first, t))
	assert.False(t, finds(t, f, last, t))
	add(t, x, doc("last", 2))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					assert.True(t, finds(t, f, first, t))
					_, err := f.Document(t.Context(), 0)
					assert.NoError(t, err)
				}
			}
		})
	}
	assert.Eventually(t, func() bool { return finds(t, f, last, t) }, time.Minute, 20*time.Millisecond)
	close(stop)
	readers.Wait()
	found, err := f.Find("last")
	require.NoError(t, err)
	assert.Len(t, found, 1)
	_, err = f.Document(t.Context(), 7)
	require.ErrorIs(t, err, detect.ErrNoDocument)
	require.NoError(t, f.Close())
	require.NoError(t, x.Close())
}
