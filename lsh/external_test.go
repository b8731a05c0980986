package lsh

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// requireSameBlocks checks that the blocks tile the items and name the
// candidates that want does. It returns how many blocks there were.
func requireSameBlocks(t require.TestingT, want *Buckets, got *External, min int) (blocks int) {
	whole := want.NewCounter()
	var c *Counter
	next := uint32(0)
	for block, err := range got.Blocks() {
		require.NoError(t, err)
		if c == nil {
			c = block.NewCounter()
		}
		c.Use(block)
		lo, hi := block.Range()
		require.Equal(t, next, lo)
		for item := lo; item < hi; item++ {
			require.Equal(t, append([]uint32{}, whole.Candidates(item, min)...), append([]uint32{}, c.Candidates(item, min)...))
		}
		require.Empty(t, c.Candidates(hi, min), "of another block")
		next = hi
		blocks++
	}
	require.EqualValues(t, want.items, next)
	w, g := want.Stats(), got.Stats()
	w.Bytes, w.PeakBytes, g.Bytes, g.PeakBytes = 0, 0, 0, 0
	require.Equal(t, w, g)
	return blocks
}

func TestExternalAgainstBuild(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		o := Options{Cap: rapid.IntRange(0, 6).Draw(t, "cap"), Crowded: rapid.IntRange(0, 4).Draw(t, "crowded"), Workers: rapid.IntRange(1, 4).Draw(t, "workers")}
		in := o
		in.Partitions, in.Hold, in.Linked = rapid.IntRange(0, 4).Draw(t, "partitions"), rapid.Bool().Draw(t, "hold"), rapid.IntRange(0, 9).Draw(t, "linked")
		got, err := BuildExternal(len(table), keysOf(table), in, dir, rapid.Int64Range(0, 3000).Draw(t, "memory"))
		require.NoError(t, err)
		requireSameBlocks(t, mustBuild(t, table, o), got, rapid.IntRange(1, 4).Draw(t, "min"))
		require.NoError(t, got.Close())
		requireNoFiles(t, dir)
	})
}

func requireNoFiles(t require.TestingT, dir string) {
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestExternalInManyBlocksWithinMemory(t *testing.T) {
	const memory = 256 << 10
	table := pseudo(20000, 16) // 2.5 MB of entries
	got, err := BuildExternal(len(table), keysOf(table), Options{Cap: 20, Workers: 2}, t.TempDir(), memory)
	require.NoError(t, err)
	defer got.Close()
	for range 2 { // blocks can be gone through again
		assert.Greater(t, requireSameBlocks(t, mustBuild(t, table, Options{Cap: 20}), got, 2), 2)
	}
	assert.LessOrEqual(t, got.Stats().PeakBytes, int64(memory))
	held := 4 * (cap(got.block.members) + cap(got.block.offsets) + cap(got.block.follows))
	assert.LessOrEqual(t, held, memory*3/2)
}

// Items that share much make small blocks, and those after them large ones again.
func TestExternalBlocksFollowWhatIsShared(t *testing.T) {
	table := make([][]Key, 4000)
	for i := range table {
		for j := range 8 {
			x := uint64(i)<<8 | uint64(j)
			if i < 1000 {
				x = uint64(i%50)<<8 | uint64(j)
			}
			table[i] = append(table[i], Key(mix(x)>>32))
		}
	}
	got, err := BuildExternal(len(table), keysOf(table), Options{}, t.TempDir(), 32<<10)
	require.NoError(t, err)
	defer got.Close()
	assert.Less(t, requireSameBlocks(t, mustBuild(t, table, Options{}), got, 1), 100)
}

func TestExternalErrors(t *testing.T) {
	table := pseudo(1000, 16)
	_, err := BuildExternal(len(table), keysOf(table), Options{}, filepath.Join(t.TempDir(), "none"), 1000)
	assert.ErrorIs(t, err, os.ErrNotExist)

	_, err = BuildExternal(MaxItems+1, keysOf(nil), Options{}, t.TempDir(), 1000)
	assert.ErrorContains(t, err, "items")

	dir := t.TempDir()
	got, err := BuildExternal(len(table), keysOf(table), Options{}, dir, 1000)
	require.NoError(t, err)
	require.NoError(t, got.members.Truncate(4))
	for _, err = range got.Blocks() {
	}
	assert.ErrorContains(t, err, "lsh: buckets on disk")
	require.NoError(t, got.Close())
	requireNoFiles(t, dir)
}

// failing is a file on a full disk.
type failing struct{ written int }

func (f *failing) WriteAt(b []byte, _ int64) (int, error) {
	f.written++
	return 0, errors.New("disk full")
}

func TestEntryWriterKeepsTheFirstError(t *testing.T) {
	f := &failing{}
	w := &entryWriter{file: f, size: 16, at: make([]int64, 1), buffers: make([][]byte, 1)}
	for range 10 {
		w.add(0, 1)
	}
	assert.EqualError(t, w.flush(), "disk full")
	assert.Equal(t, 1, f.written)
}

func BenchmarkExternal(b *testing.B) {
	table := pseudo(200_000, 45)
	b.SetBytes(int64(len(table)) * 45 * 8)
	b.ReportAllocs()
	for b.Loop() {
		e, err := BuildExternal(len(table), keysOf(table), Options{Cap: 20}, b.TempDir(), 8<<20)
		require.NoError(b, err)
		for _, err := range e.Blocks() {
			require.NoError(b, err)
		}
		require.NoError(b, e.Close())
	}
}
