package index

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// halfLogged makes an archive of two documents, of which one lies in the log.
func halfLogged(t *testing.T) (dir string) {
	dir = t.TempDir()
	for i, name := range []string{"a", "b"} {
		x := open(t, dir, nil)
		add(t, x, doc(name, uint64(i+1)))
		x.publishing.Wait()
		if i == 0 {
			x.dirty = true // to have it flushed
		}
		require.NoError(t, x.Close())
	}
	return dir
}

// each does something to all files of a pattern below a folder; there are such.
func eachFile(t *testing.T, do func(string) error, parts ...string) {
	files, err := filepath.Glob(filepath.Join(parts...))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		require.NoError(t, do(f))
	}
}

func emptied(file string) error { return os.Truncate(file, 0) }

// An archive whose files have lost what was in them is none that is new, and what was
// published stays.
func TestLostFilesAreNoNewArchive(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(t *testing.T, db string)
		want   string
		shared bool // the damage is the publication's too, whose files are links
	}{
		"log empty":      {func(t *testing.T, db string) { eachFile(t, emptied, db, "*.log") }, "db/000009.log, which is empty, is damaged: ordinals up to 2 were given, it knows of 1", false},
		"manifest empty": {func(t *testing.T, db string) { eachFile(t, emptied, db, "MANIFEST*") }, "MANIFEST", false},
		"table empty":    {func(t *testing.T, db string) { eachFile(t, emptied, db, "*.sst") }, ".sst", true},
		"marker gone":    {func(t *testing.T, db string) { eachFile(t, os.Remove, db, "marker.manifest*") }, "marker.manifest is gone", false},
		"all empty":      {func(t *testing.T, db string) { eachFile(t, emptied, db, "*") }, "MANIFEST", true},
		"all gone":       {func(t *testing.T, db string) { eachFile(t, os.Remove, db, "*") }, "db is damaged", false},
		"folder gone":    {func(t *testing.T, db string) { require.NoError(t, os.RemoveAll(db)) }, "db is damaged", false},
	} {
		for _, create := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, create %v", name, create), func(t *testing.T) {
				dir := halfLogged(t)
				c.damage(t, filepath.Join(dir, "db"))
				_, err := Open(dir, Options{Create: create})
				require.ErrorContains(t, err, c.want)
				require.ErrorContains(t, err, dir)
				assert.NotContains(t, err.Error(), "\n")
				if c.shared {
					_, err := Open(dir, Options{ReadOnly: true})
					require.ErrorContains(t, err, filepath.Join(dir, "published"), "where it is, not where it was read")
					return
				}
				from := open(t, dir, func(o *Options) { o.ReadOnly = true })
				defer from.Close()
				requireHolds(t, from, oracle{"a": 1, "b": 2})
				saved := open(t, t.TempDir(), nil)
				defer saved.Close()
				_, err = saved.Merge(t.Context(), from)
				require.NoError(t, err)
				requireHolds(t, saved, oracle{"a": 1, "b": 2})
			})
		}
	}
}

// A publication that has lost a part is told to who reads it.
func TestLostPublication(t *testing.T) {
	for name, want := range map[string]string{"*.log": "log, which is empty, is damaged: ordinals up to 2", "MANIFEST*": "MANIFEST", "*": "MANIFEST"} {
		dir := halfLogged(t)
		eachFile(t, emptied, dir, "published", "*", name)
		_, err := Open(dir, Options{ReadOnly: true})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, dir)
		_, err = Open(dir, Options{ReadOnly: true, fs: sealed{vfs.Default}})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, filepath.Join(dir, "published"), "read in place")
	}
}

// What a publication tells of itself may be damaged, too: readers are told, and a writer
// publishes anew.
func TestDamagedCounts(t *testing.T) {
	dir := halfLogged(t)
	eachFile(t, emptied, dir, "published", "*", countsFile)
	_, err := Open(dir, Options{ReadOnly: true})
	require.ErrorContains(t, err, filepath.Join(dir, "published", "3", countsFile)+" is damaged")
	for _, readOnly := range []bool{false, true} {
		x := open(t, dir, func(o *Options) { o.ReadOnly = readOnly })
		requireHolds(t, x, oracle{"a": 1, "b": 2})
		require.NoError(t, x.Close())
	}
}

