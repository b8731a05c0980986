package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/zeebo/xxh3"

	"respun/detect"
)

// Info tells what an archive holds.
type Info struct {
	Format      int    `json:"format"`
	Fingerprint string `json:"fingerprint"` // of the tables and rules it was made with
	Documents   int64  `json:"documents"`
	Texts       int64  `json:"texts"`    // documents stored with their text
	Ordinals    int64  `json:"ordinals"` // given so far, also to documents that are gone
	Unposted    int64  `json:"unposted"` // the last so many ordinals, whose passages are not found yet, unless it was opened to find them
	Removed     int64  `json:"removed"`  // documents whose postings Compact would give back
	Bytes       int64  `json:"bytes"`    // on disk
}

// Info returns what the archive holds.
func (x *Index) Info() Info {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return Info{
		Format: x.made.Format, Fingerprint: x.made.Fingerprint,
		Documents: int64(x.counts.live), Texts: int64(x.counts.texts), Ordinals: int64(x.counts.next),
		Unposted: int64(x.counts.next - x.counts.posted), Removed: int64(len(x.removed)),
		Bytes: int64(x.db.Metrics().DiskSpaceUsage()),
	}
}

// Documents yields all documents with their texts, in order of their ordinals. Where one is
// removed meanwhile by this Index, it ends with detect.ErrNoDocument.
func (x *Index) Documents(ctx context.Context) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		err := x.each(documentKey, 0, func(ordinal uint32, _ []byte) error {
			doc, err := x.Document(ctx, ordinal)
			if err != nil {
				return err
			}
			if !yield(doc, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(detect.Document{}, err)
		}
	}
}

// Compact posts what is not posted, gives back the postings of documents that
// are gone, and rewrites the store in as little space as it takes. Nobody else
// writes meanwhile.
func (x *Index) Compact(ctx context.Context) error {
	if err := x.writable(ctx); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.postAll(ctx); err != nil {
		return err
	}
	if err := x.purge(ctx); err != nil {
		return err
	}
	if err := x.rewrite(ctx); err != nil {
		return err
	}
	x.dirty = true
	return nil
}

// rewrite rewrites the store, until that ends or a file turns out to be damaged.
func (x *Index) rewrite(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(x.whole, stop)()
	err := x.guarded(func() error { return x.db.Compact(ctx, []byte{0}, []byte{0xff}, true) })
	if damaged := x.damaged(); damaged != nil {
		return damaged
	}
	if err != nil {
		return x.wrong(err)
	}
	return nil
}

// postAll makes all texts findable by their passages.
func (x *Index) postAll(ctx context.Context) error {
	if x.options.Passages {
		return x.flushPostings()
	}
	x.options.Passages = true
	err := x.catchUp(ctx)
	if err == nil {
		err = x.flushPostings()
	}
	x.options.Passages, x.pending = false, newPending() // the next one begins anew
	return err
}

// purgeBytes is how much is rewritten at a time.
const purgeBytes = 8 << 20

// purge rewrites buckets that name documents which are gone.
func (x *Index) purge(ctx context.Context) error {
	if len(x.removed) == 0 && x.counts.floor == 0 {
		return nil
	}
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: []byte{postingsKey}, UpperBound: []byte{postingsKey + 1}})
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	b := x.db.NewBatch()
	for ok := it.First(); ok && err == nil; ok = it.Next() {
		var value, living []byte
		if value, err = it.ValueAndErr(); err != nil {
			break
		}
		if living, err = x.living(value); err != nil {
			break
		}
		switch {
		case len(living) == 0:
			err = b.Delete(it.Key(), nil)
		case !bytes.Equal(living, value):
			err = b.Set(it.Key(), living, nil)
		}
		if err == nil && b.Len() > purgeBytes {
			err = errors.Join(context.Cause(ctx), x.commit(b, x.counts), b.Close())
			b = x.db.NewBatch()
		}
	}
	if err = errors.Join(plain(err), plain(it.Close())); err != nil {
		return errors.Join(err, b.Close())
	}
	// Only now that no posting names them may the removed be forgotten.
	if err := b.DeleteRange([]byte{removedKey}, []byte{removedKey + 1}, nil); err != nil {
		return errors.Join(err, b.Close())
	}
	if err := errors.Join(x.commit(b, x.counts), b.Close()); err != nil {
		return err
	}
	clear(x.removed)
	return nil
}

// living returns a bucket without the documents that are gone.
func (x *Index) living(bucket []byte) (out []byte, err error) {
	last := -1
	err = eachGroup(bucket, func(g group) error {
		n := 0
		for _, o := range g.docs {
			if x.lives(o) {
				g.docs[n] = o
				n++
			}
		}
		if g.docs = g.docs[:n]; n > 0 || g.dropped > 0 {
			out = appendGroup(out, g, last)
			last = int(g.low)
		}
		return nil
	})
	return out, err
}

// Check is what Verify looked at.
type Check struct {
	Documents int64    `json:"documents"`
	Texts     int64    `json:"texts"`
	States    int64    `json:"states"`
	Postings  int64    `json:"postings"`
	Capped    int64    `json:"capped"`           // postings left out because too many documents have the key
	Faults    []string `json:"faults,omitempty"` // what is wrong, the first hundred
	Faulty    int64    `json:"faulty"`           // how many things are wrong
}

func (c *Check) fault(format string, args ...any) {
	if c.Faulty++; len(c.Faults) < 100 {
		c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
	}
}

// verifying is a Check in the making.
type verifying struct {
	Check
	counts counters // when it began
	there  []bool   // documents, by ordinal
}

