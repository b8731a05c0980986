package index_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"respun/detect"
	"respun/index"
)

// One process writes to an archive; what it has published, others read beside it.
func ExampleOpen() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "archive")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "archive.idx")

	writer, err := index.Open(dir, index.Options{Create: true, Passages: true})
	if err != nil {
		panic(err)
	}
	added, err := writer.Add(ctx,
		detect.Document{Name: "monday", Text: "The harbour authority closed its oldest quay."},
		detect.Document{Name: "tuesday", Text: "Snow fell on the islands."})
	if err != nil {
		panic(err)
	}
	fmt.Println(added.New, "documents added")
	if err := writer.Close(); err != nil { // publishes
		panic(err)
	}

	reader, err := index.Open(dir, index.Options{ReadOnly: true})
	if err != nil {
		panic(err)
	}
	defer reader.Close()
	ordinals, err := reader.Find("tuesday")
	if err != nil {
		panic(err)
	}
	for _, o := range ordinals {
		doc, err := reader.Document(ctx, o)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%d: %s: %s\n", o, doc.Name, doc.Text)
	}
	// Output:
	// 2 documents added
	// 1: tuesday: Snow fell on the islands.
}
