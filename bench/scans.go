package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// scans measures the default scan, all reports written, by workers.
func scans(s settings, work string, report *strings.Builder) error {
	report.WriteString("## Default scan, records as JSON lines\n\n| file | MB | workers | MB per CPU s | wall s | peak MB | sentences | peak bytes a sentence | matches |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for file := range strings.SplitSeq(s.scans, ",") {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		for _, workers := range []int{1, 2} {
			var runs []measured
			stdout := filepath.Join(work, "stdout")
			for range s.rounds {
				m, err := measure([]string{s.respun, "scan", "--quiet", "--format", "jsonl", "--workers", fmt.Sprint(workers), file}, nil, stdout)
				if err != nil {
					return err
				}
				runs = append(runs, m)
			}
			m := median(runs)
			sentences, matches, err := ended(stdout)
			if err != nil {
				return err
			}
			mb := float64(info.Size()) / 1e6
			fmt.Fprintf(report, "| %s | %.1f | %d | %.2f | %.2f | %.0f | %d | %.0f | %d |\n", filepath.Base(file), mb, workers, mb/m.cpu.Seconds(), m.wall.Seconds(), float64(m.peak)/1e6, sentences, float64(m.peak)/float64(max(1, sentences)), matches)
		}
	}
	report.WriteString("\n")
	return nil
}

// ended reads the record that ends a run.
func ended(file string) (sentences, matches int64, err error) {
	var end struct {
		Stats struct{ Sentences, Matches int64 }
	}
	err = lines(file, func(line string) error {
		if !strings.HasPrefix(line, `{"type":"end"`) {
			return nil
		}
		return json.Unmarshal([]byte(line), &end)
	})
	return end.Stats.Sentences, end.Stats.Matches, err
}
