package lsh

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// keysOf makes a Source of a table of keys.
func keysOf(table [][]Key) func() Source {
	return func() Source {
		return func(item uint32, _ Range, dst []Key) []Key { return append(dst, table[item]...) }
	}
}

// naive is the slow truth: maps, and every pair compared.
type naive struct {
	kept  map[Key][]uint32
	over  map[Key][]uint32 // items over the cap
	twice map[Key]bool     // counts twice
	stats Stats
}

func newNaive(table [][]Key, limit, crowded int) naive {
	n := naive{kept: map[Key][]uint32{}, over: map[Key][]uint32{}, twice: map[Key]bool{}}
	for item, keys := range table {
		for _, k := range keys {
			if !slices.Contains(n.kept[k], uint32(item)) {
				n.kept[k] = append(n.kept[k], uint32(item))
			}
		}
	}
	n.stats.Buckets = int64(len(n.kept))
	for k, items := range n.kept {
		n.stats.Entries += int64(len(items))
		n.twice[k] = len(items) < crowded && (limit == 0 || len(items) <= limit)
		if len(items) == 1 {
			n.stats.Singletons++
		}
		if limit > 0 && len(items) > limit {
			n.stats.Capped++
			n.stats.Dropped += int64(len(items) - limit)
			n.kept[k], n.over[k] = items[:limit], items[limit:]
		}
	}
	return n
}

func (n naive) candidates(item uint32, items, min int) []uint32 {
	out := []uint32{}
	for other := item + 1; int(other) < items; other++ {
		if n.shared(item, other) >= min {
			out = append(out, other)
		}
	}
	return out
}

func (n naive) shared(item, other uint32) (shared int) {
	for k, members := range n.kept {
		if slices.Contains(members, item) && slices.Contains(members, other) || members[0] == item && slices.Contains(n.over[k], other) {
			shared++
			if n.twice[k] {
				shared++
			}
		}
	}
	return shared
}

// requireAgree checks an engine against the naive one, item by item.
func requireAgree(t require.TestingT, want naive, got Engine, items int, min int) {
	for item := range uint32(items) {
		found := append([]uint32{}, got.Candidates(item, min)...)
		require.Equal(t, want.candidates(item, items, min), found, "item %d", item)
		if c, ok := got.(*Counter); ok {
			for _, other := range found {
				require.Equal(t, want.shared(item, other), c.Shared(other), "items %d and %d", item, other)
			}
		}
	}
	s := got.Stats()
	s.Bytes, s.PeakBytes = 0, 0
	require.Equal(t, want.stats, s)
}

func mustBuild(t require.TestingT, table [][]Key, o Options) *Buckets {
	b, err := Build(len(table), keysOf(table), o)
	require.NoError(t, err)
	return b
}

// Every assignment of subsets of three keys (their leading bits differ, so that
// they fall into different partitions) to up to four items, for every cap and minimum.
func TestBuildExhaustive(t *testing.T) {
	alphabet := []Key{7, 1<<30 + 7, 3<<30 + 1}
	for items := range 5 {
		for code := range 1 << (3 * items) {
			table := make([][]Key, items)
			for i := range table {
				for bit, k := range alphabet {
					if code>>(3*i+bit)&1 != 0 {
						table[i] = append(table[i], k)
					}
				}
			}
			for limit := range 4 {
				want := newNaive(table, limit, code%4)
				c := mustBuild(t, table, Options{Cap: limit, Crowded: code % 4, Partitions: 1 + code%3, Hold: code%5 == 0}).NewCounter()
				requireAgree(t, want, c, items, 1+code%3)
			}
		}
	}
}

// drawTable draws items with keys from a small alphabet spread over all 32 bits,
// repeated keys included.
func drawTable(t *rapid.T) [][]Key {
	key := rapid.Map(rapid.IntRange(0, 60), func(n int) Key { return Key(mix(uint64(n)) >> 32) })
	return rapid.SliceOfN(rapid.SliceOfN(key, 0, 12), 0, 40).Draw(t, "table")
}

func TestBuildAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		o := Options{
			Cap:        rapid.IntRange(0, 6).Draw(t, "cap"),
			Workers:    rapid.IntRange(0, 5).Draw(t, "workers"),
			Partitions: rapid.IntRange(0, 20).Draw(t, "partitions"),
			Hold:       rapid.Bool().Draw(t, "hold"),
			Crowded:    rapid.IntRange(0, 6).Draw(t, "crowded"),
		}
		b := mustBuild(t, table, o)
		requireAgree(t, newNaive(table, o.Cap, o.Crowded), b.NewCounter(), len(table), rapid.IntRange(1, 5).Draw(t, "min"))
	})
}

// pseudo gives items n keys each, about one in four shared with a near ordinal
// or one of a few hot ones.
func pseudo(items, n int) [][]Key {
	table := make([][]Key, items)
	for i := range table {
		for j := range n {
			x := uint64(i)<<20 | uint64(j)
			switch j % 4 {
			case 1:
				x = uint64(i/3)<<20 | uint64(j)
			case 2:
				x = mix(uint64(i)) % 5 << 20
			}
			table[i] = append(table[i], Key(mix(x)>>32))
		}
	}
	return table
}

func TestBuildSameForAnyWorkersAndPartitions(t *testing.T) {
	table := pseudo(20000, 16) // pieces above smallSort, so that the counting passes run
	want := mustBuild(t, table, Options{Cap: 20})
	for _, o := range []Options{{Workers: 2}, {Workers: 8}, {Partitions: 4}, {Workers: 3, Partitions: 64}, {Workers: 2, Partitions: 4, Hold: true}, {Partitions: 5000}} {
		t.Run(fmt.Sprintf("%+v", o), func(t *testing.T) {
			o.Cap = 20
			got := mustBuild(t, table, o)
			require.Equal(t, want.members, got.members)
			require.Equal(t, want.offsets, got.offsets)
			require.Equal(t, want.follows, got.follows)
			s := got.Stats()
			s.Bytes, s.PeakBytes = want.stats.Bytes, want.stats.PeakBytes
			require.Equal(t, want.stats, s)
		})
	}
}

