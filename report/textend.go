package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"respun/detect"
)

// This file writes what stands at the end of text: documents, skips, summary.

// Document says how much of a document is its own.
func (t *textSink) Document(d *detect.DocumentShares) error {
	if t.opt.Quiet {
		return nil
	}
	t.section(documentSection, "Documents (original, found in others, repeated inside)")
	parts := []string{fmt.Sprintf("%6s  %6s  %6s", percent(d.Original), percent(d.Across), percent(d.Inside)),
		line(d.Doc), t.paint("2", plural(int64(d.Words), "word"))}
	if d.DuplicateOf != "" {
		parts = append(parts, "duplicate of "+line(d.DuplicateOf))
	}
	t.line("", parts...)
	return failed(t.out)
}

// Skip tells what was not compared.
func (t *textSink) Skip(s detect.Skip) error {
	if t.opt.Quiet {
		return nil
	}
	t.section(skipSection, "Skipped")
	t.line("", line(s.Doc), s.Reason+": "+line(s.Detail))
	return failed(t.out)
}

// Check says what the desk found, ahead of the matches.
func (t *textSink) Check(c CheckRecord) error {
	t.drafts[c.Draft] = true
	t.gap()
	t.line("", t.paint("1", line(c.Draft)), plural(int64(c.Words), "word"), t.verdict(c))
	t.line("", fmt.Sprintf("  %-16s %7s %7s   %s", "", "share", "words", "exclusions counted in"))
	for _, s := range c.Shares {
		t.line("", fmt.Sprintf("  %-16s %7s %7s   %s, %s", line(s.Name), percent(s.Share), thousands(int64(s.Words)),
			percent(s.AllShare), plural(int64(s.AllWords), "word")))
	}
	for i, s := range c.Sources {
		parts := []string{fmt.Sprintf("%7s", percent(s.Share)), line(s.Doc), line(s.Source), line(s.Date),
			plural(int64(s.Passages), "passage"), line(s.Trusted)}
		t.line(fmt.Sprintf("  %2d ", i+1), slices.DeleteFunc(parts, func(s string) bool { return s == "" })...)
	}
	for _, x := range c.Exclusions {
		t.line("  excluded  ", line(x.Reason), plural(int64(x.Passages), "passage"), plural(int64(x.Words), "word"))
	}
	return failed(t.out)
}

func (t *textSink) verdict(c CheckRecord) string {
	if !c.Over {
		return t.paint("32", "passes")
	}
	var over []string
	for _, g := range c.Gates {
		if g.Over {
			over = append(over, fmt.Sprintf("%s %s, limit %s", line(g.Name), percent(g.Share), percent(g.Limit)))
		}
	}
	return t.paint("1;31", strings.TrimSpace("does not pass  "+strings.Join(over, "; ")))
}

// End writes the summary and flushes.
func (t *textSink) End(s detect.Stats) error {
	if !t.opt.Quiet {
		t.gap()
		t.summary(s)
		t.skipped(s.Skipped)
		if t.opt.Stats {
			t.funnel(s.Stages)
		}
	}
	return t.out.Flush()
}

func (t *textSink) summary(s detect.Stats) {
	t.line("", fmt.Sprintf("%s, %s: %s", plural(s.Documents, "document"), plural(s.Words, "word"), t.matches(s.Matches)))
	var more []string
	for _, c := range []struct {
		n    int64
		noun string
	}{{s.Groups, "group"}, {s.Clusters, "cluster"}, {s.RepeatedNames, "repeated name"}} {
		if c.n > 0 {
			more = append(more, plural(c.n, c.noun))
		}
	}
	if len(more) > 0 {
		t.line("", strings.Join(more, ", "))
	}
}

// matches counts by kind, and by class where there is more than reuse.
func (t *textSink) matches(n int64) string {
	var by []string
	for k := detect.Verbatim; k <= detect.Spun; k++ {
		if c := t.count[k]; c > 0 {
			by = append(by, thousands(c)+" "+k.String())
		}
	}
	for c := detect.Reuse + 1; c <= detect.Quotation; c++ {
		if k := t.kinds[c]; k > 0 {
			by = append(by, fmt.Sprintf("%s of class %s", thousands(k), c))
		}
	}
	if len(by) == 0 {
		return plural(n, "match")
	}
	return fmt.Sprintf("%s (%s)", plural(n, "match"), strings.Join(by, ", "))
}

func (t *textSink) skipped(by map[string]int64) {
	var total int64
	for _, n := range by {
		total += n
	}
	if total > 0 {
		t.line("", plural(total, "input")+" skipped:", reasons(by))
	}
}

// funnel shows stage by stage what came in, went on and was lost.
func (t *textSink) funnel(stages []detect.Stage) {
	t.gap()
	t.line("", t.paint("1", fmt.Sprintf("%-20s %14s %14s", "stage", "in", "out")))
	for _, s := range stages {
		row := fmt.Sprintf("%-20s %14s %14s", line(s.Name), thousands(s.In), thousands(s.Out))
		if len(s.Dropped) > 0 {
			row += "  dropped: " + reasons(s.Dropped)
		}
		if len(s.Capped) > 0 {
			row += "  capped: " + reasons(s.Capped)
		}
		t.line("", row)
	}
}

// reasons lists counts by name.
func reasons(by map[string]int64) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(by)) {
		out = append(out, line(k)+" "+thousands(by[k]))
	}
	return strings.Join(out, ", ")
}
