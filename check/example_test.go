package check_test

import (
	"context"
	"fmt"
	"os"

	"respun/check"
	"respun/detect"
	"respun/index"
)

// An archive is made once and kept; each draft is compared with it.
func ExampleRun() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "archive")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	// Passages makes what is added findable: without it no draft has a source.
	archive, err := index.Open(dir, index.Options{Create: true, Passages: true})
	if err != nil {
		panic(err)
	}
	defer archive.Close()
	_, err = archive.Add(ctx, detect.Document{Name: "monday", Source: "Courier", Text: "The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers."})
	if err != nil {
		panic(err)
	}

	d, err := detect.New(check.Options(detect.Defaults()))
	if err != nil {
		panic(err)
	}
	draft := detect.Document{Name: "draft", Text: "Good news is rare.\n\nThe oldest quay of Lindesborg was closed by its harbour authority after divers had found cracks in eleven piers of granite."}
	result, err := check.Run(ctx, d, draft, archive, check.Policy{})
	if err != nil {
		panic(err)
	}
	for _, p := range result.Passages {
		fmt.Printf("%s [%d:%d] is %s from %s\n", result.Draft, p.Start, p.End, p.Kind, p.Source)
	}
	for _, g := range result.Gates {
		fmt.Printf("%s: %.2f of the words, limit %.2f\n", g.Name, g.Share, g.Limit)
	}
	fmt.Println("over:", result.Over)
	// Output:
	// draft [20:142] is spun from monday
	// copied: 0.84 of the words, limit 0.00
	// inside: 0.00 of the words, limit 0.00
	// over: true
}
