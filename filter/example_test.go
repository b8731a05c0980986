package filter_test

import (
	"context"
	"fmt"
	"os"

	"respun/detect"
	"respun/filter"
	"respun/index"
)

// What a filter remembers lies in an archive, so that the next one knows it too.
func ExampleFilter_Put() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "seen")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	put := func(docs ...detect.Document) {
		seen, err := index.Open(dir, index.Options{Create: true})
		if err != nil {
			panic(err)
		}
		defer seen.Close()
		o := filter.Defaults()
		o.Store = seen
		f, err := filter.New(ctx, o)
		if err != nil {
			panic(err)
		}
		for _, doc := range docs {
			v, err := f.Put(ctx, doc)
			if err != nil {
				panic(err)
			}
			fmt.Printf("%s: %s of %q\n", doc.Name, v.Kind, v.Of)
		}
	}
	const text = "The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers."
	put(detect.Document{Name: "monday", Text: text}, detect.Document{Name: "tuesday", Text: "Snow fell on the islands."})
	put(detect.Document{Name: "wednesday", Text: text})
	// Output:
	// monday: new of ""
	// tuesday: new of ""
	// wednesday: exact of "monday"
}
