package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const threshold = .7

type pair struct{ a, b string }

// program is one that finds pairs of documents.
type program struct {
	name  string
	args  []string // {in}, {out}, {t} are filled in
	pairs func(stdout, out string) (map[pair]bool, error)
}

func programs(s settings) []program {
	peer := func(name, script string) program {
		return program{name, []string{s.python, filepath.Join("peers", script), "--in", "{in}", "--out", "{out}", "--threads", "{t}"}, peerPairs}
	}
	return []program{
		{"respun", []string{s.respun, "scan", "--quiet", "--level", "document", "--min-pair", fmt.Sprint(threshold), "--format", "jsonl", "--workers", "{t}", "{in}"}, ownPairs},
		peer("gaoya", "w1_gaoya.py"), {"minhash-lsh", []string{s.minhash, "{in}", "{out}", "{t}"}, peerPairs}, peer("rensa", "w1_rensa.py"), peer("datasketch", "w1_datasketch.py"),
	}
}

// documents measures workload W1.
func documents(s settings, work string, report *strings.Builder) error {
	for stem := range strings.SplitSeq(s.documents, ",") {
		if err := documentsOf(s, stem, work, report); err != nil {
			return err
		}
	}
	return nil
}

func documentsOf(s settings, stem, work string, report *strings.Builder) error {
	truth, err := readTruth(stem + ".truth.tsv")
	if err != nil {
		return err
	}
	info, err := os.Stat(stem + ".jsonl")
	if err != nil {
		return err
	}
	list := programs(s)
	runs, found, absent := make([][]measured, len(list)), make([]map[pair]bool, len(list)), make([]error, len(list))
	stdout, out := filepath.Join(work, "stdout"), filepath.Join(work, "out")
	for range s.rounds {
		for i, p := range list {
			if absent[i] != nil {
				continue
			}
			m, err := measure(fill(p.args, stem+".jsonl", out, s.threads), limits(s.threads), stdout)
			if err != nil && i > 0 {
				absent[i] = err
				continue
			}
			if err != nil {
				return err
			}
			runs[i] = append(runs[i], m)
			if found[i], err = p.pairs(stdout, out); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(report, "## W1: %.1f MB of %s, pairs of Jaccard >= %v, %d thread(s), median of %d rounds\n\n", float64(info.Size())/1e6, filepath.Base(stem), threshold, s.threads, s.rounds)
	report.WriteString("| program | MB per CPU s | respun's over it | wall s | peak MB | recall | precision |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	own := median(runs[0])
	for i, p := range list {
		if absent[i] != nil {
			fmt.Fprintf(report, "| %s | not installed, or failed | | | | | |\n", p.name)
			continue
		}
		m := median(runs[i])
		recall, precision := score(found[i], truth)
		fmt.Fprintf(report, "| %s | %.1f | %.2f | %.2f | %.0f | %.4f | %.4f |\n", p.name, float64(info.Size())/1e6/m.cpu.Seconds(), m.cpu.Seconds()/own.cpu.Seconds(), m.wall.Seconds(), float64(m.peak)/1e6, recall, precision)
	}
	report.WriteString("\n")
	return nil
}

func fill(args []string, in, out string, threads int) []string {
	filled := make([]string, len(args))
	for i, a := range args {
		filled[i] = strings.NewReplacer("{in}", in, "{out}", out, "{t}", strconv.Itoa(threads)).Replace(a)
	}
	return filled
}

// limits holds every program to the same number of threads.
func limits(threads int) []string {
	var env []string
	for _, name := range []string{"RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOMAXPROCS"} {
		env = append(env, fmt.Sprintf("%s=%d", name, threads))
	}
	return append(env, "PYTHONPATH=peers", "PYTHONHASHSEED=0")
}

// score returns recall and precision of the found pairs.
func score(found, truth map[pair]bool) (recall, precision float64) {
	both := 0
	for p := range found {
		if truth[p] || truth[pair{p.b, p.a}] {
			both++
		}
	}
	return float64(both) / float64(max(1, len(truth))), float64(both) / float64(max(1, len(found)))
}

// readTruth reads the pairs of the threshold and more: names and Jaccard by tabs.
func readTruth(file string) (map[pair]bool, error) {
	truth := map[pair]bool{}
	err := lines(file, func(line string) error {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return fmt.Errorf("%s: %q is no pair", file, line)
		}
		if j, err := strconv.ParseFloat(f[2], 64); err != nil || j >= threshold {
			truth[pair{f[0], f[1]}] = true
			return err
		}
		return nil
	})
	return truth, err
}

// peerPairs reads what a peer wrote: names by tab.
func peerPairs(_, out string) (map[pair]bool, error) {
	found := map[pair]bool{}
	return found, lines(out, func(line string) error {
		if a, b, ok := strings.Cut(line, "\t"); ok && a != "DROP" && a != "FLAG" {
			b, _, _ = strings.Cut(b, "\t")
			if found[pair{b, a}] {
				return nil
			}
			found[pair{a, b}] = true
		}
		return nil
	})
}

// ownPairs reads respun's records. They hold what is contained, too; the work is
// to name what is alike by Jaccard.
func ownPairs(stdout, _ string) (map[pair]bool, error) {
	found := map[pair]bool{}
	return found, lines(stdout, func(line string) error {
		var r struct {
			Type, A, B string
			Jaccard    float64
		}
		if !strings.HasPrefix(line, `{"type":"pair"`) {
			return nil
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return err
		}
		if r.Jaccard >= threshold {
			found[pair{r.A, r.B}] = true
		}
		return nil
	})
}

func lines(file string, each func(line string) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		if err := each(s.Text()); err != nil {
			return err
		}
	}
	return s.Err()
}
