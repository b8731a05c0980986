package lsh

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// slowTable is the slow truth of Table: a map of lists, the dead taken out at once.
type slowTable struct {
	limit   int
	buckets map[Key][]uint32
	floor   uint32
	dropped int64
}

func (s *slowTable) add(item uint32, keys []Key) {
	if item < s.floor {
		return
	}
	for _, k := range keys {
		b := s.buckets[k]
		if slices.Contains(b, item) {
			continue
		}
		b = append(b, item)
		slices.Sort(b)
		if s.limit > 0 && len(b) > s.limit {
			s.dropped++
			b = b[:s.limit]
		}
		s.buckets[k] = b
	}
}

func (s *slowTable) forget(dead func(uint32) bool) {
	for k, b := range s.buckets {
		s.buckets[k] = slices.DeleteFunc(b, dead)
	}
}

func (s *slowTable) query(keys []Key, least int) []uint32 {
	shared := map[uint32]int{}
	for _, k := range keys {
		for _, item := range s.buckets[k] {
			shared[item]++
		}
	}
	out := []uint32{}
	for item, n := range shared {
		if n >= max(least, 1) {
			out = append(out, item)
		}
	}
	slices.Sort(out)
	return out
}

// keysFrom returns n distinct keys of a space of so many.
func keysFrom(seed uint64, n int, space uint64) []Key {
	var keys []Key
	for i := range n {
		if k := Key(mix(mix(seed+uint64(i))%space) >> 32); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// Any sequence of adding (in any order, again, many at once), removing, expiring.
func TestTableAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(0, 4).Draw(t, "limit")
		space := rapid.SampledFrom([]uint64{3, 40, 5000}).Draw(t, "space")
		table, slow := NewTable(limit), &slowTable{limit: limit, buckets: map[Key][]uint32{}}
		item := rapid.Uint32Range(0, 300)
		add := func(item uint32) {
			keys := keysFrom(rapid.Uint64().Draw(t, "seed"), 5, space)
			table.Add(item, keys)
			slow.add(item, keys)
		}
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) { add(item.Draw(t, "item")) },
			"add many": func(t *rapid.T) {
				from := item.Draw(t, "from")
				for i := range uint32(100) {
					add(from + i)
				}
			},
			"remove": func(t *rapid.T) {
				gone := item.Draw(t, "item")
				table.Remove(gone)
				slow.forget(func(i uint32) bool { return i == gone })
			},
			"expire": func(t *rapid.T) {
				floor := item.Draw(t, "floor")
				if rapid.IntRange(0, 3).Draw(t, "little") > 0 {
					floor = slow.floor + floor/20
				}
				table.Expire(floor)
				slow.floor = max(slow.floor, floor)
				slow.forget(func(i uint32) bool { return i < slow.floor })
			},
			"": func(t *rapid.T) {
				keys, least := keysFrom(rapid.Uint64().Draw(t, "query"), 8, space), rapid.IntRange(0, 3).Draw(t, "min")
				require.Equal(t, slow.query(keys, least), append([]uint32{}, table.Query(keys, least, nil)...))
				requireBuckets(t, slow, table, keysFrom(rapid.Uint64().Draw(t, "buckets"), 2*ahead+7, space))
				require.Equal(t, slow.dropped, table.Stats().Dropped)
				requireWellFormed(t, table)
			},
		})
	})
}

// requireWellFormed checks what must hold between any two operations.
func requireWellFormed(t require.TestingT, table *Table) {
	for n := range table.shelves {
		s := &table.shelves[n]
		total := 0
		for i := range s.leaves {
			l := &s.leaves[i]
			require.True(t, slices.IsSorted(*l))
			for j := range *l {
				require.Same(t, l, table.shelf(l.key(j)).of(l.key(j)))
			}
			total += len(*l)
		}
		require.Equal(t, total, s.entries)
		require.LessOrEqual(t, total, meanLeaf*len(s.leaves))
	}
}

// requireBuckets asks for the buckets of keys together and one by one.
func requireBuckets(t require.TestingT, slow *slowTable, table *Table, keys []Key) {
	want := map[int][]uint32{}
	for i := range keys {
		if items := slow.query(keys[i:i+1], 1); len(items) > 0 {
			want[i] = items
		}
	}
	got := map[int][]uint32{}
	table.Buckets(keys, nil, func(key int, items []uint32) { got[key] = slices.Clone(items) })
	require.Equal(t, want, got)
}

// Every order of adding four items to one bucket, for every limit.
func TestTableKeepsTheLowestInAnyOrder(t *testing.T) {
	for code := range 256 {
		order := []uint32{uint32(code & 3), uint32(code >> 2 & 3), uint32(code >> 4 & 3), uint32(code >> 6)}
		for limit := range 5 {
			table := NewTable(limit)
			for _, item := range order {
				table.Add(item, []Key{9})
			}
			want := slices.Compact(slices.Sorted(slices.Values(order)))
			if limit > 0 {
				want = want[:min(limit, len(want))]
			}
			require.Equal(t, want, table.Query([]Key{9}, 1, nil), "%v limit %d", order, limit)
		}
	}
}

// What the table answers does not depend on whether the dead were swept.
func TestTableRoomOfTheDeadIsFree(t *testing.T) {
	table := NewTable(2)
	for item := range uint32(100) { // so many that a few dead cause no sweep
		table.Add(item, []Key{item % 2})
	}
	assert.EqualValues(t, 96, table.Stats().Dropped)
	table.Remove(0)
	table.Expire(4)
	table.Add(100, []Key{0, 1})
	table.Add(101, []Key{0, 1})
	table.Add(102, []Key{0, 1})
	assert.Equal(t, []uint32{100, 101}, table.Query([]Key{0, 1}, 2, nil))
	assert.EqualValues(t, 98, table.Stats().Dropped)
}

