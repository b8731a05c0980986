package detect

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// jobChunk is how many pairs a worker takes at a time: neighbours in a list
// mostly share their first document, which is then taken apart once.
const jobChunk = 8

// compared is what came of a job.
type compared struct {
	matches []*Match
	pair    docPair // where there are matches
}

// compare does all jobs on all workers.
func (r *result) compare(ctx context.Context, jobs []job) error {
	done := make([]compared, len(jobs))
	progress := newProgress(r.o.Progress, "pairs", len(jobs))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var workers sync.WaitGroup
	var mu sync.Mutex
	var total, capped tally
	trace := newTracer(r.c, r.o)
	for range min(r.o.workers(), len(jobs)) {
		workers.Go(func() {
			x := newComparer(ctx, r.c, r.o)
			x.trace = trace
			err := x.takeAll(ctx, jobs, done, &next, progress)
			mu.Lock()
			defer mu.Unlock()
			total.merge(&x.tally)
			capped.merge(&x.capped)
			if err != nil {
				cancel(err) // the first one
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	stage := total.stage("alignments")
	stage.Capped = capped.dropped
	r.funnel.stages = append(r.funnel.stages, stage)
	r.matches = newMatchStore(nil)
	for k, d := range done {
		if err := r.matches.put(k, encodeMatches(d.matches), len(d.matches)); err != nil {
			return err
		}
		if len(d.matches) > 0 {
			r.pairs = append(r.pairs, d.pair)
		}
	}
	return nil
}

// takeAll does jobs, some at a time, until none is left.
func (x *comparer) takeAll(ctx context.Context, jobs []job, done []compared, next *atomic.Int64, progress func(n int)) error {
	for ctx.Err() == nil {
		from := int(next.Add(jobChunk)) - jobChunk
		if from >= len(jobs) {
			break
		}
		to := min(len(jobs), from+jobChunk)
		for k := from; k < to; k++ {
			var err error
			if done[k], err = x.compare(jobs[k]); err != nil {
				return err
			}
		}
		progress(to - from)
	}
	return nil
}

// compare aligns two documents and makes their records.
func (x *comparer) compare(j job) (out compared, err error) {
	found, err := x.align(j.a, j.b)
	if err != nil {
		return out, err
	}
	x.tally.in += int64(len(found))
	for i := range found {
		m, why := x.judged(&found[i], j, x.ta, x.tb)
		x.tellAlignment(&found[i], m, why)
		if why != "" {
			x.tally.drop(why)
			continue
		}
		out.matches = append(out.matches, m)
	}
	out.matches = x.clauses(j, out.matches)
	x.tally.out += int64(len(out.matches))
	if len(out.matches) == 0 {
		return out, nil
	}
	slices.SortFunc(out.matches, func(m, n *Match) int {
		return cmp.Or(cmp.Compare(m.A.Start, n.A.Start), cmp.Compare(m.B.Start, n.B.Start), cmp.Compare(m.A.End, n.A.End), cmp.Compare(m.B.End, n.B.End))
	})
	out.pair, err = x.pair(out.matches)
	return out, err
}

// judged makes the match of an alignment, and tells why it is not reported. What
// is not sure is not looked at any further, unless somebody wants to know.
func (x *comparer) judged(f *aligned, j job, ta, tb string) (m *Match, why string) {
	sure := f.confidence >= x.f.o.MinConfidence
	if !sure && !x.traced(j.a, j.b) {
		return nil, notSure
	}
	p := passage{spanA: f.spanA, spanB: f.spanB}
	p.kind, p.class, p.confidence = Spun, f.class, f.confidence
	m = x.f.finish(&p, j.a, j.b, ta, tb)
	if !sure {
		return m, notSure
	}
	return m, x.f.o.unwanted(m)
}

const notSure = "not confident enough"

// pair sums up the matches of two documents.
func (x *comparer) pair(matches []*Match) (p docPair, err error) {
	a, b := matches[0].A.Ordinal, matches[0].B.Ordinal
	p = newDocPair(a, b, matches)
	if p.likeness, err = x.measurer.compare(a, b); err != nil {
		return p, err
	}
	if p.coverA, err = x.coverage(matches, func(m *Match) *Side { return &m.A }); err != nil {
		return p, err
	}
	p.coverB, err = x.coverage(matches, func(m *Match) *Side { return &m.B })
	return p, err
}

// coverage returns the share of a document's words inside one side of matches, 0..1.
func (x *comparer) coverage(matches []*Match, of func(*Match) *Side) (float64, error) {
	var in []cover
	for _, m := range matches {
		in = append(in, cover{span: of(m).Span})
	}
	x.coverer.open(of(matches[0]).Ordinal, in)
	return x.coverer.share(func(cover) bool { return true }, in)
}
