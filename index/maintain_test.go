package index

import (
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/stretchr/testify/require"
)

// The postings of expired documents are given back, though none was removed by name.
func TestCompactForgetsTheExpired(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	defer x.Close()
	add(t, x, doc("a", 1), doc("b", 2))
	require.NoError(t, x.Expire(1))
	require.NoError(t, x.Compact(t.Context()))
	c, err := x.Verify(t.Context())
	require.NoError(t, err)
	require.Zero(t, c.Faulty, "%v", c.Faults)
	require.EqualValues(t, len(x.keysOf(doc("b", 2))), c.Postings)
}

// A document beyond the last ordinal is a fault like others, and no end of looking.
func TestVerifySeesADocumentBeyondTheLast(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	defer x.Close()
	add(t, x, doc("a", 1))
	raw, err := x.get(ordinalKey(documentKey, 0))
	require.NoError(t, err)
	require.NoError(t, x.db.Set(ordinalKey(documentKey, 9), raw, pebble.Sync))
	c, err := x.Verify(t.Context())
	require.NoError(t, err)
	require.Contains(t, c.Faults, "document 9 is there and should not be")
}

// States name other documents by how many ordinals before them these stand: a merge keeps
// that, also over what is gone.
func TestMergeKeepsDistances(t *testing.T) {
	from, x := inMemory(t), inMemory(t)
	add(t, from, doc("a", 1), doc("gone", 2), doc("c", 3))
	_, err := from.Remove(t.Context(), "gone")
	require.NoError(t, err)
	add(t, x, doc("z", 4))
	merge(t, x, from)
	require.Equal(t, []uint32{1, 3}, []uint32{mustFind(t, x, "a"), mustFind(t, x, "c")})
	requireSound(t, x)
}
