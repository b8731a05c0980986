package check

// outside gives, for every word of a draft, why it does not count wherever else
// it stands.
func (p *policy) outside(d *draft) []Reason {
	out := make([]Reason, len(d.Spans))
	mark := func(spans []span, r Reason) {
		for _, x := range spans {
			for w := x.from; w < x.to; w++ {
				if out[w] == Counts {
					out[w] = r
				}
			}
		}
	}
	if !p.counts(Quotation) {
		mark(d.quotations(), Quotation)
	}
	if !p.counts(References) {
		for _, b := range references(d.text) {
			mark([]span{d.words(b)}, References)
		}
	}
	mark(p.phrases.in(d), IgnoredPhrase)
	return out
}
