package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// found is what eval_w3.py says of a run.
type found struct {
	Finds     int
	Precision float64
	Recall    map[string]float64
}

// passages measures workload W3.
func passages(s settings, work string, report *strings.Builder) error {
	stem := s.passages
	info, err := os.Stat(stem + ".jsonl")
	if err != nil {
		return err
	}
	stdout, out := filepath.Join(work, "stdout"), filepath.Join(work, "out")
	list := []struct {
		program
		found string
	}{
		{program{"respun", []string{s.respun, "scan", "--quiet", "--format", "jsonl", "--offsets", "rune", "--workers", "{t}", "{in}"}, nil}, stdout},
		{program{"datasketch, sentences", []string{s.python, filepath.Join("peers", "w3_datasketch.py"), "--in", "{in}", "--out", "{out}", "--threads", "{t}"}, nil}, out},
	}
	runs, results, failed := make([][]measured, len(list)), make([]found, len(list)), make([]error, len(list))
	for range s.rounds {
		for i, p := range list {
			if failed[i] != nil {
				continue
			}
			m, err := measure(fill(p.args, stem+".jsonl", out, 1), limits(1), stdout)
			if err == nil {
				runs[i] = append(runs[i], m)
				results[i], err = evaluate(s, p.found, stem)
			}
			if failed[i] = err; err != nil && i == 0 {
				return err
			}
		}
	}
	mb := float64(info.Size()) / 1e6
	kinds := slices.Sorted(maps.Keys(results[0].Recall))
	fmt.Fprintf(report, "## W3: 600 passages planted in %.1f MB, 1 thread, median of %d rounds\n\n| program | CPU s a MB | wall s | peak MB | finds | precision | recall: %s |\n| --- | --- | --- | --- | --- | --- |%s\n",
		mb, s.rounds, strings.Join(kinds, " | "), strings.Repeat(" --- |", len(kinds)))
	for i, p := range list {
		if failed[i] != nil {
			fmt.Fprintf(report, "| %s | not installed, or failed |\n", p.name)
			continue
		}
		m, r := median(runs[i]), results[i]
		fmt.Fprintf(report, "| %s | %.3f | %.2f | %.0f | %d | %.4f |", p.name, m.cpu.Seconds()/mb, m.wall.Seconds(), float64(m.peak)/1e6, r.Finds, r.Precision)
		for _, k := range kinds {
			fmt.Fprintf(report, " %.3f |", r.Recall[k])
		}
		report.WriteString("\n")
	}
	report.WriteString("\n")
	return nil
}

func evaluate(s settings, file, stem string) (f found, err error) {
	scored := file + ".score"
	if _, err := measure([]string{s.python, "eval_w3.py", file, stem}, nil, scored); err != nil {
		return f, err
	}
	b, err := os.ReadFile(scored)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(b, &f)
}
