// Command bench runs respun beside the peers that are installed, on the same
// work, interleaved, and writes a table: throughput, likeness found, memory.
//
// Workload W1: news articles with planted copies of nine kinds (gen_w1.py), and
// all pairs with an exact Jaccard similarity of word 5-shingles of .2 and more
// (truth/). A program is to name the pairs of .7 and more; recall and precision
// are against all true pairs, natural ones too.
//
// Workload W2 (filter.go): the same news as a stream that is judged document by
// document, and what a filter that runs for weeks must hold to.
//
// Workload scan: the default scan of a file of news, every report written. There
// is nothing to compare with; it tells throughput and memory by size.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

type settings struct {
	respun, python, data, out string
	scans                     string
	filter, library           string
	restart                   int
	rounds, threads           int
}

func main() {
	var s settings
	flag.StringVar(&s.respun, "respun", "respun", "the program measured")
	flag.StringVar(&s.python, "python", "python3", "a Python with the peers installed")
	flag.StringVar(&s.data, "w1", "", "stem of the workload's files: STEM.jsonl, STEM.truth.tsv")
	flag.StringVar(&s.scans, "scan", "", "files for the default scan, by comma")
	flag.StringVar(&s.filter, "filter", "", "stem of the files of W2, as of W1, and STEM.gold.jsonl")
	flag.StringVar(&s.library, "library", "library", "the program of library/")
	flag.IntVar(&s.restart, "restart", 1_000_000, "documents in the index that W2 is restarted with; 0: not measured")
	flag.StringVar(&s.out, "out", "results.md", "table to write")
	flag.IntVar(&s.rounds, "rounds", 3, "rounds; programs take turns in each")
	flag.IntVar(&s.threads, "threads", 1, "threads of every program")
	flag.Parse()
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(s settings) error {
	work, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var report strings.Builder
	fmt.Fprintf(&report, "# Results, %s\n\n%s, %d processors, %s; load before: %s\n\n", time.Now().UTC().Format(time.DateOnly), processor(), runtime.NumCPU(), runtime.GOOS, load())
	if s.data != "" {
		if err := documents(s, work, &report); err != nil {
			return err
		}
	}
	if s.scans != "" {
		if err := scans(s, work, &report); err != nil {
			return err
		}
	}
	if s.filter != "" {
		if err := filters(s, work, &report); err != nil {
			return err
		}
	}
	fmt.Fprintf(&report, "Load after: %s. Made by `%s`.\n", load(), shown(os.Args))
	return os.WriteFile(s.out, []byte(report.String()), 0o644)
}

// shown is the command without the folders of this machine.
func shown(args []string) string {
	out := []string{"go run ."}
	for _, a := range args[1:] {
		parts := strings.Split(a, ",")
		for i, p := range parts {
			if strings.Contains(p, "/") {
				parts[i] = filepath.Base(p)
			}
		}
		out = append(out, strings.Join(parts, ","))
	}
	return strings.Join(out, " ")
}

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:2], " ")
}

func processor() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
