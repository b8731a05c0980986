package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/zeebo/xxh3"

	"respun/detect"
)

// Added counts what became of documents that were added.
type Added struct {
	New       int // names that were not there
	Replaced  int // names that were there with another text
	Unchanged int // names that were there with the same text
	Repeated  int // of New, names that were there and got an ordinal (AddAll)
}

// Plus returns the sum of two.
func (a Added) Plus(b Added) Added {
	return Added{a.New + b.New, a.Replaced + b.Replaced, a.Unchanged + b.Unchanged, a.Repeated + b.Repeated}
}

// Add stores documents with their texts: all of them or, with an error, none.
// They survive a crash once it returns. A document whose name is there takes the
// place of the former one; with the same text, nothing is done.
func (x *Index) Add(ctx context.Context, docs ...detect.Document) (Added, error) {
	return x.addEach(ctx, docs, (*writing).replace)
}

// AddAll stores documents as Add does, but each beside those that are there: a name
// that is there becomes name@ordinal, as in a scan of the documents in this order.
func (x *Index) AddAll(ctx context.Context, docs ...detect.Document) (Added, error) {
	return x.addEach(ctx, docs, (*writing).addBeside)
}

func (x *Index) addEach(ctx context.Context, docs []detect.Document, add func(*writing, *detect.Document, *Added) error) (added Added, err error) {
	err = x.write(ctx, func(w *writing) error {
		for i := range docs {
			if err := add(w, &docs[i], &added); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Added{}, err
	}
	return added, nil
}

// write writes what f puts into a batch, as a whole or not at all, and returns
// when it is safe on disk. Others may write while it waits for that.
func (x *Index) write(ctx context.Context, f func(*writing) error) error {
	if err := x.writable(ctx); err != nil {
		return err
	}
	wait, err := x.append(f)
	if err != nil {
		return err
	}
	return wait()
}

// append is write without the waiting.
func (x *Index) append(f func(*writing) error) (wait func() error, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	w := x.begin()
	if err := f(w); err != nil {
		return nil, errors.Join(err, w.batch.Close())
	}
	synced, err := w.commit()
	if err != nil {
		return nil, errors.Join(err, w.batch.Close())
	}
	return func() error { return errors.Join(synced(), w.batch.Close()) }, nil
}

// AppendStates implements filter.Store. Names may repeat. A document without a
// text is stored without one.
func (x *Index) AppendStates(docs []detect.Document, states [][]byte) (wait func() error, err error) {
	if err := x.writable(context.Background()); err != nil {
		return nil, err
	}
	return x.append(func(w *writing) error {
		for i := range docs {
			if err := w.put(&docs[i], states[i], docs[i].Text != ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// Remove removes all documents with one of the names and returns how many: with an error,
// none.
func (x *Index) Remove(ctx context.Context, names ...string) (n int, err error) {
	err = x.write(ctx, func(w *writing) error {
		for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
			found, err := x.Find(name)
			if err != nil {
				return err
			}
			for _, o := range found {
				if err := w.remove(o); err != nil {
					return err
				}
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Expire implements filter.Store: it removes all documents below an ordinal, of those that
// are there.
func (x *Index) Expire(floor uint32) error {
	return x.write(context.Background(), func(w *writing) error { return w.expire(floor) })
}

func (w *writing) expire(floor uint32) error {
	from := w.counts.floor
	floor = min(floor, w.counts.next) // or documents to come would have expired too
	err := w.x.each(documentKey, from, func(ordinal uint32, raw []byte) error {
		if ordinal >= floor {
			return errStop
		}
		e, err := parseEntry(raw)
		if err != nil {
			return err
		}
		w.forget(&e)
		return w.batch.Delete(nameOrdinalKey(xxh3.HashString(e.doc.Name), ordinal), nil)
	})
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	for _, prefix := range []byte{documentKey, textKey, stateKey, removedKey} {
		if err := w.batch.DeleteRange(ordinalKey(prefix, from), ordinalKey(prefix, max(floor, from)), nil); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	w.counts.floor = max(floor, from)
	return nil
}

var errNoName = errors.New("index: a document without a name cannot be added")

var errStop = errors.New("stop")

// writable tells whether anything can be written.
func (x *Index) writable(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if x.options.ReadOnly {
		return fmt.Errorf("index: %s: %w", x.dir, ErrReadOnly)
	}
	return x.healthy()
}

// writing is a batch in the making: it changes nothing in memory until it is in
// the store's log.
type writing struct {
	x       *Index
	batch   *pebble.Batch
	counts  counters
	removed []uint32
	posts   []detect.Document // to post, under ordinals
	ordinal []uint32
	names   map[string]uint32 // put by this batch
	entries map[uint32]*entry
}

func (x *Index) begin() *writing {
	return &writing{x: x, batch: x.db.NewBatch(), counts: x.counts, names: map[string]uint32{}, entries: map[uint32]*entry{}}
}

// replace puts a document in place of those of its name.
func (w *writing) replace(doc *detect.Document, added *Added) error {
	return w.replaceWith(doc, nil, added)
}

// replaceWith is replace for a document whose state is known.
func (w *writing) replaceWith(doc *detect.Document, state []byte, added *Added) error {
	if doc.Name == "" {
		return errNoName
	}
	found, err := w.x.Find(doc.Name)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(o uint32) bool { return slices.Contains(w.removed, o) })
	if o, ok := w.names[doc.Name]; ok {
		found = append(found, o)
	}
	hash := xxh3.HashString(doc.Text)
	if len(found) == 1 {
		e, ok := w.entries[found[0]]
		if !ok {
			stored, _, err := w.x.entry(found[0])
			if err != nil {
				return err
			}
			e = &stored
		}
		if e.hasText && e.hash == hash {
			added.Unchanged++
			return nil
		}
	}
	for _, o := range found {
		if err := w.remove(o); err != nil {
			return err
		}
	}
	if len(found) > 0 {
		added.Replaced++
	} else {
		added.New++
	}
	return w.putText(doc, state)
}

// putText puts a document with its text and the state that a filter would give it.
func (w *writing) putText(doc *detect.Document, state []byte) error {
	if state == nil && w.x.options.Outline != nil {
		state = w.x.options.Outline(*doc, w.x.options.Now().Unix())
	}
	return w.put(doc, state, true)
}

// addBeside puts a document beside those of its name.
func (w *writing) addBeside(doc *detect.Document, added *Added) error {
	if doc.Name == "" {
		return errNoName
	}
	named := *doc
	taken, err := w.taken(named.Name)
	if taken {
		added.Repeated++
	}
	for taken && err == nil { // somebody's document may have the new name already
		named.Name = fmt.Sprintf("%s@%d", named.Name, w.counts.next)
		taken, err = w.taken(named.Name)
	}
	if err != nil {
		return err
	}
	added.New++
	return w.putText(&named, nil)
}

// taken tells whether a document has a name.
func (w *writing) taken(name string) (bool, error) {
	if _, ok := w.names[name]; ok {
		return true, nil
	}
	found, err := w.x.Find(name)
	return slices.ContainsFunc(found, func(o uint32) bool { return !slices.Contains(w.removed, o) }), err
}

// put puts a document under the next ordinal.
func (w *writing) put(doc *detect.Document, state []byte, text bool) error {
	ordinal := w.counts.next
	if ordinal == 1<<32-1 {
		return fmt.Errorf("index: %s: more than %d documents; merge it into a new archive", w.x.dir, ordinal)
	}
	e := &entry{doc: *doc, hasText: text, hasState: state != nil}
	e.doc.Text = ""
	sets := [][2][]byte{{nameOrdinalKey(xxh3.HashString(doc.Name), ordinal), nil}}
	if text {
		e.hash = xxh3.HashString(doc.Text)
		sets = append(sets, [2][]byte{ordinalKey(textKey, ordinal), pack(doc.Text)})
		w.counts.texts++
	}
	if state != nil {
		sets = append(sets, [2][]byte{ordinalKey(stateKey, ordinal), state})
	}
	sets = append(sets, [2][]byte{ordinalKey(documentKey, ordinal), e.append(nil)})
	for _, s := range sets {
		if err := w.batch.Set(s[0], s[1], nil); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	w.counts.next++
	w.counts.live++
	w.names[doc.Name], w.entries[ordinal] = ordinal, e
	if text && w.x.options.Passages {
		w.posts, w.ordinal = append(w.posts, *doc), append(w.ordinal, ordinal)
	}
	return nil
}

// remove takes a document out.
func (w *writing) remove(ordinal uint32) error {
	e, ok := w.entries[ordinal]
	if !ok {
		stored, found, err := w.x.entry(ordinal)
		if err != nil || !found {
			return err
		}
		e = &stored
	}
	keys := [][]byte{ordinalKey(documentKey, ordinal), ordinalKey(textKey, ordinal), ordinalKey(stateKey, ordinal),
		nameOrdinalKey(xxh3.HashString(e.doc.Name), ordinal)}
	for _, k := range keys {
		if err := w.batch.Delete(k, nil); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	if err := w.batch.Set(ordinalKey(removedKey, ordinal), nil, nil); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	w.forget(e)
	w.removed = append(w.removed, ordinal)
	delete(w.names, e.doc.Name)
	return nil
}

// forget counts a document that is taken out.
func (w *writing) forget(e *entry) {
	w.counts.live--
	if e.hasText {
		w.counts.texts--
	}
}

// commit writes the batch to the store's log, and to memory. wait returns when
// it is safe on disk.
func (w *writing) commit() (wait func() error, err error) {
	x := w.x
	if w.batch.Empty() {
		return func() error { return nil }, nil
	}
	if err := x.takes(w.batch.Len()); err != nil {
		return nil, err
	}
	if len(x.pending.list) >= x.options.pendingLimit {
		if err := x.flushPostings(); err != nil {
			return nil, err
		}
		w.counts.posted = x.counts.posted
	}
	if err := w.batch.Set([]byte{counterKey}, w.counts.append(nil), nil); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	if err := x.guarded(func() error { return x.db.ApplyNoSyncWait(w.batch, pebble.Sync) }); err != nil {
		return nil, x.fail(err)
	}
	x.counts, x.dirty = w.counts, true
	for _, o := range w.removed {
		x.removed[o] = struct{}{}
	}
	for i, keys := range x.keysOfAll(w.posts) {
		x.pending.add(w.ordinal[i], keys)
	}
	x.publishIfDue()
	return func() error {
		if err := w.batch.SyncWait(); err != nil {
			x.mu.Lock()
			defer x.mu.Unlock()
			return x.fail(err)
		}
		return nil
	}, nil
}

// commit writes a batch that no caller waits for, with counters.
func (x *Index) commit(b *pebble.Batch, counts counters) error {
	if err := x.takes(b.Len()); err != nil {
		return err
	}
	if err := b.Set([]byte{counterKey}, counts.append(nil), nil); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := x.guarded(func() error { return x.db.Apply(b, pebble.Sync) }); err != nil {
		return x.fail(err)
	}
	x.counts, x.dirty = counts, true
	return nil
}

func (x *Index) writeHeader(h header) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := x.guarded(func() error { return x.db.Set([]byte{headerKey}, raw, pebble.Sync) }); err != nil {
		return err
	}
	x.dirty = true
	return nil
}

// fail keeps the first error of the store: what is in memory and what is on disk
// may differ from then on.
func (x *Index) fail(err error) error {
	if x.failed == nil {
		x.failed = fmt.Errorf("index: %s: %w; open it again", x.dir, err)
	}
	return x.failed
}

// guarded turns what the store says when it cannot go on into an error.
func (x *Index) guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			fatal, ok := r.(error)
			if !ok {
				panic(r)
			}
			err = fatal
		}
	}()
	return plain(f())
}

// reserve is how much of the disk must be free for writing to begin: memtables
// that wait to be written, and a compaction. The store cannot go on where it
// finds the disk full in the midst of such work, so it must not come to that.
const reserve = 3 * memtableSize

// takes tells whether so many bytes may be written.
func (x *Index) takes(bytes int) error {
	if err := x.damaged(); err != nil {
		return err
	}
	return x.room(bytes)
}

// room tells whether there is room for so many bytes and what follows from them.
func (x *Index) room(bytes int) error {
	u, err := x.fs.GetDiskUsage(x.dir)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, vfs.ErrUnsupported) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("index: %s: %w", x.dir, err)
	}
	if u.AvailBytes < reserve+4*uint64(bytes) {
		return fmt.Errorf("index: %s: %w (%d MB are free, %d are needed)", x.dir, ErrFull, u.AvailBytes>>20, (reserve+4*uint64(bytes))>>20)
	}
	return nil
}
