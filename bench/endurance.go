package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How much of what is measured over time.
const (
	latencyTime = 5       // seconds of each stream
	grownBy     = 100_000 // documents between two looks at the memory
	window      = 10_000  // documents that a bounded filter remembers
	windows     = 10      // and how many of these pass
	windowTime  = 2       // seconds, where it is bounded by time
)

// latencies measures how long after it was due a document comes out where they
// come at half the speed that the program reached, evenly. The same lines through
// cat tell what of it is the machine's and the load generator's.
func latencies(s settings, work string, speed [2]float64, report *strings.Builder) error {
	m, err := readArticles(s.filter+".jsonl", 20_000)
	if err != nil {
		return err
	}
	fmt.Fprintf(report, "## Latency at half load\n\nDocuments are due at even intervals, at half the documents per second of wall time above; made up, none a copy, of the same lengths. Counted from when one is due to when its line has come out, the load generator's own lateness included: see cat. The run of the median 99th percentile of %d.\n\n", s.rounds)
	report.WriteString("| | documents/s | documents | median ms | 99 % ms | 99.9 % ms | longest ms |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	list := []struct {
		name, program string
		flags         []string
		rate          float64
	}{
		{"in memory", s.respun, []string{"filter"}, speed[0] / 2},
		{"cat", "cat", nil, speed[0] / 2},
		{"--index", s.respun, []string{"filter", "--index", filepath.Join(work, "latency.idx")}, speed[1] / 2},
		{"cat", "cat", nil, speed[1] / 2},
	}
	runs := make([][]delays, len(list))
	for range s.rounds {
		for i, x := range list {
			late, err := latency(s, m, x.rate, x.program, x.flags)
			if err != nil {
				return err
			}
			runs[i] = append(runs[i], late)
			if err := os.RemoveAll(filepath.Join(work, "latency.idx")); err != nil {
				return err
			}
		}
	}
	for i, x := range list {
		slices.SortFunc(runs[i], func(a, b delays) int { return cmp.Compare(a.at(.99), b.at(.99)) })
		d := runs[i][len(runs[i])/2]
		fmt.Fprintf(report, "| %s | %.0f | %d | %.2f | %.2f | %.2f | %.1f |\n", x.name, x.rate, len(d), d.at(.5), d.at(.99), d.at(.999), d.at(1))
	}
	report.WriteString("\n")
	return nil
}

// delays are how late lines were, ascending.
type delays []time.Duration

func (d delays) at(share float64) float64 { return ms(d[min(len(d)-1, int(share*float64(len(d))))]) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func latency(s settings, m madeUp, rate float64, program string, args []string) (late delays, err error) {
	p, err := startPipe(s, program, args...)
	if err != nil {
		return nil, err
	}
	warm := int(rate)
	if err := p.pass(m, 0, warm, rate, nil); err != nil {
		return nil, err
	}
	if err := p.pass(m, warm, warm+int(rate*latencyTime), rate, &late); err != nil {
		return nil, err
	}
	slices.Sort(late)
	return late, p.end()
}

// memories measures what a remembered document takes, and whether memory stays
// flat where it is bounded.
func memories(s settings, work string, report *strings.Builder) error {
	m, err := readArticles(s.filter+".jsonl", 20_000)
	if err != nil {
		return err
	}
	report.WriteString("## Memory\n\nResident memory of the process, made-up documents.\n\n| | after documents | MB | after documents | MB | bytes a document between |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, flags := range [][]string{nil, {"--index", filepath.Join(work, "grown.idx")}} {
		at, err := residents(s, m, flags, grownBy, 3, 0)
		if err != nil {
			return err
		}
		fmt.Fprintf(report, "| filter %s | %d | %.1f | %d | %.1f | %.0f |\n", shownFlags(flags), grownBy, mb(at[0]), 3*grownBy, mb(at[2]), float64(at[2]-at[0])/(2*grownBy))
	}
	fmt.Fprintf(report, "\nBounded, over a stream of %d windows of %d documents; MB after each window:\n\n", windows, window)
	for _, flags := range [][]string{
		{"--max-documents", fmt.Sprint(window)},
		{"--ttl", fmt.Sprintf("%ds", windowTime)},
		{"--max-documents", fmt.Sprint(window), "--index", filepath.Join(work, "flat.idx")},
	} {
		rate := 0.
		if flags[0] == "--ttl" {
			rate = window / windowTime
		}
		at, err := residents(s, m, flags, window, windows, rate)
		if err != nil {
			return err
		}
		fmt.Fprintf(report, "- `%s`:", shownFlags(flags))
		for _, x := range at {
			fmt.Fprintf(report, " %.0f", mb(x))
		}
		report.WriteString("\n")
	}
	report.WriteString("\n")
	return nil
}

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }

func shownFlags(flags []string) string {
	out := make([]string, len(flags))
	for i, f := range flags {
		out[i] = filepath.Base(f)
	}
	return strings.Join(out, " ")
}

// residents sends n times so many documents and looks at the memory after each.
func residents(s settings, m madeUp, flags []string, each, n int, rate float64) (at []int64, err error) {
	p, err := startFilter(s, flags...)
	if err != nil {
		return nil, err
	}
	for i := range n {
		if err := p.pass(m, i*each, (i+1)*each, rate, nil); err != nil {
			return nil, err
		}
		now, err := p.resident()
		if err != nil {
			return nil, err
		}
		at = append(at, now)
	}
	return at, p.end()
}

// restarts measures how long a filter with an index takes from its start to its
// first verdict, after an orderly end and after it was killed.
func restarts(s settings, work string, report *strings.Builder) error {
	if s.restart == 0 {
		return nil
	}
	m, err := readArticles(s.filter+".jsonl", 20_000)
	if err != nil {
		return err
	}
	flags := []string{"--index", filepath.Join(work, "restart.idx")}
	p, err := startFilter(s, flags...)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := p.pass(m, 0, s.restart, 0, nil); err != nil {
		return err
	}
	filled := time.Since(start)
	if err := p.end(); err != nil {
		return err
	}
	fmt.Fprintf(report, "## Restart with %d documents\n\nFilled in %.0f s. From the start of the process to its first verdict (files in the system's cache):\n\n", s.restart, filled.Seconds())
	for i, name := range []string{"after an orderly end", "after being killed", "after an orderly end again"} {
		took, err := restart(s, m, s.restart+i, i == 0, flags)
		if err != nil {
			return err
		}
		fmt.Fprintf(report, "- %s: %.2f s\n", name, took.Seconds())
	}
	report.WriteString("\n")
	return nil
}

// restart starts a filter, waits for a verdict, and kills it or lets it end.
func restart(s settings, m madeUp, n int, kill bool, flags []string) (took time.Duration, err error) {
	start := time.Now()
	p, err := startFilter(s, flags...)
	if err != nil {
		return 0, err
	}
	if err := p.pass(m, n, n+1, 0, nil); err != nil {
		return 0, err
	}
	took = time.Since(start)
	if !kill {
		return took, p.end()
	}
	if err := p.cmd.Process.Kill(); err != nil {
		return 0, err
	}
	_ = p.cmd.Wait() // it was killed
	return took, nil
}
