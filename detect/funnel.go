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

// tally counts what a stage drops and caps, by reason; each worker has its own.
type tally struct {
	in, out         int64
	dropped, capped map[string]int64
}

func (t *tally) drop(reason string) {
	if t.dropped == nil {
		t.dropped = map[string]int64{}
	}
	t.dropped[reason]++
}

// merge adds u to t.
func (t *tally) merge(u *tally) {
	t.in += u.in
	t.out += u.out
	for k, n := range u.dropped {
		t.dropped = addTo(t.dropped, k, n)
	}
	for k, n := range u.capped {
		t.capped = addTo(t.capped, k, n)
	}
}

func (t *tally) stage(name string) Stage {
	return Stage{Name: name, In: t.in, Out: t.out, Dropped: maps.Clone(t.dropped), Capped: maps.Clone(t.capped)}
}
