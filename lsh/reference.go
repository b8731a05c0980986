package lsh

import (
	"slices"

	minhashlsh "github.com/ekzhu/minhash-lsh"
)

// Reference names candidates with github.com/ekzhu/minhash-lsh: buckets of an
// independent make, the oracle of the sorted tables in tests. It is for small
// collections.
//
// A key is added as a signature of one value in one band of one row, which makes
// that library's hash table a table of our buckets. What it leaves open is
// settled here: its results come in random order, without counts, whole (no cap),
// and nothing shows before Index.
type Reference struct {
	table  *minhashlsh.MinhashLSH
	source Source
	o      Options
	stats  Stats
	keys   []Key
	found  []uint32
}

// NewReference puts items 0 to items-1 into the buckets their keys name. Of the
// options only Cap and Crowded matter. Fewer items than none are none.
func NewReference(items int, newSource func() Source, o Options) *Reference {
	r := &Reference{table: minhashlsh.NewMinhashLSH32(1, .5), source: newSource(), o: o}
	var all []Key
	for item := range uint32(max(0, items)) {
		for _, k := range r.keysOf(item) {
			r.table.Add(item, []uint64{uint64(k)})
			all = append(all, k)
		}
	}
	r.table.Index()
	slices.Sort(all)
	r.stats.Entries = int64(len(all))
	for _, k := range slices.Compact(all) {
		r.stats.bucket(len(r.table.Query([]uint64{uint64(k)})), o.limit())
	}
	return r
}

// Stats returns the counts of the build; the library does not tell its bytes.
func (r *Reference) Stats() Stats { return r.stats }

// Candidates implements Engine.
func (r *Reference) Candidates(item uint32, least int) []uint32 {
	r.found = r.found[:0]
	for _, k := range r.keysOf(item) {
		bucket, crowded := r.bucket(k)
		if bucket[0] != item {
			if bucket = bucket[:min(len(bucket), r.o.limit())]; !slices.Contains(bucket, item) {
				continue
			}
		}
		r.found = append(r.found, bucket...)
		if r.o.Crowded > 0 && !crowded {
			r.found = append(r.found, bucket...)
		}
	}
	r.found = slices.DeleteFunc(r.found, func(other uint32) bool { return other <= item })
	r.found = repeated(r.found, int(clampLeast(least)))
	return r.found
}

// keysOf returns the distinct keys of an item.
func (r *Reference) keysOf(item uint32) []Key {
	r.keys = r.source(item, All, r.keys[:0])
	slices.Sort(r.keys)
	return slices.Compact(r.keys)
}

// bucket returns a bucket, ascending, and whether it is crowded.
func (r *Reference) bucket(k Key) (items []uint32, crowded bool) {
	for _, item := range r.table.Query([]uint64{uint64(k)}) {
		items = append(items, item.(uint32))
	}
	slices.Sort(items)
	return items, len(items) >= r.o.crowded() || len(items) > r.o.limit()
}

// repeated sorts items and keeps one each of those that occur least times or more.
func repeated(items []uint32, least int) []uint32 {
	slices.Sort(items)
	n := 0
	for i := 0; i < len(items); {
		next := i + 1
		for next < len(items) && items[next] == items[i] {
			next++
		}
		if next-i >= least {
			items[n] = items[i]
			n++
		}
		i = next
	}
	return items[:n]
}
