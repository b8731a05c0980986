package filter

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"respun/detect"
	"respun/lsh"
)

// Store persists what a Filter remembers; index.Index is one. Its ordinals are the
// filter's, ascending and never used again.
type Store interface {
	// Load calls f with the state of each living document, in order of ordinals,
	// and returns the ordinal that the next one will have. state is valid during
	// the call.
	Load(ctx context.Context, f func(ordinal uint32, state []byte) error) (next uint32, err error)
	// AppendStates stores documents under the next ordinals: all of them, or none
	// and an error. They outlive a crash once wait returns nil, and never without
	// those appended before. A document with a text is stored with it.
	AppendStates(docs []detect.Document, states [][]byte) (wait func() error, err error)
	// Document returns a document; without text where none was stored.
	Document(ctx context.Context, ordinal uint32) (detect.Document, error)
	// Expire removes all documents below an ordinal.
	Expire(floor uint32) error
}

// Outline returns the state under which a document that nothing is known about,
// as of an archive, is remembered by a filter. seconds is when it came, in Unix
// time. It may be called by several goroutines.
func Outline(doc detect.Document, seconds int64) []byte {
	var s scratch
	s.outliner.outline(doc.Text, &s.other)
	r := s.describe(&doc, &s.other, Verdict{Kind: Unseen}, nil, seconds)
	return r.appendState(nil)
}

// load remembers what the store holds and has not expired. The keys of shingles,
// two thirds of the work, are entered by a goroutine of their own.
func (f *Filter) load(ctx context.Context) error {
	store := f.options.Store
	if store == nil {
		return nil
	}
	batches := make(chan keyBatch, 1)
	var entering sync.WaitGroup
	entering.Go(func() {
		for b := range batches {
			b.enter(f.memory.likes)
		}
	})
	var batch keyBatch
	var keys []lsh.Key
	now := f.options.now()
	next, err := store.Load(ctx, func(ordinal uint32, state []byte) error {
		r, err := parseState(state, keys)
		if err != nil {
			return fmt.Errorf("document %d: %w", ordinal, err)
		}
		if ttl := f.options.TTL; ttl > 0 && int64(r.time) <= now.Add(-ttl).Unix() {
			return nil
		}
		keys = r.keys
		f.memory.addRecord(ordinal, &r, nil)
		if batch.add(ordinal, keys); len(batch) >= batchOfKeys {
			batches <- batch
			batch = make(keyBatch, 0, len(batch)+len(batch)/8)
		}
		return nil
	})
	batches <- batch
	close(batches)
	entering.Wait()
	if err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	f.memory.next = max(f.memory.next, next)
	f.expire(now)
	return nil
}

// keyBatch is the keys of some documents, as rotated key<<32 | ordinal. Entered
// in the order in which they lie in the table, which goes by their low bits, many
// meet in a leaf that the processor has at hand: half the time that one
// document after the other takes.
type keyBatch []uint64

const batchOfKeys = 1 << 20

// rotate puts what tells a key's place in a table in front; rotated again it is
// the key.
func rotate(k lsh.Key) lsh.Key { return k<<24 | k>>8<<16>>8 | k>>24 }

func (b *keyBatch) add(ordinal uint32, keys []lsh.Key) {
	for _, k := range keys {
		*b = append(*b, uint64(rotate(k))<<32|uint64(ordinal))
	}
}

func (b keyBatch) enter(t *lsh.Table) {
	slices.Sort(b)
	var key [1]lsh.Key
	for _, x := range b {
		key[0] = rotate(lsh.Key(x >> 32))
		t.Add(uint32(x), key[:])
	}
}

// persist stores documents that were just remembered. The filter is of no use
// after an error: it would call copies what was never stored.
func (f *Filter) persist(docs []detect.Document, states [][]byte) (wait func() error, err error) {
	if len(docs) == 0 {
		return func() error { return nil }, nil
	}
	wait, err = f.options.Store.AppendStates(docs, states)
	if err == nil && f.memory.floor >= f.expired+blockSize {
		f.expired = f.memory.floor
		err = f.options.Store.Expire(f.expired)
	}
	if err != nil {
		return nil, f.fail(err)
	}
	return wait, nil
}

// fail keeps the first error of the store.
func (f *Filter) fail(err error) error {
	if f.failed == nil {
		f.failed = fmt.Errorf("filter: %w", err)
	}
	return f.failed
}
