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
// Workload W3 (passages.go): passages planted in articles, verbatim and edited.
//
// The rest (scale.go) has no peer to compare with: the default scan by size, two
// workers beside one, a million documents, documents that share a paragraph, and
// what a small job costs. Each is left out where its flag is.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

type settings struct {
	respun, python, minhash, out string
	documents, passages          string
	scans, workers, many         string
	hot, seeds                   string
	filter, library              string
	restart                      int
	rounds, threads              int
}

func main() {
	var s settings
	flag.StringVar(&s.respun, "respun", "respun", "the program measured")
	flag.StringVar(&s.python, "python", "python3", "a Python with the peers installed")
	flag.StringVar(&s.minhash, "minhashlsh", "minhashlsh", "the program of peers/minhashlsh")
	flag.StringVar(&s.documents, "w1", "", "stems of the files of W1, by comma: STEM.jsonl, STEM.truth.tsv")
	flag.StringVar(&s.passages, "w3", "", "stem of the files of W3: STEM.jsonl, STEM.gold.jsonl")
	flag.StringVar(&s.scans, "scan", "", "files for the default scan, by comma")
	flag.StringVar(&s.workers, "workers", "", "LEVEL:FILE for two workers beside one, by comma")
	flag.StringVar(&s.many, "many", "", "file of many documents")
	flag.StringVar(&s.hot, "hot", "", "files of documents that share a paragraph, by comma")
	flag.StringVar(&s.seeds, "seeds", "", "folder of the five articles")
	flag.StringVar(&s.filter, "filter", "", "stem of the files of W2, as of W1, and STEM.gold.jsonl")
	flag.StringVar(&s.library, "library", "library", "the program of library/")
	flag.IntVar(&s.restart, "restart", 1_000_000, "documents in the index that W2 is restarted with; 0: not measured")
	flag.StringVar(&s.out, "out", "results.md", "table to write")
	flag.IntVar(&s.rounds, "rounds", 3, "rounds; programs take turns in each")
	flag.IntVar(&s.threads, "threads", 1, "threads of every program of W1 and W2")
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
	fmt.Fprintf(&report, "# Results, %s\n\n%s, %d processors, %s, %s; load before: %s. %s\n\n", time.Now().UTC().Format(time.DateOnly), processor(), runtime.NumCPU(), runtime.GOOS, runtime.Version(), load(), s.versions())
	for _, part := range []struct {
		given   string
		measure func(settings, string, *strings.Builder) error
	}{{s.documents, documents}, {s.passages, passages}, {s.scans, scans}, {s.workers, workers}, {s.many, many}, {s.hot, hot}, {s.seeds, little}, {s.filter, filters}} {
		if part.given == "" {
			continue
		}
		if err := part.measure(s, work, &report); err != nil {
			return err
		}
	}
	fmt.Fprintf(&report, "Load after: %s. Made by `%s`.\n", load(), shown(os.Args))
	return os.WriteFile(s.out, []byte(report.String()), 0o644)
}

// versions tells the versions of what is measured.
func (s settings) versions() string {
	out := []string{}
	if b, err := exec.Command(s.respun, "version").Output(); err == nil {
		name, _, _ := strings.Cut(string(b), "\n")
		out = append(out, strings.Join(strings.Fields(name), " "))
	}
	if b, err := exec.Command(s.python, "-m", "pip", "list", "--format", "freeze").Output(); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, version, ok := strings.Cut(strings.TrimSpace(line), "=="); ok && slices.Contains([]string{"gaoya", "rensa", "datasketch"}, name) {
				out = append(out, name+" "+version)
			}
		}
	}
	return strings.Join(append(out, "minhash-lsh of 2017-12-25"), ", ") + "."
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
