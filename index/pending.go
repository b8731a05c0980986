package index

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"respun/detect"
	"respun/internal/parallel"
	"respun/lsh"
)

// pending is the postings that are not in the store yet: a table to ask, and a
// list to write them from in order.
type pending struct {
	table *lsh.Table
	list  []posting
}

// pendingLimit is how many postings are written at a time: some 7,000 articles,
// 70 MB, and after a crash two seconds to make them again.
const pendingLimit = 4 << 20

func newPending() pending { return pending{table: lsh.NewTable(postingsLimit)} }

// add posts a document under all its keys.
func (p *pending) add(ordinal uint32, keys []lsh.Key) {
	p.table.Add(ordinal, keys)
	for _, k := range keys {
		p.list = append(p.list, posting(k)<<32|posting(ordinal))
	}
}

// keysOf returns the keys of all sentences of a document, ascending.
func (x *Index) keysOf(doc detect.Document) []lsh.Key {
	var keys []lsh.Key
	for _, s := range x.detector.Keys(doc) {
		keys = append(append(keys, s.Rare...), s.Runs...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// keysOfAll is keysOf for several documents, on all processors.
func (x *Index) keysOfAll(docs []detect.Document) [][]lsh.Key {
	keys := make([][]lsh.Key, len(docs))
	parallel.Each(runtime.GOMAXPROCS(0), len(docs), func(i int) { keys[i] = x.keysOf(docs[i]) })
	return keys
}

// flushPostings writes the pending postings to the store, all or none.
func (x *Index) flushPostings() error {
	if !x.options.Passages || x.options.ReadOnly || x.counts.posted == x.counts.next {
		return nil
	}
	return x.flushUpTo(x.counts.next)
}

// flushUpTo is flushPostings where those from an ordinal on are not made yet.
func (x *Index) flushUpTo(ordinal uint32) error {
	b := x.db.NewBatch()
	defer b.Close()
	list := x.pending.list
	slices.Sort(list)
	var value []byte
	for len(list) > 0 {
		bucket := list[0].key() >> bucketBits
		n := 1
		for n < len(list) && list[n].key()>>bucketBits == bucket {
			n++
		}
		value = appendPostings(value[:0], list[:n])
		if err := b.Merge(bucketKey(list[0].key()), value, nil); err != nil {
			return fmt.Errorf("index: %w", err)
		}
		list = list[n:]
	}
	counts := x.counts
	counts.posted = ordinal
	if err := x.commit(b, counts); err != nil {
		return err
	}
	x.pending = newPending()
	return nil
}

// catchUp posts the documents with texts that are not posted yet.
func (x *Index) catchUp(ctx context.Context) error {
	return x.each(documentKey, x.counts.posted, func(ordinal uint32, raw []byte) error {
		e, err := parseEntry(raw)
		if err != nil || !e.hasText {
			return err
		}
		doc, err := x.Document(ctx, ordinal)
		if err != nil {
			return err
		}
		x.pending.add(ordinal, x.keysOf(doc))
		if len(x.pending.list) < x.options.pendingLimit {
			return nil
		}
		if x.options.ReadOnly {
			return fmt.Errorf("index: %s: a filter stored documents that cannot be found by their passages yet: run `respun index compact`", x.dir)
		}
		return x.flushUpTo(ordinal + 1)
	})
}
