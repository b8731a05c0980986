package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// judge is a program that judges a stream of documents one after the other.
type judge struct {
	name     string
	what     string // of its work is timed
	args     []string
	verdicts func(stdout, out string) (map[string]string, error)
	loop     bool // tells the CPU time and the memory of its loop alone
}

// judges are the programs of workload W2. The command is timed as a whole:
// starting, JSON in and JSON out; all others without reading, which favours them.
func judges(s settings, index string) []judge {
	peer := func(name string) judge {
		return judge{name, "loop", []string{s.python, filepath.Join("peers", "filter.py"), "--variant", name, "--in", "{in}", "--out", "{out}"}, listed, true}
	}
	command := func(flags string) []string {
		return []string{"sh", "-c", `rm -rf "$2" && exec "$0" filter ` + flags + ` <"$1"`, s.respun, "{in}", index}
	}
	return []judge{
		{"respun filter", "whole process", command(""), labelled, false},
		{"respun filter --index", "whole process", command(`--index "$2"`), labelled, false},
		{"library, Filter.Put", "loop", []string{s.library, "-in", "{in}", "-out", "{out}"}, listed, true},
		peer("gaoya"), peer("rensa"), peer("datasketch"),
	}
}

// judged is what the runs of a judge told.
type judged struct {
	runs     []measured
	told     told // of the last run
	verdicts map[string]string
	failed   error
}

// told is what a program says of its loop.
type told struct {
	CPU       float64
	Documents int
	Kept      int
	Bytes     int64
}

// filters measures workload W2.
func filters(s settings, work string, report *strings.Builder) error {
	w, err := readStream(s.filter)
	if err != nil {
		return err
	}
	list := judges(s, filepath.Join(work, "seen.idx"))
	results := make([]judged, len(list))
	for range s.rounds {
		for i, j := range list {
			if results[i].failed == nil {
				results[i].failed = results[i].run(j, s, work)
			}
			if results[i].failed != nil && j.verdicts != nil && !strings.Contains(j.args[0], "python") {
				return results[i].failed
			}
		}
	}
	speed := w.table(list, results, s, report)
	if err := latencies(s, work, speed, report); err != nil {
		return err
	}
	if err := memories(s, work, report); err != nil {
		return err
	}
	return restarts(s, work, report)
}

// run runs a judge once.
func (r *judged) run(j judge, s settings, work string) error {
	stdout, out := filepath.Join(work, "stdout"), filepath.Join(work, "out")
	m, err := measure(fill(j.args, s.filter+".jsonl", out, s.threads), limits(s.threads), stdout)
	if err != nil {
		return err
	}
	if j.loop {
		raw, err := os.ReadFile(stdout)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &r.told); err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		m.cpu = seconds(r.told.CPU)
	}
	r.runs = append(r.runs, m)
	r.verdicts, err = j.verdicts(stdout, out)
	return err
}

// stream is what is known of the documents of a stream.
type stream struct {
	size   int
	due    map[string]bool // an earlier document is alike by the threshold
	halves []string        // half of it is an earlier document's, the rest is new
}

// readStream reads truth and plants of a workload. Names ascend as documents come.
func readStream(stem string) (w stream, err error) {
	w.due = map[string]bool{}
	truth, err := readTruth(stem + ".truth.tsv")
	if err != nil {
		return w, err
	}
	for p := range truth {
		w.due[max(p.a, p.b)] = true
	}
	err = lines(stem+".gold.jsonl", func(line string) error {
		var p struct{ A, B, Kind string }
		err := json.Unmarshal([]byte(line), &p)
		if p.Kind == "half" {
			w.halves = append(w.halves, max(p.A, p.B))
		}
		return err
	})
	if err != nil {
		return w, err
	}
	return w, lines(stem+".jsonl", func(string) error { w.size++; return nil })
}

// score compares verdicts with what is known: recall and precision of what is
// called the same or a near-duplicate, and the share of copies with half new text
// that are called anything but new.
func (w stream) score(verdicts map[string]string) (recall, precision, halves float64) {
	said, right, half := 0, 0, 0
	for doc, v := range verdicts {
		if v == "exact" || v == "near-duplicate" {
			said++
			if w.due[doc] {
				right++
			}
		}
	}
	for _, doc := range w.halves {
		if v := verdicts[doc]; v != "" && v != "new" && v != "error" {
			half++
		}
	}
	return share(right, len(w.due)), share(right, said), share(half, len(w.halves))
}

func share(n, of int) float64 { return float64(n) / float64(max(1, of)) }

// table reports the runs and returns the documents per second of wall time of the
// command in memory, and with an index.
func (w stream) table(list []judge, results []judged, s settings, report *strings.Builder) (speed [2]float64) {
	fmt.Fprintf(report, "## A stream of %d documents (%s), %d thread(s), median of %d rounds\n\n", w.size, filepath.Base(s.filter), s.threads, s.rounds)
	fmt.Fprintf(report, "%d have an earlier document of Jaccard >= %v; of %d half is an earlier document's and half new.\n\n", len(w.due), threshold, len(w.halves))
	report.WriteString("| program | timed | documents per CPU s | over gaoya's | recall | precision | half new: recall | bytes a kept document |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	rate := func(i int) float64 { return float64(w.size) / median(results[i].runs).cpu.Seconds() }
	const gaoya = 3
	for i, j := range list {
		r := results[i]
		if r.failed != nil {
			fmt.Fprintf(report, "| %s | not installed, or failed | | | | | | |\n", j.name)
			continue
		}
		recall, precision, halves := w.score(r.verdicts)
		over, bytes := "", "see below"
		if results[gaoya].failed == nil {
			over = fmt.Sprintf("%.2f", rate(i)/rate(gaoya))
		}
		if j.loop {
			bytes = fmt.Sprintf("%.0f", float64(r.told.Bytes)/float64(max(1, r.told.Kept)))
		}
		fmt.Fprintf(report, "| %s | %s | %.0f | %s | %.4f | %.4f | %.3f | %s |\n", j.name, j.what, rate(i), over, recall, precision, halves, bytes)
	}
	report.WriteString("\n")
	for i := range speed {
		speed[i] = float64(w.size) / median(results[i].runs).wall.Seconds()
	}
	return speed
}

// listed reads verdicts of a line each: name and verdict by tab.
func listed(_, out string) (map[string]string, error) {
	verdicts := map[string]string{}
	return verdicts, lines(out, func(line string) error {
		name, v, ok := strings.Cut(line, "\t")
		if !ok {
			return fmt.Errorf("%q is no verdict", line)
		}
		verdicts[name] = v
		return nil
	})
}

// labelled reads the verdicts that respun filter writes.
func labelled(stdout, _ string) (map[string]string, error) {
	verdicts := map[string]string{}
	return verdicts, lines(stdout, func(line string) error {
		var d struct {
			ID     string
			Respun struct{ Verdict string }
		}
		err := json.Unmarshal([]byte(line), &d)
		verdicts[d.ID] = d.Respun.Verdict
		return err
	})
}
