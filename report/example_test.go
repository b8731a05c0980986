package report_test

import (
	"context"
	"os"

	"respun/detect"
	"respun/report"
)

// A sink of a scan, or of a check, that writes what is found as it comes.
func ExampleNew() {
	d, err := detect.New(detect.Defaults())
	if err != nil {
		panic(err)
	}
	sink, err := report.New("text", os.Stdout, report.Options{Offsets: report.Rune, Quiet: true})
	if err != nil {
		panic(err)
	}
	const said = "Hafenmeisterin Grönvall schloss den ältesten Kai der Stadt, nachdem Taucher Risse in elf Pfeilern gefunden hatten."
	_, err = d.Scan(context.Background(), detect.All(
		detect.Document{Name: "montag", Text: "Es schneite früh.\n\n" + said},
		detect.Document{Name: "dienstag", Text: said},
	), sink)
	if err != nil {
		panic(err)
	}
	// Output:
	// [what differs]
	//
	// verbatim  similarity 1.00  confidence 0.97
	//   a  montag:3 [19:133]  16 words
	//   b  dienstag:1 [0:114]  16 words
	// a=b | Hafenmeisterin Grönvall schloss den ältesten Kai der Stadt, nachdem
	//     | Taucher Risse in elf Pfeilern gefunden hatten.
	//       All 16 words are the same.
	//
	// Documents that share text
	//
	// verbatim  1 match  jaccard 0.80  containment 1.00  covers 84.2% of a, 100.0% of b
	//   a  montag
	//   b  dienstag
}
