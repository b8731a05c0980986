package detect

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
)

// emit hands the records to the sink in order. Evidence is gathered on the way,
// on all workers, a block of matches at a time: word by word it is ten times the
// size of a match and nobody needs it twice.
func (r *result) emit(ctx context.Context, sink Sink) (Stats, error) {
	stats := r.stats()
	err := sink.Begin(Begin{
		Version: Version, Options: r.o.changing(), Fingerprint: r.o.fingerprint(), Text: r.c.texts.Text,
		Doc: r.c.docs.Document,
	})
	if err != nil {
		return stats, err
	}
	if r.matches != nil {
		if err := r.emitMatches(ctx, sink); err != nil {
			return stats, err
		}
	}
	for _, step := range []func() error{
		func() error { return each(ctx, r.groups, sink.Group) },
		func() error {
			return each(ctx, r.pairs, func(p docPair) error { return sink.Pair(p.told(r.c.docs)) })
		},
		func() error { return each(ctx, r.clusters, sink.Cluster) },
		func() error { return each(ctx, r.shares, sink.Document) },
		func() error { return each(ctx, r.c.skips, sink.Skip) },
	} {
		if err := step(); err != nil {
			return stats, err
		}
	}
	return stats, sink.End(stats)
}

func each[T any](ctx context.Context, list []T, f func(T) error) error {
	for _, x := range list {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := f(x); err != nil {
			return err
		}
	}
	return nil
}

const emitBlock = 128

// emitMatches explains blocks of matches ahead of the sink.
func (r *result) emitMatches(ctx context.Context, sink Sink) error {
	type block struct {
		matches []*Match
		done    chan error
	}
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	n := r.o.workers()
	work, order := make(chan *block), make(chan *block, n)
	for range n {
		workers.Go(func() {
			f := newFinisher(r.c, r.o)
			for b := range work {
				b.done <- f.explainAll(b.matches)
			}
		})
	}
	var unread error
	workers.Go(func() {
		defer close(work)
		defer close(order)
		unread = r.matches.each(func(_ int, list []*Match) error {
			for part := range slices.Chunk(list, emitBlock) {
				b := &block{part, make(chan error, 1)}
				for _, c := range []chan *block{order, work} {
					select {
					case c <- b:
					case <-ctx.Done():
						return context.Cause(ctx)
					}
				}
			}
			return nil
		})
	})
	for b := range order {
		select {
		case err := <-b.done:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		for k, m := range b.matches {
			if err := sink.Match(m); err != nil {
				return err
			}
			b.matches[k] = nil // one document may have a million, with kilobytes of evidence each
		}
	}
	return errors.Join(unread, context.Cause(ctx))
}

func (f *finisher) explainAll(matches []*Match) error {
	for k := range matches {
		// A copy: the matches of a unit lie in one piece of memory, and what is told of them
		// is ten times as much.
		full := *matches[k]
		m := &full
		matches[k] = m
		if err := f.readMatch(m); err != nil {
			return err
		}
		m.A.Doc, m.B.Doc = f.c.docs.Name(m.A.Ordinal), f.c.docs.Name(m.B.Ordinal)
		// Clones: a part of a text holds on to the whole.
		m.A.Text, m.B.Text = strings.Clone(f.a.text), strings.Clone(f.b.text)
		m.ID = matchID(m)
		f.explain(m)
	}
	return nil
}

// stats sums up the run.
func (r *result) stats() Stats {
	s := Stats{
		Documents: int64(r.c.docs.Len()), Bytes: r.c.bytes, Sentences: int64(len(r.c.sentences)), Words: r.c.words,
		Groups: int64(len(r.groups)), Pairs: int64(len(r.pairs)), Clusters: int64(len(r.clusters)),
		Skipped: map[string]int64{}, RepeatedNames: r.c.repeated, Stages: r.funnel.stages,
	}
	if r.matches != nil {
		s.Matches = r.matches.count
	}
	for _, k := range r.c.skips {
		s.Skipped[k.Reason] += int64(max(1, k.Count))
	}
	return s
}
