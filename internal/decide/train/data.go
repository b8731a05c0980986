package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"respun/internal/evalset"
	"respun/shingle"
)

// Rewrites of source articles whose number is 0 modulo 4 and hosts of even
// index train; those of remainder 2, and odd hosts, are held out. The same
// rewrites go into several pools: other hosts, other places, cut elsewhere.
const (
	trainPools = 12
	heldPools  = 6
)

// data is what the fit learns from and is measured on.
type data struct {
	train, held []pool
	passages    []pool             // of several paragraphs, for training
	news        []shingle.Document // the whole collection
	candidates  rows               // of news
	pages       []shingle.Document // web text
	repeats     rows               // of pages, inside documents
}

// pool is a collection with hidden rewrites.
type pool struct {
	docs []shingle.Document
	rows
}

// load makes the pools from the folder of labelled data.
func load(folder string) (*data, error) {
	rewrites, err := evalset.LoadSpunNews(os.DirFS(filepath.Join(folder, "spun_news")))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(folder, "bulk", "news.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := new(data)
	if d.news, err = evalset.LoadDocuments(f); err != nil {
		return nil, err
	}
	if d.pages, err = everyOther(filepath.Join(folder, "pan13", "docs")); err != nil {
		return nil, err
	}
	hosts, _ := evalset.Hosts(d.news, rewrites.Sources)
	if d.train, err = pools(trainPools, 0, rewrites.Paragraphs, hosts); err != nil {
		return nil, err
	}
	if d.passages, err = pools(linkedPools, 0, rewrites.Passages, hosts); err != nil {
		return nil, err
	}
	d.held, err = pools(heldPools, 1, rewrites.Paragraphs, hosts)
	return d, err
}

// everyOther reads the first, third, ... file of a folder. They are pages of the web
// into which passages of other pages were put; what a page says twice is its own.
func everyOther(folder string) (docs []shingle.Document, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(files); i += 2 {
		text, err := os.ReadFile(filepath.Join(folder, files[i].Name()))
		if err != nil {
			return nil, err
		}
		docs = append(docs, shingle.Document{Name: files[i].Name(), Text: string(text)})
	}
	return docs, nil
}

// pools makes n pools of half 0 or 1 of rewrites and hosts.
func pools(n, half int, rewrites []evalset.Rewrite, hosts []evalset.Host) ([]pool, error) {
	var out []pool
	for i := range n {
		docs, cases, err := evalset.MakePool(uint64(100*half+i+1), evalset.PoolOptions{
			Rewrites: rewrites, Hosts: hosts, MinWords: evalset.DefaultMinWords,
			Sources: evalset.Residue{Modulus: 4, Remainder: 2 * half}, HostsOf: evalset.Residue{Modulus: 2, Remainder: half},
		})
		if err != nil {
			return nil, err
		}
		rename(fmt.Sprintf("%d/", i), docs, cases)
		out = append(out, pool{docs, rows{docs: len(docs), cases: cases}})
	}
	return out, nil
}

// rename puts a prefix before names, so that pools with the same hosts can be
// measured together.
func rename(prefix string, docs []shingle.Document, cases []evalset.Case) {
	for i := range docs {
		docs[i].Name = prefix + docs[i].Name
	}
	for i := range cases {
		cases[i].A.Doc, cases[i].B.Doc = prefix+cases[i].A.Doc, prefix+cases[i].B.Doc
	}
}

// collect gathers the candidates of all collections.
func (d *data) collect() (err error) {
	for _, pools := range [][]pool{d.train, d.held} {
		for i := range pools {
			p := &pools[i]
			if p.rows, err = collect(p.docs, p.cases); err != nil {
				return err
			}
		}
	}
	if d.candidates, err = collect(d.news, nil); err != nil {
		return err
	}
	d.repeats, err = collect(d.pages, nil)
	d.repeats.list = slices.DeleteFunc(d.repeats.list, func(r row) bool { return r.A != r.B })
	return err
}

// rowsOf returns the candidates of pools.
func rowsOf(pools []pool) []rows {
	var out []rows
	for _, p := range pools {
		out = append(out, p.rows)
	}
	return out
}
