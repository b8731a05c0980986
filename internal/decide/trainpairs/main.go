// Command trainpairs fits the decisions of named pairs of documents and prints
// them as a source file of package decide. It reads the folders pan13 and
// spun_news of the labelled data (see DATA.md) and nothing else.
//
//	go run ./internal/decide/trainpairs -data FOLDER > internal/decide/pairs_coefficients.go
//
// The detector aligns the pairs of the halves that are tuned on (suspicious
// documents of pan13 by a hash of their names, source articles of spun_news by
// their numbers: evalset.ByName, evalset.BySource), and tells its points and
// alignments; those on labelled passages are right. Figures on the other halves,
// with the coefficients as they were and as fitted, go to standard error.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"respun/internal/evalset"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("trainpairs: ")
	folder := flag.String("data", os.Getenv("RESPUN_DATA"), "folder of labelled data")
	flag.Parse()
	if *folder == "" {
		log.Fatal("no folder of data: give -data or set RESPUN_DATA")
	}
	if err := train(*folder, os.Stdout, os.Stderr); err != nil {
		log.Fatal(err)
	}
}

// train writes the source file to out and what it reaches to notes.
func train(folder string, out, notes io.Writer) error {
	tuned, err := loadSets(folder, 0)
	if err != nil {
		return err
	}
	held, err := loadSets(folder, 1)
	if err != nil {
		return err
	}
	if err := report(notes, "as it was", held); err != nil {
		return err
	}
	best, err := choose(tuned, notes)
	if err != nil {
		return err
	}
	text, errSource := source(best)
	fmt.Fprint(out, text)
	return errors.Join(errSource, report(notes, "fitted", tuned), report(notes, "fitted", held))
}

// report writes how well a default comparison aligns sets.
func report(w io.Writer, what string, sets []set) error {
	for _, s := range sets {
		run, err := s.compare()
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s, half %d of %s:\n", what, s.half, s.name)
		if err := evalset.WriteTable(w, evalset.Align(s.Gold, run, s.Pairs)); err != nil {
			return err
		}
	}
	return nil
}
