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
	if !t.opt.Quiet {
		t.skips(t.few.Next(s))
	}
	return failed(t.out)
}

func (t *textSink) skips(skips []detect.Skip) {
	for _, s := range skips {
		t.section(skipSection, "Skips and notices")
		t.line("", line(s.Doc), s.Reason+": "+line(s.Detail))
	}
}

// End writes the summary and flushes.
func (t *textSink) End(s detect.Stats) error {
	if !t.opt.Quiet {
		t.skips(t.few.Rest())
		t.gap()
		t.summary(s)
		if !t.opt.Stats { // the funnel has them
			t.skipped(s.Skipped)
		}
	}
	if t.opt.Stats {
		t.gap()
		t.funnel(s)
	}
	return t.out.Flush()
}

func (t *textSink) summary(s detect.Stats) {
	t.line("", fmt.Sprintf("%s, %s: %s", t.documents(s), plural(s.Words, "word"), t.matches(s)))
	if classes := byClass(func(c detect.Class) int64 { return t.classes[c] }); classes != "" {
		t.line("", "of these by class: "+classes)
	}
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
	if classes := leftOut(s.Stages); classes != "" {
		t.line("", fmt.Sprintf("left out by class: %s; --classes all tells them too", classes))
	}
}

// leftOut counts the matches of classes that were not asked for: who reads of none should
// know that there are others.
func leftOut(stages []detect.Stage) string {
	return byClass(func(c detect.Class) (n int64) {
		for _, s := range stages {
			n += s.Dropped["class "+c.String()]
		}
		return n
	})
}

// byClass lists counts of the classes that are no reuse.
func byClass(count func(detect.Class) int64) string {
	var by []string
	for c := detect.Reuse + 1; c <= detect.Quotation; c++ {
		if n := count(c); n > 0 {
			by = append(by, thousands(n)+" "+c.String())
		}
	}
	return strings.Join(by, ", ")
}

// matches counts by kind.
func (t *textSink) matches(s detect.Stats) string {
	var by []string
	for k := detect.Verbatim; k <= detect.Spun; k++ {
		if c := t.count[k]; c > 0 {
			by = append(by, thousands(c)+" "+k.String())
		}
	}
	if len(by) == 0 {
		return t.found(s)
	}
	return fmt.Sprintf("%s (%s)", t.found(s), strings.Join(by, ", "))
}

func (t *textSink) skipped(by map[string]int64) {
	if len(by) == 0 {
		return
	}
	var out []string
	for _, k := range slices.Sorted(maps.Keys(by)) {
		out = append(out, line(k)+" "+thousands(by[k]))
	}
	t.line("", "skips and notices:", strings.Join(out, ", "))
}
