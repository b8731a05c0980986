package checkpoint

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const key = 0x0102030405060708

// filled begins a journal with some records and closes it, not done.
func filled(t *testing.T) (folder, name string) {
	folder = filepath.Join(t.TempDir(), "made", "anew")
	j, err := Open(folder, key)
	require.NoError(t, err)
	require.NoError(t, j.Of(7))
	for k, b := range records {
		require.NoError(t, j.Put('x', k, b))
	}
	require.NoError(t, j.Close(false))
	return folder, filepath.Join(folder, FileName)
}

var records = [][]byte{[]byte("one"), nil, bytes.Repeat([]byte("two"), 1000), []byte("three")}

func TestRecordsAreFoundAgain(t *testing.T) {
	folder, name := filled(t)
	j, err := Open(folder, key)
	require.NoError(t, err)
	for k, want := range records {
		b, ok, err := j.Get('x', k)
		require.NoError(t, err)
		assert.True(t, ok, k)
		assert.Equal(t, string(want), string(b), k)
	}
	for _, other := range []struct {
		kind byte
		k    int
	}{{'x', len(records)}, {'y', 0}} {
		_, ok, err := j.Get(other.kind, other.k)
		require.NoError(t, err)
		assert.False(t, ok, other)
	}
	require.NoError(t, j.Put('x', 0, []byte("one again")))
	b, _, err := j.Get('x', 0)
	require.NoError(t, err)
	assert.Equal(t, "one again", string(b), "the one that was put last")
	require.NoError(t, j.Close(true))
	assert.NoFileExists(t, name, "the work is done")
}

func TestNilKeepsNothing(t *testing.T) {
	var j *Journal
	require.NoError(t, j.Put('x', 0, []byte("one")))
	_, ok, err := j.Get('x', 0)
	require.NoError(t, err)
	assert.False(t, ok)
	require.NoError(t, j.Of(7))
	require.NoError(t, j.Close(true))
}

func TestOfOtherWork(t *testing.T) {
	folder, name := filled(t)
	_, err := Open(folder, key+1)
	assert.ErrorContains(t, err, "made with other options")
	j, err := Open(folder, key)
	require.NoError(t, err)
	require.NoError(t, j.Of(7))
	assert.ErrorContains(t, j.Of(8), name+" is of other documents")
	require.NoError(t, j.Close(false))
	for _, content := range []string{"shopping list", string(bytes.Repeat([]byte("shopping list "), 9))} {
		require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
		_, err = Open(folder, key)
		assert.ErrorContains(t, err, "no checkpoint")
		left, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.Equal(t, content, string(left), "what is somebody else's stays")
	}
}

func TestOneAtATime(t *testing.T) {
	folder, _ := filled(t)
	j, err := Open(folder, key)
	require.NoError(t, err)
	_, err = Open(folder, key)
	assert.ErrorContains(t, err, folder)
	require.NoError(t, j.Close(false))
	j, err = Open(folder, key)
	require.NoError(t, err, "given back")
	require.NoError(t, j.Close(true))
}

// Wherever a journal is cut off or damaged, the records before that place are there, and
// none is there that was not put; what is put then is found the next time.
func TestDamage(t *testing.T) {
	folder, name := filled(t)
	whole, err := os.ReadFile(name)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(whole)-1).Draw(t, "at")
		damaged := bytes.Clone(whole[:at])
		if rapid.Bool().Draw(t, "flip") {
			damaged = append(append(damaged, whole[at]^0x20), whole[at+1:]...)
		}
		require.NoError(t, os.WriteFile(name, damaged, 0o600))
		j, err := Open(folder, key)
		if err != nil {
			assert.Less(t, at, HeadSize, "only the head ends it: %v", err)
			return
		}
		end := HeadSize + recordHead + 8 // of the hash of the inputs
		for k, want := range records {
			end += recordHead + len(want)
			b, ok, err := j.Get('x', k)
			require.NoError(t, err)
			assert.Equal(t, end <= at, ok, k)
			if ok {
				assert.Equal(t, string(want), string(b), k)
			}
		}
		require.NoError(t, j.Put('y', 1, []byte("put then")))
		require.NoError(t, j.Close(false))
		j, err = Open(folder, key)
		require.NoError(t, err)
		b, ok, err := j.Get('y', 1)
		require.NoError(t, err)
		assert.True(t, ok)
		assert.Equal(t, "put then", string(b))
		require.NoError(t, j.Close(false))
	})
}
