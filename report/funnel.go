package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"respun/detect"
)

// Funnel writes to w, for people, what each stage took and passed on, and under it why
// it added, dropped or capped how many, a reason a line. Text with Options.Stats has it
// at its end.
func Funnel(w io.Writer, s detect.Stats) error {
	t := &textSink{run: run{out: bufio.NewWriter(w)}}
	t.funnel(s)
	return t.out.Flush()
}

// funnelRow is a stage with two counts, or a reason with one.
type funnelRow [3]string

// funnel gives each reason a line: a stage has up to a dozen, too many to stand side by
// side on any terminal.
func (t *textSink) funnel(s detect.Stats) {
	rows := []funnelRow{{"stage", "in", "out"}}
	for _, g := range s.Stages {
		rows = append(rows, funnelRow{line(g.Name), thousands(g.In), thousands(g.Out)})
		rows = append(rows, reasonRows("added", g.Added)...)
		rows = append(rows, reasonRows("dropped", g.Dropped)...)
		rows = append(rows, reasonRows("capped", g.Capped)...)
	}
	if len(s.Skipped) > 0 {
		rows = append(rows, funnelRow{"skips and notices"})
		rows = append(rows, reasonRows("", s.Skipped)...)
	}
	var width [3]int
	for _, r := range rows {
		for i, cell := range r {
			width[i] = max(width[i], len(cell))
		}
	}
	for i, r := range rows {
		style := ""
		if i == 0 {
			style = "1"
		}
		row := fmt.Sprintf("%-*s  %*s  %*s", width[0], r[0], width[1], r[1], width[2], r[2])
		t.line("", t.paint(style, strings.TrimRight(row, " ")))
	}
}

// reasonRows says what was counted beside the first reason only. What was looked for and
// not met once is no row.
func reasonRows(counted string, by map[string]int64) []funnelRow {
	var rows []funnelRow
	for _, reason := range slices.Sorted(maps.Keys(by)) {
		if n := by[reason]; n != 0 {
			rows = append(rows, funnelRow{fmt.Sprintf("  %-7s  %s", counted, line(reason)), thousands(n), ""})
			counted = ""
		}
	}
	return rows
}
