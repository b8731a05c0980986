// Command train fits the coefficients of package decide and prints them as its
// source file. It reads the folder of labelled data (see DATA.md) and nothing
// else.
//
//	go run ./internal/decide/train -data FOLDER > internal/decide/coefficients.go
//	go run ./internal/decide/train -data FOLDER -linked > internal/decide/testdata/linked.txt
//
// Rewritten paragraphs are hidden in unrelated news (evalset.MakePool), the
// detector names its candidates, and of those the ones that lie on a hidden
// paragraph and its rewrite are right and all others wrong. That keeps the
// natural prevalence: of the candidates in news one in a hundred is right. What
// pages of the web (every other one of pan13) say twice is wrong, too.
// Rewrites of every other source article, and every other host, are held out;
// figures on those go to standard error.
//
// Alarms in plain news are counted, not read: two thirds of them are real reuse
// that nobody labelled. The budget stands for all of them.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"respun/internal/evalset"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("train: ")
	folder := flag.String("data", os.Getenv("RESPUN_DATA"), "folder of labelled data")
	var b budget
	flag.Float64Var(&b.across, "across", 25, "spun alarms across documents per 1,000 articles of plain news")
	flag.Float64Var(&b.inside, "inside", 37, "spun alarms inside documents per 1,000 articles of plain news")
	ablation := flag.String("ablation", "", "also write what each part is worth to this file")
	linked := flag.Bool("linked", false, "fit nothing: print what the prior beside sure matches brings")
	flag.Parse()
	if *folder == "" {
		log.Fatal("no folder of data: give -data or set RESPUN_DATA")
	}
	if *linked {
		d, err := load(*folder)
		if err == nil {
			err = d.linkedTable(os.Stdout)
		}
		if err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := train(*folder, b, *ablation, os.Stdout, os.Stderr); err != nil {
		log.Fatal(err)
	}
}

// train writes the source file to out, what it reaches to notes, and what each
// part is worth to a file where one is named.
func train(folder string, b budget, ablation string, out, notes io.Writer) error {
	d, err := load(folder)
	if err != nil {
		return err
	}
	if err := d.collect(); err != nil {
		return err
	}
	f, aim, err := d.decide(b, notes)
	if err != nil {
		return err
	}
	slope, err := fitSlope(d.train)
	if err != nil {
		return err
	}
	if err := d.report(notes); err != nil {
		return err
	}
	if ablation != "" {
		if err := os.WriteFile(ablation, []byte(d.ablation(aim, b)), 0o644); err != nil {
			return err
		}
	}
	text, err := source(f.model, f.prior, slope, b)
	fmt.Fprint(out, text)
	return err
}

// report writes how much of the held-out rewrites a scan finds.
func (d *data) report(w io.Writer) error {
	cases, run, err := scanPools(d.held, evenOdds)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "held-out rewrites:")
	if err := evalset.WriteTable(w, evalset.Recall(cases, run)); err != nil {
		return err
	}
	whole, cut := recall(cases, run)
	_, err = fmt.Fprintf(w, "whole %s %.4f, cut %s %.4f\n", whole, whole.Value(), cut, cut.Value())
	return err
}

// scans is how often the collection is scanned to meet the budget: candidates
// tell nothing of linked matches, series and joined neighbours.
const scans = 4

// decide fits the model, and sets the priors so that a scan of plain news keeps
// to the budget. The decision is installed. It also returns the budget among
// candidates that makes up for what they don't tell.
func (d *data) decide(b budget, notes io.Writer) (f decision, aim budget, err error) {
	train := rowsOf(d.train)
	f.model = rounded(fit(append(train, d.candidates.half(0), d.repeats), allTerms()))
	fmt.Fprintf(notes, "model %.2f\n", f.model)
	aim = b
	for k := range scans {
		f.prior = priors(&f.model, train, &d.candidates, aim)
		f.install()
		run, err := scan(d.news, evenOdds)
		if err != nil {
			return f, aim, err
		}
		got := evalset.Alarms(nil, run)
		fmt.Fprintf(notes, "priors %.2f: alarms %.1f across, %.1f inside\n", f.prior, got.AcrossPer1000, got.InsidePer1000)
		if k+1 < scans {
			aim.across *= b.across / got.AcrossPer1000
			aim.inside *= b.inside / got.InsidePer1000
		}
	}
	return f, aim, nil
}
