// Command library is the filter as a library, measured as the peers are: one
// document after the other, the texts in memory, the loop alone.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"respun/detect"
	"respun/filter"
)

func main() {
	in, out := flag.String("in", "", "JSON lines with id and text"), flag.String("out", "", "where verdicts go, as ID<TAB>verdict")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "library:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	docs, err := read(in)
	if err != nil {
		return err
	}
	seen, err := filter.New(context.Background(), filter.Defaults())
	if err != nil {
		return err
	}
	kinds := make([]filter.Kind, len(docs))
	debug.FreeOSMemory()
	start := used()
	for i, doc := range docs {
		v, err := seen.Put(context.Background(), doc)
		if err != nil {
			return err
		}
		kinds[i] = v.Kind
	}
	cpu := used() - start
	stats := seen.Stats()
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for i, k := range kinds {
		fmt.Fprintf(w, "%s\t%s\n", docs[i].Name, k)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"cpu": cpu.Seconds(), "documents": len(docs), "kept": stats.Documents, "bytes": stats.Bytes})
}

func read(file string) (docs []detect.Document, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		var d struct{ ID, Text string }
		if err := json.Unmarshal(s.Bytes(), &d); err != nil {
			return nil, err
		}
		docs = append(docs, detect.Document{Name: d.ID, Text: d.Text})
	}
	return docs, s.Err()
}

// used is the CPU time of the process so far.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
