package detect

// run is sentences, or tokens, First to Last of a document, both included; none where
// Last comes before First.
type run struct{ First, Last int }

// meets tells whether two runs have a number in common.
func (r run) meets(q run) bool { return r.First <= q.Last && q.First <= r.Last }

// len returns how many numbers a run has.
func (r run) len() int { return r.Last - r.First + 1 }

// common returns how many numbers two runs have in common.
func (r run) common(q run) int { return max(0, min(r.Last, q.Last)-max(r.First, q.First)+1) }

// before tells whether a run begins where r ends, but for up to so many sentences.
func (r run) before(q run, gap int) bool { return r.Last < q.First && q.First <= r.Last+1+gap }

// with returns the smallest run that holds both.
func (r run) with(s run) run { return run{min(r.First, s.First), max(r.Last, s.Last)} }

// reach returns a run of sentences with what lies within linkReach of it.
func (r run) reach() run { return run{r.First - linkReach, r.Last + linkReach} }

// tokenRun returns the tokens of sentences r, counted in the document.
func (v view) tokenRun(r run) run {
	first := v.token(r.First)
	return run{first, first + len(v.tokensOf(r.First, r.Last)) - 1}
}
