package serve_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"respun/check"
	"respun/detect"
	"respun/filter"
	"respun/serve"
)

// A server over an archive in memory, here under a test's listener; serve.Listen and
// Server.Serve listen at an address of this machine, until their context ends.
func ExampleNew() {
	ctx := context.Background()
	o := serve.Defaults()
	var err error
	if o.Detector, err = detect.New(check.Options(detect.Defaults())); err != nil {
		panic(err)
	}
	if o.Archive, err = serve.Collect(ctx, o.Detector, detect.All(
		detect.Document{Name: "monday", Text: "The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers."},
	)); err != nil {
		panic(err)
	}
	if o.Filter, err = filter.New(ctx, filter.Defaults()); err != nil {
		panic(err)
	}
	server, err := serve.New(o)
	if err != nil {
		panic(err)
	}
	at := httptest.NewServer(server)
	defer at.Close()
	for _, line := range []string{`{"id":"a","text":"Snow fell on the islands."}`, `{"id":"b","text":"Snow fell on the islands."}`} {
		answer, err := http.Post(at.URL+"/v1/filter", "application/json", strings.NewReader(line))
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			panic(err)
		}
		answer.Body.Close()
		fmt.Print(string(body))
	}
	// Output:
	// {"id":"a","text":"Snow fell on the islands.","respun":{"verdict":"new","similarity":0,"coverage":0,"matches":0,"estimate":false}}
	// {"id":"b","text":"Snow fell on the islands.","respun":{"verdict":"exact","of":"a","similarity":1,"coverage":1,"matches":1,"estimate":false}}
}