func TestTableAddAgainAfterRemove(t *testing.T) {
	table := NewTable(0)
	for item := range uint32(100) {
		table.Add(item, []Key{1})
	}
	table.Remove(50)
	table.Add(50, []Key{2})
	assert.NotContains(t, table.Query([]Key{1}, 1, nil), uint32(50))
	assert.Equal(t, []uint32{50}, table.Query([]Key{2}, 1, nil))
	table.Remove(1 << 30) // was never there
	assert.Len(t, table.Query([]Key{1}, 1, nil), 99)
}

func TestTableQueryAppends(t *testing.T) {
	table := NewTable(0)
	table.Add(3, []Key{1, 2})
	assert.Equal(t, []uint32{8, 3}, table.Query([]Key{1, 2}, 2, []uint32{8}))
	assert.Nil(t, NewTable(0).Query([]Key{1}, 1, nil))
}

// A window that slides over a stream holds as much memory as its items need,
// however long the stream; once all have expired, next to none.
func TestTableGivesMemoryBack(t *testing.T) {
	const window, keys = 4000, 25
	table := NewTable(20)
	for item := range uint32(5 * window) {
		table.Add(item, keysFrom(uint64(item)<<20, keys, 1<<40))
		if item >= window {
			table.Expire(item - window)
		}
		if item%1000 == 999 {
			assert.LessOrEqual(t, table.Stats().Bytes, int64(window*keys*14), "after %d", item)
		}
	}
	table.Expire(5 * window)
	assert.Less(t, table.Stats().Bytes, int64(window*keys))
	for _, s := range table.shelves {
		assert.Len(t, s.leaves, 1)
	}
}

// However many entries there are, less than a quarter of the memory is not
// theirs: what one leaf leaves another takes.
func TestTableWastesLittle(t *testing.T) {
	table := NewTable(20)
	for item := range uint32(20000) {
		table.Add(item, documentKeys(item))
		if s := table.Stats(); item > 5000 && item%500 == 0 {
			require.Less(t, float64(s.Bytes)/float64(s.Entries), 8*1.3, "after %d", item)
		}
	}
}

func TestTableHotBucketStaysSmall(t *testing.T) {
	table := NewTable(20)
	for item := range uint32(100000) {
		table.Add(item, []Key{7})
	}
	assert.Len(t, table.Query([]Key{7}, 1, nil), 20)
	assert.EqualValues(t, 99980, table.Stats().Dropped)
	assert.Less(t, table.Stats().Bytes, int64(200_000))
}

func filledTable(items int) *Table {
	t := NewTable(20)
	for item := range items {
		t.Add(uint32(item), documentKeys(uint32(item)))
	}
	return t
}

// documentKeys gives an item 25 keys, of which every tenth item shares most
// with the one before.
func documentKeys(item uint32) []Key {
	keys := make([]Key, 25)
	for i := range keys {
		of := uint64(item)
		if item%10 == 9 && i < 20 {
			of--
		}
		keys[i] = Key(mix(of<<8|uint64(i)) >> 32)
	}
	return keys
}

func TestTableQueryDoesNotAllocate(t *testing.T) {
	table, keys := filledTable(1000), documentKeys(9)
	dst := make([]uint32, 0, 64)
	assert.Zero(t, testing.AllocsPerRun(10, func() { dst = table.Query(keys, 1, dst[:0]) }))
	assert.Equal(t, []uint32{8, 9}, dst)
}

func BenchmarkTable(b *testing.B) {
	for _, items := range []int{10_000, 200_000} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		table := filledTable(items)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.Run(fmt.Sprintf("Query/%d", items), func(b *testing.B) {
			b.SetBytes(25 * 8)
			b.ReportAllocs()
			dst := make([]uint32, 0, 64)
			item := uint32(0)
			for b.Loop() {
				item = (item + 7919) % uint32(items)
				dst = table.Query(documentKeys(item), 1, dst[:0])
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(items), "B/document")
		})
		b.Run(fmt.Sprintf("Add/%d", items), func(b *testing.B) {
			b.SetBytes(25 * 8)
			b.ReportAllocs()
			item := uint32(items)
			for b.Loop() { // a window that slides: one comes, one goes
				table.Add(item, documentKeys(item))
				table.Expire(item - uint32(items))
				item++
			}
			b.ReportMetric(float64(table.Stats().Bytes)/float64(items), "B/document")
		})
	}
}

// Entered by the million or one by one, a table is the same.
func TestBulkIsAdding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(0, 4).Draw(t, "limit")
		space := rapid.SampledFrom([]uint64{3, 40, 5000}).Draw(t, "space")
		one, many := NewTable(limit), NewTable(limit)
		var bulk Bulk
		for item := range uint32(rapid.IntRange(0, 300).Draw(t, "items")) {
			keys := keysFrom(uint64(item)*1000, 5, space)
			one.Add(item, keys)
			require.False(t, bulk.Add(item, keys))
			if rapid.IntRange(0, 50).Draw(t, "enter") == 0 {
				bulk.Enter(many)
			}
		}
		bulk.Enter(many)
		requireWellFormed(t, many)
		for seed := range uint64(300) {
			keys := keysFrom(seed*1000, 5, space)
			require.Equal(t, one.Query(keys, 1, nil), many.Query(keys, 1, nil))
		}
		require.Equal(t, one.Stats().Entries, many.Stats().Entries)
	})
}
