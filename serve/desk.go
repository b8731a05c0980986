package serve

import (
	"respun/check"
	"respun/report"
)

// desk hands results to a report, and counts them.
type desk struct {
	report.CheckSink
	metrics *metrics
}

// Result takes what was found of the draft.
func (d *desk) Result(r *check.Result) error {
	d.metrics.checked(r.Over)
	return d.Check(Record(r))
}

// Record is a result as reports take it: check and report don't know each other,
// and both the server and the command bring them together.
func Record(r *check.Result) report.CheckRecord {
	c := report.CheckRecord{Draft: r.Draft, Ordinal: r.Ordinal, Words: r.Words, Over: r.Over}
	for _, x := range r.Shares {
		c.Shares = append(c.Shares, report.CheckShare(x))
	}
	for _, x := range r.Sources {
		c.Sources = append(c.Sources, report.CheckSource(x))
	}
	for _, x := range r.Passages {
		c.Passages = append(c.Passages, report.CheckPassage{
			Span: x.Span, Words: x.Words, Kind: x.Kind, Match: x.Match, Source: x.Source, AlsoIn: x.AlsoIn, Excluded: string(x.Excluded),
		})
	}
	for _, x := range r.Exclusions {
		c.Exclusions = append(c.Exclusions, report.CheckExclusion{Reason: string(x.Reason), Words: x.Words, Passages: x.Passages})
	}
	for _, x := range r.Gates {
		c.Gates = append(c.Gates, report.CheckGate(x))
	}
	return c
}
