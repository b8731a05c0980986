package detect

import (
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
)

// Scan finds every reuse within and across the documents and hands the records
// to sink in their fixed order, which is the same for any number of workers. A
// document that comes with an error which implements Skipped is told and left
// out; any other error ends the run, as do errors of sink and the end of ctx.
func (d *Detector) Scan(ctx context.Context, docs iter.Seq2[Document, error], sink Sink) (Stats, error) {
	c, err := d.load(ctx, docs, nil)
	if err != nil {
		return Stats{}, err
	}
	defer c.close()
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
	matches  []*Match
	groups   []*Group
	pairs    []*Pair
	clusters []*Cluster
	shares   []*DocumentShares
	hubs     map[int]bool // documents that others were paired with instead of with each other
}

// passages runs the passage level.
func (r *result) passages(ctx context.Context) error {
	r.c.release()
	f := &finder{c: r.c, o: r.o}
	pairs, err := f.find(ctx)
	if err != nil {
		return err
	}
	r.c.release()
	found, tally, err := verify(ctx, r.c, r.o, pairs)
	if err != nil {
		return err
	}
	r.funnel.stages = append(append(r.funnel.stages, f.funnel.stages...), tally.stage("windows"))
	if err := r.judge(ctx, found); err != nil {
		return err
	}
	slices.SortFunc(r.matches, byMatchPlace)
	if err := r.group(); err != nil {
		return err
	}
	if err := r.pairUp(ctx); err != nil {
		return err
	}
	return r.cluster()
}

// judge turns hits into matches on all workers.
func (r *result) judge(ctx context.Context, found []hits) error {
	t := newTemplates(r.c, found)
	t.count(r.c, originals(r.c, found))
	trace := newTracer(r.c, r.o)
	parts := make([][]*Match, len(found))
	progress := newProgress(r.o.Progress, "judge", len(found))
	var next atomic.Int64
	var workers sync.WaitGroup
	var mu sync.Mutex
	var decided, finished tally
	var failed error
	for range r.o.workers() {
		workers.Go(func() {
			w := newJudgeWorker(r.c, r.o, t)
			w.judge.tracer = trace
			for ctx.Err() == nil && w.judge.err == nil {
				k := int(next.Add(1)) - 1
				if k >= len(found) {
					break
				}
				parts[k] = w.matches(found[k])
				found[k].list = nil // a fifth of a run's memory
				progress(1)
			}
			mu.Lock()
			defer mu.Unlock()
			decided.merge(&w.judge.tally)
			finished.merge(&w.tally)
			if w.judge.err != nil {
				failed = w.judge.err
			}
		})
	}
	workers.Wait()
	r.matches = slices.Concat(parts...)
	r.funnel.stages = append(r.funnel.stages, decided.stage("decision"), finished.stage("report"))
	if failed != nil {
		return failed
	}
	return context.Cause(ctx)
}

// judgeWorker is what a worker needs to turn hits into matches.
type judgeWorker struct {
	judge judge
	f     *finisher
	o     Options
	tally tally
}

func newJudgeWorker(c *corpus, o Options, t templates) *judgeWorker {
	v := newVerifier(c, o)
	return &judgeWorker{judge: judge{p: v.p, v: v, o: o, templates: t}, f: newFinisher(c, o), o: o}
}

// matches decides about the hits of two documents and keeps what is asked for.
func (w *judgeWorker) matches(h hits) (out []*Match) {
	c := w.f.c
	a, b := c.view(h.a), c.view(h.b)
	kept := w.judge.decide(h)
	if len(kept) == 0 {
		return nil
	}
	textA, textB := w.judge.text(h.a), w.judge.text(h.b)
	passages := join(kept, a, b)
	w.tally.in += int64(len(kept))
	w.tally.dropped = addTo(w.tally.dropped, "joined to a neighbour", int64(len(kept)-len(passages)))
	for i := range passages {
		p := &passages[i]
		m := w.f.finish(p, h.a, h.b, textA, textB)
		why := w.o.unwanted(m)
		if m.Kind == Spun && p.kind != Spun && p.E < leastEvidence {
			why = "too little evidence for a spun match"
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
	t, err := j.p.c.texts.Text(ordinal)
	if err != nil {
		j.fail(err)
	}
	return t
}

func (j *judge) fail(err error) {
	if j.err == nil {
		j.err = err
	}
}

// originals tells, for each document, which earlier one it copies for the most
// part; itself where there is none.
func originals(c *corpus, found []hits) []uint32 {
	out := make([]uint32, c.docs.len())
	for d := range out {
		out[d] = uint32(d)
	}
	for _, h := range found {
		if h.a == h.b {
			continue
		}
		a, b := map[int]bool{}, map[int]bool{}
		for i := range h.list {
			if h.list[i].kind == Spun {
				continue
			}
			mark(a, h.list[i].A)
			mark(b, h.list[i].B)
		}
		if 2*len(a) >= c.view(h.a).len() || 2*len(b) >= c.view(h.b).len() {
			out[h.b] = min(out[h.b], out[h.a])
		}
	}
	return out
}

func mark(m map[int]bool, r run) {
	for s := r.First; s <= r.Last; s++ {
		m[s] = true
	}
}