func TestHotBucketIsCappedAndCounted(t *testing.T) {
	table := make([][]Key, 100000)
	for i := range table {
		table[i] = []Key{42}
	}
	c := mustBuild(t, table, Options{Cap: 20}).NewCounter()
	assert.Equal(t, len(table)-1, len(c.Candidates(0, 1)), "all are named with the first")
	assert.Equal(t, 18, len(c.Candidates(1, 1)))
	assert.Empty(t, c.Candidates(19, 1))
	assert.Empty(t, c.Candidates(20, 1))
	s := c.Stats()
	assert.EqualValues(t, 1, s.Capped)
	assert.EqualValues(t, 99980, s.Dropped)
}

// A bucket of few counts twice.
func TestCrowdedBucketCountsLess(t *testing.T) {
	table := [][]Key{{1 << 30, 2 << 30}, {1 << 30, 2 << 30}, {1 << 30, 3 << 30}, {3 << 30}}
	c := mustBuild(t, table, Options{Cap: 2, Crowded: 3}).NewCounter()
	assert.Equal(t, []uint32{1}, c.Candidates(0, 3), "one crowded, one not")
	assert.Equal(t, 3, c.Shared(1))
	assert.Equal(t, []uint32{3}, c.Candidates(2, 2), "not crowded")
	assert.Empty(t, c.Candidates(1, 1), "the cap")
}

// More than 255 shared buckets must not wrap the byte that counts them.
func TestCounterSaturates(t *testing.T) {
	for _, shared := range []int{254, 255, 256, 257, 511, 512, 1000} {
		table := make([][]Key, 2)
		for k := range shared {
			table[0] = append(table[0], Key(mix(uint64(k))>>32))
		}
		table[1] = table[0]
		c := mustBuild(t, table, Options{}).NewCounter()
		for _, min := range []int{-1, 0, 1, 2, 254, 255, 256} {
			want := []uint32{}
			if shared >= min || min > 255 && shared >= 255 {
				want = append(want, 1)
			}
			assert.Equal(t, want, append([]uint32{}, c.Candidates(0, min)...), "shared %d, min %d", shared, min)
			assert.Empty(t, c.Candidates(1, min))
			twice := mustBuild(t, table, Options{Crowded: 3}).NewCounter()
			assert.Equal(t, 2*shared >= min || 2*shared >= 255, len(twice.Candidates(0, min)) == 1, "twice %d, min %d", shared, min)
		}
	}
}

func TestCandidatesDoesNotAllocate(t *testing.T) {
	table := pseudo(2000, 16)
	c := mustBuild(t, table, Options{Cap: 20}).NewCounter()
	all := func() {
		for i := range table {
			c.Candidates(uint32(i), 2)
		}
	}
	all()
	assert.Zero(t, testing.AllocsPerRun(3, all))
}

func TestTooManyItems(t *testing.T) {
	_, err := Build(-1, keysOf(nil), Options{})
	assert.Error(t, err)
	_, err = Build(MaxItems+1, keysOf(nil), Options{})
	assert.ErrorContains(t, err, "items")
}

func TestTooManyEntries(t *testing.T) {
	full := []uint32{1 << 31, 1 << 31}
	_, err := place([][]uint32{full})
	assert.ErrorContains(t, err, "partition")
}

func TestSortEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.UintRange(1, 32).Draw(t, "bits")
		n := rapid.SampledFrom([]int{0, 1, 2, smallSort - 1, smallSort, 200, 1000, 3000}).Draw(t, "n")
		seed := rapid.Uint64().Draw(t, "seed")
		entries := make([]uint64, n)
		for i := range entries {
			key := mix(seed+uint64(i)) >> (64 - bits) % 100 * 77
			entries[i] = key&(1<<bits-1)<<32 | uint64(i)
		}
		want := slices.Clone(entries)
		slices.Sort(want)
		require.Equal(t, want, new(sorter).sort(entries, 32+bits))
	})
}

func TestCappedItemsAreTold(t *testing.T) {
	table := [][]Key{{1 << 30}, {1 << 30, 2 << 30}, {1 << 30, 2 << 30}, {2 << 30, 3 << 30}, {}}
	told := make([]int, len(table))
	mustBuild(t, table, Options{Cap: 2, Capped: func(item uint32) { told[item]++ }})
	assert.Equal(t, []int{1, 2, 2, 1, 0}, told)
}

// Buckets that know a part of the items at a time name the same candidates.
func TestLinkedInParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		o := Options{Cap: rapid.IntRange(0, 6).Draw(t, "cap"), Crowded: rapid.IntRange(0, 4).Draw(t, "crowded"), Workers: rapid.IntRange(1, 4).Draw(t, "workers")}
		whole := mustBuild(t, table, o).NewCounter()
		o.Linked = rapid.IntRange(1, 9).Draw(t, "linked")
		b := mustBuild(t, table, o)
		c, min := b.NewCounter(), rapid.IntRange(1, 4).Draw(t, "min")
		next := uint32(0)
		for more := len(table) > 0; more; more = b.Next() {
			lo, hi := b.Range()
			require.Equal(t, next, lo)
			for item := lo; item < hi; item++ {
				require.Equal(t, append([]uint32{}, whole.Candidates(item, min)...), append([]uint32{}, c.Candidates(item, min)...))
			}
			next = hi
		}
		require.EqualValues(t, len(table), next)
	})
}
