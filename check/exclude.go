package check

import (
	"fmt"
	"maps"

	"github.com/zeebo/xxh3"
)

// options adds to those of the engine what the policy changes in a result.
func (p *policy) options(engine map[string]any) map[string]any {
	all := maps.Clone(engine)
	limits := map[string]float64{}
	for _, l := range p.limits() {
		limits[l.Name] = l.Max
	}
	all["check"] = map[string]any{
		"limits": limits, "count": append([]Reason{}, p.Count...), "trusted": append([]string{}, p.Trusted...),
		"ignore": len(p.Ignore), "min_words": p.MinWords, "max_sources": p.maxSources(),
	}
	return all
}

// fingerprint adds the policy to the engine's, so that equal ones mean equal results.
func (p *policy) fingerprint(engine string) string {
	return fmt.Sprintf("%016x", xxh3.HashString(fmt.Sprintf("%s %q %q %d %q %v %d", engine, p.Ignore, p.Trusted, p.MinWords, p.Count, p.limits(), p.maxSources())))
}

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
