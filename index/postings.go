package index

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"respun/lsh"
)

// Postings: which documents have a key.
//
// What. Keys that agree in all but their low 12 bits share a bucket, one value of
// the store. It holds, for each key that occurs: the low bits (as a difference),
// how many documents were left out, how many follow, and their ordinals (as
// differences), all as varints. Documents come in runs, each a merge operand;
// the store unites them when it reads or compacts.
//
// Why so. Nearly every key of a document is its own, so a value a key would be
// mostly the store's overhead, some 15 bytes; here it is 3 to 4. A small archive
// has a key or two a bucket, one of a million documents some 500, two kilobytes.
// Uniting sets gives the same in any order and grouping, as the store demands.
//
// A key in more than postingsLimit documents keeps the lowest ordinals, as a
// bucket in memory does, and counts the others: such a key tells nothing.
//
// Rejected: a value a key; blocks of documents apart (a question then reads every
// block); bitmaps (postings are far too sparse).
const postingsLimit = 1000

// posting is key and ordinal: key<<32 | ordinal.
type posting uint64

func (p posting) key() lsh.Key { return lsh.Key(p >> 32) }

// group is the documents of one key of a bucket.
type group struct {
	low     uint32   // bits of the key
	dropped uint64   // documents left out
	docs    []uint32 // ascending
}

// appendGroup appends a group; last is the low bits of the one before, or -1.
func appendGroup(dst []byte, g group, last int) []byte {
	if over := len(g.docs) - postingsLimit; over > 0 {
		g.docs, g.dropped = g.docs[:postingsLimit], g.dropped+uint64(over)
	}
	dst = binary.AppendUvarint(dst, uint64(int(g.low)-last-1))
	dst = binary.AppendUvarint(dst, g.dropped)
	dst = binary.AppendUvarint(dst, uint64(len(g.docs)))
	before := uint32(0)
	for _, o := range g.docs {
		dst = binary.AppendUvarint(dst, uint64(o-before))
		before = o
	}
	return dst
}

// appendPostings appends the bucket of ascending postings, which are of one bucket.
func appendPostings(dst []byte, list []posting) []byte {
	last := -1
	var docs []uint32
	for len(list) > 0 {
		k := list[0].key()
		docs = docs[:0]
		for len(list) > 0 && list[0].key() == k {
			docs = append(docs, uint32(list[0]))
			list = list[1:]
		}
		low := uint32(k) & (1<<bucketBits - 1)
		dst = appendGroup(dst, group{low: low, docs: docs}, last)
		last = int(low)
	}
	return dst
}

// eachGroup calls f with the groups of a bucket in order. docs is valid during the call.
func eachGroup(b []byte, f func(group) error) error {
	r := reader{b: b}
	last := -1
	var docs []uint32
	for len(r.b) > 0 {
		low := r.uvarint() + uint64(last+1)
		g := group{dropped: r.uvarint()}
		n := r.uvarint()
		if r.bad || low >= 1<<bucketBits || n > uint64(len(r.b)) {
			return fmt.Errorf("index: postings are %w", errDamaged)
		}
		g.low, last = uint32(low), int(low)
		docs = docs[:0]
		before := uint64(0)
		for i := range n {
			d := r.uvarint()
			if before += d; r.bad || before > 1<<32-1 || i > 0 && d == 0 {
				return fmt.Errorf("index: postings are %w", errDamaged)
			}
			docs = append(docs, uint32(before))
		}
		g.docs = docs
		if err := f(g); err != nil {
			return err
		}
	}
	return nil
}

// unite unites buckets.
func unite(buckets [][]byte) ([]byte, error) {
	all := map[uint32]*group{}
	for _, b := range buckets {
		err := eachGroup(b, func(g group) error {
			to := all[g.low]
			if to == nil {
				to = &group{low: g.low}
				all[g.low] = to
			}
			to.docs = append(to.docs, g.docs...)
			to.dropped += g.dropped
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	lows := make([]uint32, 0, len(all))
	for low := range all {
		lows = append(lows, low)
	}
	slices.Sort(lows)
	var out []byte
	last := -1
	for _, low := range lows {
		g := all[low]
		slices.Sort(g.docs)
		g.docs = slices.Compact(g.docs)
		out = appendGroup(out, *g, last)
		last = int(low)
	}
	return out, nil
}

// merger unites what was written under one key of the store.
var merger = &pebble.Merger{
	Name: "respun.postings.1",
	Merge: func(_, value []byte) (pebble.ValueMerger, error) {
		return &bucketMerge{[][]byte{slices.Clone(value)}}, nil
	},
}

type bucketMerge struct{ buckets [][]byte }

func (m *bucketMerge) MergeNewer(value []byte) error {
	m.buckets = append(m.buckets, slices.Clone(value))
	return nil
}

func (m *bucketMerge) MergeOlder(value []byte) error { return m.MergeNewer(value) }

func (m *bucketMerge) Finish(bool) ([]byte, io.Closer, error) {
	if len(m.buckets) == 1 {
		return m.buckets[0], nil, nil
	}
	out, err := unite(m.buckets)
	return out, nil, err
}