// verifySample is how many documents there are for each whose own postings are
// looked for.
const verifySample = 64

// Verify reads the whole archive and checks that all of it is there and agrees.
// The error is one of reading; what is wrong stands in the Check. Nothing is written by this
// Index meanwhile, or what came or went since is told as wrong.
func (x *Index) Verify(ctx context.Context) (Check, error) {
	x.mu.RLock()
	v := &verifying{counts: x.counts}
	x.mu.RUnlock()
	v.there = make([]bool, v.counts.next)
	for _, step := range []func(context.Context, *verifying) error{x.verifyDocuments, x.verifyParts, x.verifyPostings} {
		if err := step(ctx, v); err != nil {
			return v.Check, err
		}
	}
	return v.Check, nil
}

// verifyDocuments checks each document's parts.
func (x *Index) verifyDocuments(ctx context.Context, v *verifying) error {
	err := x.each(documentKey, 0, func(ordinal uint32, raw []byte) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		v.Documents++
		if !x.isThere(ordinal) || ordinal >= v.counts.next {
			v.fault("document %d is there and should not be", ordinal)
		} else {
			v.there[ordinal] = true
		}
		e, err := parseEntry(raw)
		if err != nil {
			v.fault("document %d: %v", ordinal, err)
			return nil
		}
		return x.verifyDocument(ctx, v, ordinal, &e)
	})
	if v.Documents != int64(v.counts.live) || v.Texts != int64(v.counts.texts) {
		v.fault("%d documents and %d texts are there, %d and %d are counted", v.Documents, v.Texts, v.counts.live, v.counts.texts)
	}
	return err
}

func (x *Index) isThere(ordinal uint32) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.lives(ordinal)
}

func (x *Index) verifyDocument(ctx context.Context, v *verifying, ordinal uint32, e *entry) error {
	if name, err := x.get(nameOrdinalKey(xxh3.HashString(e.doc.Name), ordinal)); err != nil {
		return err
	} else if name == nil {
		v.fault("document %d cannot be found by its name %q", ordinal, e.doc.Name)
	}
	if e.hasState {
		v.States++
		if state, err := x.get(ordinalKey(stateKey, ordinal)); err != nil {
			return err
		} else if state == nil {
			v.fault("document %d has lost its state", ordinal)
		}
	}
	if !e.hasText {
		return nil
	}
	v.Texts++
	doc, err := x.Document(ctx, ordinal)
	if err != nil {
		v.fault("document %d: %v", ordinal, err)
		return nil
	}
	if ordinal%verifySample == 0 && (ordinal < v.counts.posted || x.options.Passages) {
		return x.verifyFound(v, ordinal, doc)
	}
	return nil
}

// verifyFound checks that a document is found by its own keys.
func (x *Index) verifyFound(v *verifying, ordinal uint32, doc detect.Document) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var docs []uint32
	for _, k := range x.keysOf(doc) {
		var full bool
		var err error
		if docs, full, err = x.postedUnder(k, docs[:0]); err != nil {
			return err
		}
		if !full && !slices.Contains(docs, ordinal) { // or it may be one of those left out
			v.fault("document %d is not found by key %08x", ordinal, k)
		}
	}
	return nil
}

// verifyParts looks for parts whose document is not there.
func (x *Index) verifyParts(_ context.Context, v *verifying) error {
	for _, prefix := range []byte{textKey, stateKey} {
		err := x.each(prefix, 0, func(ordinal uint32, _ []byte) error {
			e, ok, err := x.entry(ordinal)
			if errors.Is(err, errDamaged) {
				return nil // told already
			}
			if err == nil && (!ok || prefix == textKey && !e.hasText || prefix == stateKey && !e.hasState) {
				v.fault("a part (%c) of document %d is there without it", prefix, ordinal)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return x.eachKey(nameKey, func(key, _ []byte) error {
		ordinal := binary.BigEndian.Uint32(key[len(key)-4:])
		e, ok, err := x.entry(ordinal)
		if errors.Is(err, errDamaged) {
			return nil
		}
		if err == nil && (!ok || string(nameOrdinalKey(xxh3.HashString(e.doc.Name), ordinal)) != string(key)) {
			v.fault("a name leads to document %d, which has another", ordinal)
		}
		return err
	})
}

// verifyPostings reads all postings.
func (x *Index) verifyPostings(ctx context.Context, v *verifying) error {
	return x.eachKey(postingsKey, func(key, value []byte) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		err := eachGroup(value, func(g group) error {
			v.Postings += int64(len(g.docs))
			v.Capped += int64(g.dropped)
			if n := len(g.docs); n > 0 && g.docs[n-1] >= min(v.counts.posted, v.counts.next) {
				v.fault("bucket %x names document %d, which is not posted", key, g.docs[n-1])
				return nil
			}
			for _, o := range g.docs {
				if !v.there[o] && x.isThere(o) {
					v.fault("bucket %x names document %d, which is gone", key, o)
				}
			}
			return nil
		})
		if err != nil {
			v.fault("bucket %x: %v", key, err)
		}
		return nil
	})
}

// eachKey calls f for all records of a kind, whatever their keys look like.
func (x *Index) eachKey(prefix byte, f func(key, value []byte) error) error {
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefix}, UpperBound: []byte{prefix + 1}})
	if err != nil {
		return x.wrong(err)
	}
	for ok := it.First(); ok && err == nil; ok = it.Next() {
		var value []byte
		if value, err = it.ValueAndErr(); err == nil {
			err = f(it.Key(), value)
		}
	}
	return errors.Join(plain(err), plain(it.Close()))
}
