package detect

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"respun/internal/checkpoint"
	"respun/internal/enumeration"
	"respun/internal/flat"
	"respun/internal/parallel"
)

// Scan finds every reuse within and across the documents and hands the records
// to sink in their fixed order, which is the same for any number of workers. A
// document that comes with an error which implements Skipped is told and left
// out; any other error ends the run, as do errors of sink and the end of ctx, whose cause
// (context.Cause) is returned. nil stands for no documents.
func (d *Detector) Scan(ctx context.Context, docs iter.Seq2[Document, error], sink Sink) (stats Stats, failed error) {
	if docs == nil {
		docs = All()
	}
	disk, share, undo, err := d.bound()
	if err != nil {
		return Stats{}, err
	}
	defer func() { failed = errors.Join(failed, undo()) }()
	kept, err := d.options.openCheckpoint()
	if err != nil {
		return Stats{}, fmt.Errorf("detect: %w", err)
	}
	finished := false // not where docs or sink panic either
	defer func() { failed = errors.Join(failed, kept.Close(finished)) }()
	stats, failed = d.scan(ctx, docs, sink, disk, share, kept)
	finished = failed == nil
	return stats, failed
}

// scan keeps what is large on disk and what is done in a checkpoint; either may be nil.
func (d *Detector) scan(ctx context.Context, docs iter.Seq2[Document, error], sink Sink, disk *flat.Disk, share int64, kept *checkpoint.Journal) (Stats, error) {
	c, err := d.load(ctx, docs, disk, kept)
	if err != nil {
		return Stats{}, err
	}
	c.memory = share
	r := &result{c: c, o: d.options}
	if d.sources != nil {
		r.funnel.stages = append(r.funnel.stages, *d.sources)
	}
	if d.options.Level == DocumentLevel {
		err = r.documents(ctx)
	} else {
		err = r.passages(ctx)
	}
	if err != nil {
		return Stats{}, err
	}
	return r.emit(ctx, sink)
}

// result is what a run found.
type result struct {
	c        *corpus
	o        Options
	funnel   funnel
	matches  *matchStore
	groups   []*Group
	pairs    []docPair // by a, then b
	clusters []*Cluster
	shares   []*DocumentShares
	hubs     map[int]bool // documents that others were paired with instead of with each other
}

// passages runs the passage level.
func (r *result) passages(ctx context.Context) error {
	r.c.release()
	f := &finder{c: r.c, o: r.o}
	pairs, known, err := r.c.journal.pairs(f)
	if err == nil && !known {
		if pairs, err = f.find(ctx); err == nil {
			err = r.c.journal.keepPairs(pairs, f)
		}
	}
	if err != nil {
		return err
	}
	r.c.release()
	found, tally, err := verify(ctx, r.c, r.o, pairs)
	if err := errors.Join(err, flat.Free(r.c.disk, pairs)); err != nil {
		return err
	}
	r.funnel.stages = append(append(r.funnel.stages, f.funnel.stages...), tally.stage("windows"))
	r.c.release()
	if err := r.judge(ctx, found); err != nil {
		return err
	}
	if err := r.group(); err != nil {
		return err
	}
	r.c.release()
	if err := r.measurePairs(ctx); err != nil {
		return err
	}
	if err := r.cover(ctx); err != nil {
		return err
	}
	return r.cluster(ctx)
}

