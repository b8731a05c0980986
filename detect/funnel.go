package detect

import "maps"

// funnel gathers the stages of a run.
type funnel struct{ stages []Stage }

// add appends a stage that drops for one reason.
func (f *funnel) add(name string, in, out int64, reason string, dropped int64) {
	s := Stage{Name: name, In: in, Out: out}
	if dropped > 0 {
		s.Dropped = map[string]int64{reason: dropped}
	}
	f.stages = append(f.stages, s)
}

// last returns the stage that was added last.
func (f *funnel) last() *Stage { return &f.stages[len(f.stages)-1] }

// tally counts what a stage adds, drops and caps, by reason; each worker has its own.
type tally struct {
	in, out                int64
	added, dropped, capped map[string]int64
}

func (t *tally) drop(reason string) {
	if t.dropped == nil {
		t.dropped = map[string]int64{}
	}
	t.dropped[reason]++
}

func (t *tally) dropMany(reason string, n int) { t.dropped = addTo(t.dropped, reason, int64(n)) }

func (t *tally) add(reason string, n int) { t.added = addTo(t.added, reason, int64(n)) }

// again counts what is looked at a second time, in which so many came of the first.
func (t *tally) again(n, came int) {
	t.add(lookedAtAgain, n)
	t.dropMany(lookedAtAgain, came)
}

// lookedAtAgain is why things are counted twice: only what is found in a document tells
// that it doubles its paragraphs, and makes it one in which less is asked.
const lookedAtAgain = "looked at again"

// merge adds u to t.
func (t *tally) merge(u *tally) {
	t.in += u.in
	t.out += u.out
	for k, n := range u.added {
		t.added = addTo(t.added, k, n)
	}
	for k, n := range u.dropped {
		t.dropped = addTo(t.dropped, k, n)
	}
	for k, n := range u.capped {
		t.capped = addTo(t.capped, k, n)
	}
}

func (t *tally) stage(name string) Stage {
	return Stage{Name: name, In: t.in, Out: t.out, Added: maps.Clone(t.added), Dropped: maps.Clone(t.dropped), Capped: maps.Clone(t.capped)}
}
