package filter

import (
	"context"
	"errors"
	"fmt"
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
	// and an error. They outlive a crash once wait, which is called once, returns nil,
	// and never without those appended before. A document with a text is stored with it.
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

// ReadState tells what a store must know of a state to move it elsewhere: the hash (xxh3)
// of the text that it was made of, and whether it has keys and a sketch of its own; else
// another document stands for it.
func ReadState(state []byte) (text uint64, alone bool, err error) {
	r, err := parseState(state, nil)
	return r.raw, err == nil && r.twin == 0, err
}

// load remembers what the store holds and has not expired. Keys, most of the
// work, are entered by a goroutine of their own.
func (f *Filter) load(ctx context.Context) error {
	store := f.options.Store
	if store == nil {
		return nil
	}
	l := startLoader(f.memory)
	var keys []lsh.Key
	var first *uint32 // that is remembered: those before have expired
	now := f.options.now()
	next, err := store.Load(ctx, func(ordinal uint32, state []byte) error {
		r, err := parseState(state, keys)
		if err == nil && r.twin > ordinal { // who follows it could go round in circles
			err = errState
		}
		if err != nil {
			return fmt.Errorf("document %d: %w", ordinal, err)
		}
		if ttl := f.options.TTL; ttl > 0 && int64(r.time) <= now.Add(-ttl).Unix() {
			return nil
		}
		keys = r.keys
		if first == nil {
			first = &ordinal
		}
		if at := ordinal - r.twin; r.twin > 0 && at >= *first {
			if stands, _ := f.memory.at(at); stands == nil { // replaced, or taken out
				r.flags |= bereft
			}
		}
		f.memory.addRecord(ordinal, &r, nil)
		l.add(ordinal, &r)
		return nil
	})
	l.finish()
	if err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	f.memory.next = max(f.memory.next, next)
	f.expire(now)
	f.forgetSurplus()
	return nil
}

// loader enters the keys of documents into the tables of a memory. Two take
// turns: one collects while the other is entered.
type loader struct {
	full, free chan *loading
	at         *loading
	entering   sync.WaitGroup
}

type loading struct{ likes, same lsh.Bulk }

func startLoader(m *memory) *loader {
	l := &loader{full: make(chan *loading), free: make(chan *loading, 2), at: new(loading)}
	l.free <- new(loading)
	l.entering.Go(func() {
		for x := range l.full {
			x.likes.Enter(m.likes)
			x.same.Enter(m.same)
			l.free <- x
		}
	})
	return l
}

func (l *loader) add(ordinal uint32, r *remembered) {
	full := l.at.likes.Add(ordinal, r.keys)
	if full = l.at.same.Add(ordinal, r.sameKeys()) || full; full {
		l.full <- l.at
		l.at = <-l.free
	}
}

func (l *loader) finish() {
	l.full <- l.at
	close(l.full)
	l.entering.Wait()
}

// persist hands the store documents that were just remembered. The filter is of no use
// after an error: it would call copies what was never stored.
func (f *Filter) persist(docs []detect.Document, states [][]byte) error {
	if len(docs) == 0 {
		return nil
	}
	wait, err := f.options.Store.AppendStates(docs, states)
	if err == nil {
		before := f.stored
		f.stored = sync.OnceValue(func() error { return errors.Join(before(), wait()) })
	}
	if err == nil && f.memory.floor >= f.expired+blockSize {
		f.expired = f.memory.floor
		err = f.options.Store.Expire(f.expired)
	}
	if err != nil {
		return f.fail(err)
	}
	return nil
}

// fail keeps the first error of the store.
func (f *Filter) fail(err error) error {
	if f.failed == nil {
		f.failed = fmt.Errorf("filter: %w", err)
	}
	return f.failed
}