// What was stored and never published cannot be read, and who would is told of the way out.
func TestNothingPublished(t *testing.T) {
	dir := halfLogged(t)
	eachFile(t, os.RemoveAll, dir, "published", "*")
	_, err := Open(dir, Options{ReadOnly: true})
	require.ErrorIs(t, err, ErrUnpublished)
	require.NoError(t, open(t, dir, nil).Close())
	x := open(t, dir, func(o *Options) { o.ReadOnly = true })
	requireHolds(t, x, oracle{"a": 1, "b": 2})
	require.NoError(t, x.Close())
	_, err = Open(t.TempDir(), Options{ReadOnly: true})
	require.ErrorIs(t, err, ErrNone)
	require.NotContains(t, err.Error(), "published", "where nothing was begun")
}

// Where an archive was begun and nothing stored, one may be made, and none is there.
func TestBegunAndNothingStored(t *testing.T) {
	for _, begin := range []func(dir string){
		func(dir string) { require.NoError(t, os.MkdirAll(filepath.Join(dir, "db"), 0o755)) },
		func(dir string) { // as a crash behind the making of the store leaves it
			x := open(t, dir, nil)
			require.NoError(t, x.db.Delete([]byte{headerKey}, pebble.Sync))
			x.dirty = false
			require.NoError(t, x.Close())
		},
	} {
		dir := t.TempDir()
		begin(dir)
		_, err := Open(dir, Options{})
		require.ErrorIs(t, err, ErrNone)
		require.ErrorContains(t, err, "one was begun")
		_, err = Open(dir, Options{ReadOnly: true})
		require.ErrorIs(t, err, ErrUnpublished)
		x := open(t, dir, nil)
		add(t, x, doc("a", 1))
		require.NoError(t, x.Close())
		x = open(t, dir, func(o *Options) { o.Create = false })
		requireHolds(t, x, oracle{"a": 1})
		require.NoError(t, x.Close())
	}
}

// Archives of before publications told what they hold are read and written.
func TestPublicationsWithoutCounts(t *testing.T) {
	dir := halfLogged(t)
	eachFile(t, os.Remove, dir, "published", "*", countsFile)
	for _, readOnly := range []bool{true, false} {
		x := open(t, dir, func(o *Options) { o.ReadOnly = readOnly })
		requireHolds(t, x, oracle{"a": 1, "b": 2})
		require.NoError(t, x.Close())
	}
}

// Is knows an archive whose store is gone by what it published, and takes no folder with
// numbered folders of documents for one.
func TestIs(t *testing.T) {
	dir := halfLogged(t)
	assert.True(t, Is(dir))
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "db")))
	assert.True(t, Is(dir), "published")
	eachFile(t, os.Remove, dir, "published", "*", countsFile)
	assert.True(t, Is(dir), "published before there were counts")
	articles := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(articles, "published", "2024"), 0o755))
	assert.False(t, Is(articles))
	assert.False(t, Is(filepath.Join(articles, "missing")))
}

// A table that is damaged in its midst, where opening does not look, ends the rewriting of
// the store, which would try it for ever, and what is written afterwards.
func TestDamagedTable(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, nil)
	for i := range 40 {
		add(t, x, doc(fmt.Sprint(i), uint64(i)))
	}
	require.NoError(t, x.Close())
	eachFile(t, func(file string) error {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		raw[len(raw)/3] ^= 1
		return os.WriteFile(file, raw, 0o644)
	}, dir, "db", "*.sst")
	x = open(t, dir, nil)
	add(t, x, doc("another", 1000)) // to be made one with that table
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	err := x.Compact(ctx)
	require.ErrorContains(t, err, "checksum mismatch")
	require.ErrorContains(t, err, dir)
	require.NoError(t, ctx.Err(), "it took too long")
	_, err = x.Add(ctx, doc("more", 1001))
	require.ErrorContains(t, err, "checksum mismatch")
	require.NoError(t, x.Close())
}
