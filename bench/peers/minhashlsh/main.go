// Command minhashlsh finds pairs of documents with github.com/ekzhu/minhash-lsh:
// 128 hashes of the set of word 5-shingles, bands as the library chooses them,
// candidates checked by signature.
//
// usage: minhashlsh in.jsonl out.tsv threads
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"unicode"

	minhash "github.com/ekzhu/minhash-lsh"
)

const (
	hashes    = 128
	shingle   = 5
	threshold = .7
)

type document struct{ ID, Text string }

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "minhashlsh:", err)
		os.Exit(1)
	}
}

func run(in, out, threads string) error {
	docs, err := read(in)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(threads)
	if err != nil {
		return err
	}
	signatures := sign(docs, n)
	index := minhash.NewMinhashLSH32(hashes, threshold)
	for i, s := range signatures {
		index.Add(i, s)
	}
	index.Index()
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for i, s := range signatures {
		for _, x := range index.Query(s) {
			if j := x.(int); j < i && alike(s, signatures[j]) >= threshold {
				fmt.Fprintf(w, "%s\t%s\n", docs[j].ID, docs[i].ID)
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func read(file string) (docs []document, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		var d document
		if err := json.Unmarshal(s.Bytes(), &d); err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, s.Err()
}

// sign makes the signature of each document.
func sign(docs []document, threads int) [][]uint64 {
	out := make([][]uint64, len(docs))
	var all sync.WaitGroup
	for t := range threads {
		all.Go(func() {
			for i := t; i < len(docs); i += threads {
				m := minhash.NewMinhash(1, hashes)
				for s := range shingles(docs[i].Text) {
					m.Push([]byte(s))
				}
				out[i] = m.Signature()
			}
		})
	}
	all.Wait()
	return out
}

func shingles(text string) map[string]struct{} {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	set := map[string]struct{}{}
	for i := 0; i+shingle <= len(words); i++ {
		set[strings.Join(words[i:i+shingle], " ")] = struct{}{}
	}
	return set
}

func alike(a, b []uint64) float64 {
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	return float64(same) / float64(len(a))
}
