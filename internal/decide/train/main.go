// Command train fits the coefficients of package decide and prints them as its
// source file. It reads the folder of labelled data (see DATA.md) and nothing
// else: never the seeds.
//
//	go run ./internal/decide/train -data FOLDER > internal/decide/coefficients.go
//
// Rewritten paragraphs are hidden in unrelated news (evalset.MakePool), the
// detector names its candidates, and of those the ones that lie on a hidden
// paragraph and its rewrite are right and all others wrong. That keeps the
// natural prevalence: of the candidates in news one in a hundred is right.
// Rewrites of every other source article, and every other host, are held out;
// figures on those go to standard error.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"respun/internal/evalset"
	"respun/shingle"
)

func main() {
	log.SetFlags(0)
	data := flag.String("data", os.Getenv("RESPUN_DATA"), "folder of labelled data")
	dump := flag.String("dump", "", "also write the rows of all sets as JSON lines to this folder")
	flag.Parse()
	if *data == "" {
		log.Fatal("train: no folder of data: give -data or set RESPUN_DATA")
	}
	sets, err := load(*data)
	if err != nil {
		log.Fatal("train: ", err)
	}
	if *dump != "" {
		if err := sets.dump(*dump); err != nil {
			log.Fatal("train: ", err)
		}
	}
	m := fit(sets.train)
	p := priors(m, sets)
	report(os.Stderr, m, p, sets)
	fmt.Print(source(m, p))
}

// sets are the rows of the training and of the held-out part: pools of hidden
// rewrites, and plain news.
type sets struct{ train, held part }

type part struct {
	pools []rows
	plain rows
}

const (
	trainPools = 6
	heldPools  = 4
	plainDocs  = 1500
)

func load(folder string) (*sets, error) {
	news, err := evalset.LoadSpunNews(os.DirFS(filepath.Join(folder, "spun_news")))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(folder, "bulk", "news.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	collection, err := evalset.LoadDocuments(f)
	if err != nil {
		return nil, err
	}
	hosts, _ := evalset.Hosts(collection, news.Sources)
	s := new(sets)
	for k, p := range []*part{&s.train, &s.held} {
		for n := range []int{trainPools, heldPools}[k] {
			docs, cases, err := evalset.MakePool(uint64(100*k+n+1), evalset.PoolOptions{
				Rewrites: news.Paragraphs, Hosts: hosts, MinWords: evalset.DefaultMinWords,
				Sources: evalset.Residue{Modulus: 4, Remainder: 2 * k}, HostsOf: evalset.Residue{Modulus: 2, Remainder: k},
			})
			if err != nil {
				return nil, err
			}
			r, err := collect(docs, cases)
			if err != nil {
				return nil, err
			}
			p.pools = append(p.pools, r)
		}
		var plain []shingle.Document
		for i := k; i < len(collection) && len(plain) < plainDocs; i += 5 {
			plain = append(plain, collection[i])
		}
		if p.plain, err = collect(plain, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}
