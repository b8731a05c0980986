package flat

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type point struct {
	x uint32
	y uint16
}

// both returns where arrays may lie.
func both(t *testing.T) map[string]*Disk {
	dir := t.TempDir()
	d, err := OnDisk(dir, 0) // all pages are handed back all the time
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, d.Close())
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, left)
	})
	return map[string]*Disk{"memory": nil, "disk": d}
}

func TestArrayHoldsWhatWasAppended(t *testing.T) {
	for name, d := range both(t) {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a := NewArray[point](d)
				var want []point
				for range rapid.IntRange(0, 12).Draw(t, "appends") {
					part := make([]point, rapid.SampledFrom([]int{0, 1, 3, 5000, 40000}).Draw(t, "size"))
					for i := range part {
						part[i] = point{uint32(len(want) + i), uint16(i)}
					}
					require.NoError(t, a.Append(part...))
					want = append(want, part...)
					require.Equal(t, len(want), a.Len())
				}
				got, err := a.Done()
				require.NoError(t, err)
				for range 3 {
					require.Equal(t, len(want), len(got))
					for i := range want {
						if got[i] != want[i] {
							t.Fatalf("element %d is %v, not %v", i, got[i], want[i])
						}
					}
					d.Ease()
				}
				require.NoError(t, Free(d, got))
			})
		})
	}
}

func TestBlobsAgainstMap(t *testing.T) {
	for name, d := range both(t) {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s, want := NewBlobs(d), map[int][]byte{}
				for range rapid.IntRange(0, 20).Draw(t, "puts") {
					k, b := rapid.IntRange(0, 9).Draw(t, "number"), rapid.SliceOf(rapid.Byte()).Draw(t, "blob")
					require.NoError(t, s.Put(k, b))
					want[k] = b
				}
				for k := range 12 {
					got, err := s.Get(k, nil)
					require.NoError(t, err)
					assert.Equal(t, string(want[k]), string(got))
				}
				require.NoError(t, s.Free())
				got, err := s.Get(0, nil)
				require.NoError(t, err)
				assert.Empty(t, got)
			})
		})
	}
}

func TestFolderThatIsNone(t *testing.T) {
	_, err := OnDisk(t.TempDir()+"/none", 1)
	assert.ErrorContains(t, err, "temporary file")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestFilesGoAway(t *testing.T) {
	for name, open := range map[string]func(string) (*File, error){"without a name": NewFile, "with a name": named} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			f, err := open(dir)
			require.NoError(t, err)
			_, err = f.WriteAt([]byte("there"), 3)
			require.NoError(t, err)
			got := make([]byte, 8)
			_, err = f.ReadAt(got, 0)
			require.NoError(t, err)
			require.Equal(t, "\x00\x00\x00there", string(got))
			require.NoError(t, f.Close())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

// A full disk is an error of the append, not the end of the process.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no device that is always full:", err)
	}
	d, err := OnDisk(t.TempDir(), 1<<40)
	require.NoError(t, err)
	defer d.Close()
	a := NewArray[uint64](d)
	a.file = &File{full, true}
	err = a.Append(make([]uint64, 1<<20)...)
	assert.ErrorContains(t, err, "no space left")
}

// A folder that goes away is an error of whoever asks for a file there.
func TestFolderThatGoes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.Mkdir(dir, 0o700))
	d, err := OnDisk(dir, 1<<40)
	require.NoError(t, err)
	require.NoError(t, os.Remove(dir))
	a := NewArray[uint64](d)
	require.NoError(t, a.Append(1, 2, 3), "it is gathered first")
	_, err = a.Done()
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorIs(t, a.Append(make([]uint64, buffered)...), os.ErrNotExist)
	assert.ErrorIs(t, NewBlobs(d).Put(0, []byte("blob")), os.ErrNotExist)
	require.NoError(t, d.Close())
	var memory *Disk
	assert.NoError(t, memory.Close())
}

// skipUntold skips what can't be seen on other systems.
func skipUntold(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this system does not tell how much memory a process has")
	}
}

const large = 32 << 20 // bytes of an array

// touched returns a large array on disk that lies in memory, and how much is there then.
func touched(t *testing.T, d *Disk) (list []uint64, resident int64) {
	a := NewArray[uint64](d)
	for range large / buffered {
		require.NoError(t, a.Append(make([]uint64, buffered/8)...))
	}
	list, err := a.Done()
	require.NoError(t, err)
	require.Empty(t, d.files, "a mapping outlives its file")
	resident, ok := Resident()
	require.True(t, ok)
	for i := 0; i < len(list); i += 512 {
		require.Zero(t, list[i])
	}
	after, _ := Resident()
	require.Greater(t, after, resident+large/2)
	return list, after
}

// Pages go back where there are too many, and only there; what is freed is gone, and nothing
// else.
func TestPagesGoBack(t *testing.T) {
	skipUntold(t)
	bounded := &Disk{dir: t.TempDir(), most: 1 << 40, stop: make(chan struct{})} // nobody watches
	list, before := touched(t, bounded)
	bounded.Ease()
	still, _ := Resident()
	assert.Greater(t, still, before-large/2, "there are not too many")
	bounded.most = 0
	bounded.next.Store(0)
	bounded.Ease()
	eased, _ := Resident()
	assert.Less(t, eased, before-large/2)

	other, before := touched(t, bounded)
	require.NoError(t, Free(bounded, list))
	require.Zero(t, other[len(other)-1], "it is still there")
	require.NoError(t, Free(bounded, other))
	freed, _ := Resident()
	assert.Less(t, freed, before-large/2)

	_, before = touched(t, bounded)
	require.NoError(t, bounded.Close())
	closed, _ := Resident()
	assert.Less(t, closed, before-large/2)
}

// Pages go back while nobody calls Ease.
func TestPagesAreWatched(t *testing.T) {
	skipUntold(t)
	d, err := OnDisk(t.TempDir(), 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, d.Close()) }()
	a := NewArray[uint64](d)
	for range large / buffered {
		require.NoError(t, a.Append(make([]uint64, buffered/8)...))
	}
	list, err := a.Done()
	require.NoError(t, err)
	before, ok := Resident()
	require.True(t, ok)
	for i := 0; i < len(list); i += 512 {
		require.Zero(t, list[i])
	}
	assert.Eventually(t, func() bool {
		now, _ := Resident()
		return now < before+large/4
	}, 10*time.Second, time.Millisecond)
}
