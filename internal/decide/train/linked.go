package main

import (
	"fmt"
	"io"
	"strings"

	"respun/internal/decide"
	"respun/internal/evalset"
)

// What is added beside a sure match no pool of single paragraphs tells: it takes
// passages of several. Training passages are hidden as the paragraphs are, and
// scanned, as plain news is, with more and more added; linkedOver is read off the
// table, where a step more brings an alarm for less than a point of coverage.

// linkedPools is how many pools of passages are made.
const linkedPools = 6

// linkedTable writes what each prior beside sure matches brings, all else as it is.
func (d *data) linkedTable(w io.Writer) error {
	for over := 2.; over <= 5; over += .5 {
		decide.Prior[decide.Linked] = decide.Prior[decide.Across] + over
		news, err := scan(d.news, evenOdds)
		if err != nil {
			return err
		}
		cases, run, err := scanPools(d.passages, evenOdds)
		if err != nil {
			return err
		}
		var whole, cut evalset.Share
		for t, s := range evalset.Coverage(cases, run) {
			sum := &whole
			if strings.HasSuffix(t, "-trunc") {
				sum = &cut
			}
			sum.Found += s.Found
			sum.Of += s.Of
		}
		alarms := evalset.Alarms(nil, news)
		if _, err := fmt.Fprintf(w, "over across %.1f: alarms %.1f across, %.1f inside; passages covered, whole %.4f, cut %.4f\n",
			over, alarms.AcrossPer1000, alarms.InsidePer1000, whole.Value(), cut.Value()); err != nil {
			return err
		}
	}
	return nil
}
