package filter_test

import (
	"context"
	"fmt"
	"os"
	"strings"

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

// Lines go on as they came, with a verdict, and what came before under another name does not.
func ExampleStream_Run() {
	ctx := context.Background()
	f, err := filter.New(ctx, filter.Defaults())
	if err != nil {
		panic(err)
	}
	const lines = `{"id":"monday","text":"Divers found cracks in eleven granite piers of the oldest quay."}
{"id":"tuesday","text":"Divers found cracks in eleven granite piers of the oldest quay."}
{"id":"wednesday","title":"no text"}
`
	s := filter.Stream{
		Fields:   filter.Fields{ID: []string{"id"}, Text: []string{"text", "body"}},
		Policies: map[filter.Kind]filter.Policy{filter.Exact: filter.Drop, filter.Unseen: filter.Keep},
	}
	stats, err := s.Run(ctx, f, strings.NewReader(lines), os.Stdout)
	if err != nil {
		panic(err)
	}
	fmt.Println(stats)
	// Output:
	// {"id":"monday","text":"Divers found cracks in eleven granite piers of the oldest quay."}
	// {"id":"wednesday","title":"no text","respun":{"verdict":"error","detail":"no field \"text\""}}
	// lines 3, written 2, dropped by policy 1, errors 1
}
