package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/zeebo/xxh3"

	"respun/detect"
	"respun/lsh"
)

// get returns a copy of what stands under a key, nil where nothing does.
func (x *Index) get(key []byte) ([]byte, error) {
	v, closer, err := x.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, x.wrong(err)
	}
	out := append(make([]byte, 0, len(v)), v...)
	return out, closer.Close()
}

// each calls f for all records of a kind, from an ordinal on. value is valid
// during the call.
func (x *Index) each(prefix byte, from uint32, f func(ordinal uint32, value []byte) error) error {
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: ordinalKey(prefix, from), UpperBound: []byte{prefix + 1}})
	if err != nil {
		return x.wrong(err)
	}
	for ok := it.First(); ok; ok = it.Next() {
		if len(it.Key()) != ordinalLength {
			return errors.Join(fmt.Errorf("index: %s: a key is %w", x.dir, errDamaged), it.Close())
		}
		value, err := it.ValueAndErr()
		if err == nil {
			err = f(binary.BigEndian.Uint32(it.Key()[1:]), value)
		}
		if err != nil {
			return errors.Join(plain(err), plain(it.Close()))
		}
	}
	if err := it.Close(); err != nil {
		return x.wrong(err)
	}
	return nil
}

// Postings implements detect.Index.
func (x *Index) Postings(ctx context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	var docs []uint32
	for i, k := range keys {
		var err error
		if docs, err = x.documentsWith(k, docs[:0]); err != nil {
			return err
		}
		if len(docs) == 0 {
			continue
		}
		if err := f(i, docs); err != nil {
			return err
		}
	}
	return nil
}

// documentsWith appends the living documents with a key.
func (x *Index) documentsWith(k lsh.Key, dst []uint32) ([]uint32, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	dst, _, err := x.postedUnder(k, dst)
	return slices.DeleteFunc(dst, func(o uint32) bool { return !x.lives(o) }), err
}

// postedUnder appends the documents with a key, also those that are gone; full tells whether
// there were more once than are kept. x.mu is held.
func (x *Index) postedUnder(k lsh.Key, dst []uint32) (docs []uint32, full bool, err error) {
	v, closer, err := x.db.Get(bucketKey(k))
	switch {
	case errors.Is(err, pebble.ErrNotFound):
	case err != nil:
		return dst, false, x.wrong(err)
	default:
		low := uint32(k) & (1<<bucketBits - 1)
		err = eachGroup(v, func(g group) error {
			if g.low == low {
				dst, full = append(dst, g.docs...), g.dropped > 0
			}
			return nil
		})
		if err = errors.Join(err, closer.Close()); err != nil {
			return dst, full, err
		}
	}
	dst = x.pending.table.Query([]lsh.Key{k}, 1, dst) // all above those in the store
	full = full || len(dst) >= postingsLimit
	return dst[:min(len(dst), postingsLimit)], full, nil // as it will be once they are there too
}

// lives tells whether a document has neither expired nor been removed.
func (x *Index) lives(ordinal uint32) bool {
	_, removed := x.removed[ordinal]
	return !removed && ordinal >= x.counts.floor
}

// Document implements detect.Index: a document, with its text where it was
// stored. The error is detect.ErrNoDocument where there is none.
func (x *Index) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	if err := context.Cause(ctx); err != nil {
		return detect.Document{}, err
	}
	e, err := x.standing(ordinal)
	if err != nil || !e.hasText {
		return e.doc, err
	}
	packed, err := x.part(textKey, ordinal)
	if err != nil {
		return e.doc, err
	}
	if e.doc.Text, err = unpack(packed); err != nil {
		return e.doc, fmt.Errorf("index: %s: text of %q: %w", x.dir, e.doc.Name, err)
	}
	if xxh3.HashString(e.doc.Text) != e.hash {
		return e.doc, fmt.Errorf("index: %s: text of %q is %w", x.dir, e.doc.Name, errDamaged)
	}
	return e.doc, nil
}

// part returns the text or state of a document that was just there with one, nil where it
// has lost it. It may have been removed since: that is no damage.
func (x *Index) part(prefix byte, ordinal uint32) ([]byte, error) {
	b, err := x.get(ordinalKey(prefix, ordinal))
	if err == nil && b == nil {
		_, err = x.standing(ordinal)
	}
	return b, err
}

// Find returns the ordinals of the documents with a name, ascending.
func (x *Index) Find(name string) ([]uint32, error) {
	prefix := namePrefix(xxh3.HashString(name))
	end := binary.BigEndian.AppendUint32(append([]byte(nil), prefix...), 1<<32-1)
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: append(end, 0)})
	if err != nil {
		return nil, x.wrong(err)
	}
	var found []uint32
	for ok := it.First(); ok; ok = it.Next() {
		found = append(found, binary.BigEndian.Uint32(it.Key()[len(prefix):]))
	}
	if err := it.Close(); err != nil {
		return nil, x.wrong(err)
	}
	n := 0
	for _, o := range found {
		e, ok, err := x.entry(o)
		if err != nil {
			return nil, err
		}
		if ok && e.doc.Name == name {
			found[n] = o
			n++
		}
	}
	return found[:n], nil
}

// entry returns a document without its text.
func (x *Index) entry(ordinal uint32) (e entry, ok bool, err error) {
	raw, err := x.get(ordinalKey(documentKey, ordinal))
	if err != nil || raw == nil {
		return e, false, err
	}
	e, err = parseEntry(raw)
	return e, err == nil, err
}

// standing returns a document without its text. The error is detect.ErrNoDocument where
// there is none.
func (x *Index) standing(ordinal uint32) (entry, error) {
	e, ok, err := x.entry(ordinal)
	if err == nil && !ok {
		err = fmt.Errorf("index: %s: document %d: %w", x.dir, ordinal, detect.ErrNoDocument)
	}
	return e, err
}

// Load implements filter.Store.
func (x *Index) Load(ctx context.Context, f func(ordinal uint32, state []byte) error) (next uint32, err error) {
	x.mu.RLock()
	floor, next := x.counts.floor, x.counts.next
	x.mu.RUnlock()
	n := 0
	err = x.each(stateKey, floor, func(ordinal uint32, state []byte) error {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return f(ordinal, state)
	})
	return next, err
}