// judge turns hits into matches on all workers; it gives the hits back.
func (r *result) judge(ctx context.Context, found *hitStore) error {
	t, total, err := prepareTemplates(ctx, r.c, r.o.workers(), found)
	if err != nil {
		return err
	}
	trace := newTracer(r.c, r.o)
	r.matches = newMatchStore(r.c.disk)
	progress := newProgress(r.o.Progress, "judge", total)
	var decided, finished tally
	err = parallel.InOrder(ctx, r.o.workers(), found.units, func(int) func(k int) (madeUnit, error) {
		w := newJudgeWorker(ctx, r.c, r.o, t)
		w.judge.tracer = trace
		return func(k int) (madeUnit, error) {
			if u, ok, err := r.c.journal.unit(matchesRecord, k, 2); ok && r.o.Trace == nil || err != nil {
				return u, err
			}
			list, err := w.unit(k, found, progress)
			return madeUnit{bytes: encodeMatches(list), tallies: []tally{w.judge.tally, w.tally}}, err
		}
	}, func(k int, u madeUnit) error {
		if err := r.c.journal.putUnit(matchesRecord, k, &u); err != nil {
			return err
		}
		decided.merge(&u.tallies[0])
		finished.merge(&u.tallies[1])
		return r.matches.put(k, u.bytes, int(u.tallies[1].out))
	})
	r.funnel.stages = append(r.funnel.stages, decided.stage("decision"), finished.stage("report"))
	return errors.Join(err, found.blobs.Free())
}

// judgeWorker is what a worker needs to turn hits into matches.
type judgeWorker struct {
	judge judge
	f     *finisher
	o     Options
	tally tally
}

func newJudgeWorker(ctx context.Context, c *corpus, o Options, t templates) *judgeWorker {
	v := newVerifier(ctx, c, o)
	f := newFinisher(c, o)
	return &judgeWorker{judge: judge{p: v.p, v: v, o: o, templates: t, texts: newTextReader(c), items: enumeration.NewFinder(f.scanner)}, f: f, o: o}
}

// unit decides about the hits of a unit; its matches are in order of place.
func (w *judgeWorker) unit(k int, found *hitStore, progress func(n int)) ([]*Match, error) {
	w.judge.tally, w.tally = tally{}, tally{}
	u, err := found.get(k)
	if err != nil {
		return nil, err
	}
	var list []*Match
	for i := range u.list {
		if err := context.Cause(w.judge.v.ctx); err != nil {
			return nil, err
		}
		list = append(list, w.matches(&u.list[i])...)
		progress(1)
		w.f.c.disk.Ease()
	}
	slices.SortFunc(list, byMatchPlace)
	return list, errors.Join(w.judge.err, found.blobs.Put(k, nil)) // a fifth of a run's memory
}

// matches decides about the hits of two documents, which it gives back, and keeps what
// is asked for.
func (w *judgeWorker) matches(h *hits) (out []*Match) {
	c := w.f.c
	a, b := c.view(h.a), c.view(h.b)
	kept := w.judge.decide(h)
	h.list = nil
	if len(kept) == 0 {
		return nil
	}
	textA, textB := w.judge.text(h.a), w.judge.text(h.b)
	passages := w.judge.p.passages(kept, a, b)
	w.tally.in += int64(len(kept))
	w.tally.dropMany("joined to a neighbour", len(kept)-len(passages))
	for i := range passages {
		p := &passages[i]
		m := w.f.finish(p, h.a, h.b, textA, textB)
		why := w.o.unwanted(m)
		if m.Kind == Spun && p.kind != Spun && p.E < leastEvidence {
			why = "too little evidence for a spun match"
		}
		if why == "" && w.f.oneWord() {
			why = "an address or a name in a program"
		}
		if why != "" {
			w.tally.drop(why)
			continue
		}
		out = append(out, m)
	}
	w.tally.out += int64(len(out))
	return out
}

// unwanted tells why a match is not reported; empty where it is.
func (o Options) unwanted(m *Match) string {
	switch {
	case !o.wantsKind(m.Kind):
		return "kind not asked for"
	case !o.wantsClass(m.Kind, m.Class):
		return "class " + m.Class.String()
	case m.Similarity < o.MinSimilarity:
		return "below the smallest similarity"
	case min(m.A.Words, m.B.Words) < o.MinWords:
		return "fewer words than asked for"
	}
	return ""
}

// text returns a document's text; a failure ends the run.
func (j *judge) text(ordinal int) string {
	t, err := j.texts.text(ordinal)
	if err != nil && j.err == nil {
		j.err = err
	}
	return t
}
