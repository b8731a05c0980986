package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ended is the record that ends a run.
type ended struct {
	Stats struct {
		Documents, Sentences, Matches, Pairs int64
		Stages                               []struct {
			Name   string
			Capped map[string]int64
		}
	}
}

// capped is what the run says it capped.
func (e ended) capped() string {
	var out []string
	for _, s := range e.Stats.Stages {
		for why, n := range s.Capped {
			if n > 0 {
				out = append(out, fmt.Sprintf("%s: %d, %s", s.Name, n, why))
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func readEnd(file string) (e ended, err error) {
	return e, lines(file, func(line string) error {
		if !strings.HasPrefix(line, `{"type":"end"`) {
			return nil
		}
		return json.Unmarshal([]byte(line), &e)
	})
}

// scanned is one way to scan, and what came of it.
type scanned struct {
	args    []string
	workers int
	runs    []measured
	end     ended
}

func newScanned(s settings, workers int, level, file string) *scanned {
	return &scanned{args: []string{s.respun, "scan", "--quiet", "--format", "jsonl", "--level", level, "--workers", fmt.Sprint(workers), file}, workers: workers}
}

// takeTurns runs each of several scans so many times, in turns.
func takeTurns(rounds int, work string, scans ...*scanned) error {
	stdout := filepath.Join(work, "stdout")
	for range rounds {
		for _, sc := range scans {
			m, err := measure(sc.args, limits(sc.workers), stdout)
			if err != nil {
				return err
			}
			sc.runs = append(sc.runs, m)
			if sc.end, err = readEnd(stdout); err != nil {
				return err
			}
		}
	}
	return nil
}

func megabytes(file string) float64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return float64(info.Size()) / 1e6
}

// scans measures the default scan, all reports written, by size. Start-up is
// what a scan of next to nothing takes; speeds are told above it.
func scans(s settings, work string, report *strings.Builder) error {
	startUp, err := start(s, work)
	if err != nil {
		return err
	}
	fmt.Fprintf(report, "## Default scan by size, all records written as JSON lines, 1 worker, median of %d rounds\n\n| file | MB | MB per CPU s | the same above a start-up of %d ms | wall s | peak MB | sentences | peak bytes a sentence | matches |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n", s.rounds, startUp.Milliseconds())
	var all []*scanned
	var files []string
	for file := range strings.SplitSeq(s.scans, ",") {
		files = append(files, file)
		all = append(all, newScanned(s, 1, "passage", file))
	}
	if err := takeTurns(s.rounds, work, all...); err != nil {
		return err
	}
	for i, file := range files {
		m, st, mb := median(all[i].runs), all[i].end.Stats, megabytes(file)
		fmt.Fprintf(report, "| %s | %.1f | %.2f | %.2f | %.2f | %.0f | %d | %.0f | %d |\n", filepath.Base(file), mb, mb/m.cpu.Seconds(), mb/(m.cpu-startUp).Seconds(), m.wall.Seconds(),
			float64(m.peak)/1e6, st.Sentences, float64(m.peak)/float64(max(1, st.Sentences)), st.Matches)
	}
	report.WriteString("\n")
	return nil
}

// start is the CPU time of a scan of two words.
func start(s settings, work string) (time.Duration, error) {
	file := filepath.Join(work, "little.txt")
	if err := os.WriteFile(file, []byte("Two words.\n"), 0o644); err != nil {
		return 0, err
	}
	sc := newScanned(s, 1, "passage", file)
	err := takeTurns(9, work, sc)
	return median(sc.runs).cpu, err
}

// workers measures two workers beside one.
func workers(s settings, work string, report *strings.Builder) error {
	fmt.Fprintf(report, "## Two workers beside one, median of %d rounds\n\n| level | file | wall s of one | of two | one over two | CPU s of one | of two |\n| --- | --- | --- | --- | --- | --- | --- |\n", s.rounds)
	for what := range strings.SplitSeq(s.workers, ",") {
		level, file, _ := strings.Cut(what, ":")
		one, two := newScanned(s, 1, level, file), newScanned(s, 2, level, file)
		if err := takeTurns(s.rounds, work, one, two); err != nil {
			return err
		}
		a, b := medianWall(one.runs), medianWall(two.runs)
		fmt.Fprintf(report, "| %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n", level, filepath.Base(file), a.wall.Seconds(), b.wall.Seconds(), a.wall.Seconds()/b.wall.Seconds(), a.cpu.Seconds(), b.cpu.Seconds())
	}
	report.WriteString("\n")
	return nil
}

// many measures the document level on many short documents.
func many(s settings, work string, report *strings.Builder) error {
	sc := newScanned(s, 1, "document", s.many)
	if err := takeTurns(1, work, sc); err != nil {
		return err
	}
	m, mb := sc.runs[0], megabytes(s.many)
	n := sc.end.Stats.Documents
	fmt.Fprintf(report, "## Many documents, document level, 1 worker, one round\n\n%d documents, %.0f MB: %.1f MB per CPU s, peak %.0f MB, **%.0f bytes a document**, %d pairs. Capped: %s.\n\n", n, mb, mb/m.cpu.Seconds(), float64(m.peak)/1e6, float64(m.peak)/float64(max(1, n)), sc.end.Stats.Pairs, none(sc.end.capped()))
	return nil
}

// hot measures collections of which all documents share a paragraph.
func hot(s settings, work string, report *strings.Builder) error {
	report.WriteString("## Every document begins with the same paragraph, 1 worker, one round\n\n| level | documents | CPU s | CPU µs a document | peak MB | capped |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, level := range []string{"document", "passage"} {
		for file := range strings.SplitSeq(s.hot, ",") {
			sc := newScanned(s, 1, level, file)
			if err := takeTurns(1, work, sc); err != nil {
				return err
			}
			m, n := sc.runs[0], sc.end.Stats.Documents
			fmt.Fprintf(report, "| %s | %d | %.2f | %.0f | %.0f | %s |\n", level, n, m.cpu.Seconds(), m.cpu.Seconds()*1e6/float64(max(1, n)), float64(m.peak)/1e6, none(sc.end.capped()))
		}
	}
	report.WriteString("\n")
	return nil
}

// little measures what a small job costs, and the size of the program.
func little(s settings, work string, report *strings.Builder) error {
	sc := newScanned(s, 2, "passage", s.seeds)
	if err := takeTurns(21, work, sc); err != nil {
		return err
	}
	m := medianWall(sc.runs)
	fmt.Fprintf(report, "## Small jobs\n\nA scan of the five articles of seeds/, start to end, median of 21: %d ms wall, %d ms CPU, %.0f MB. The program, stripped: %.1f MB.\n\n", m.wall.Milliseconds(), m.cpu.Milliseconds(), float64(m.peak)/1e6, megabytes(s.respun))
	return nil
}

func none(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
