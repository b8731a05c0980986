package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"respun/detect"
)

// splitPair splits A:B. Names may hold colons (a URI, or path:line), so `::`
// splits where it stands once; else, of the colons that begin no `://`, the
// middle one does, as both names are mostly of one form. Where none is in the
// middle it is not for us to guess.
func splitPair(s string) (a, b string, ok bool) {
	if strings.Count(s, "::") == 1 {
		a, b, _ = strings.Cut(s, "::")
		return a, b, a != "" && b != ""
	}
	var colons []int
	for i := range len(s) {
		if s[i] == ':' && !strings.HasPrefix(s[i:], "://") {
			colons = append(colons, i)
		}
	}
	if len(colons)%2 == 0 {
		return "", "", false
	}
	at := colons[len(colons)/2]
	return s[:at], s[at+1:], at > 0 && at+1 < len(s)
}

// tracer writes and counts what is traced.
func tracer(w io.Writer, n *int) func(detect.Trace) {
	return func(t detect.Trace) {
		*n++
		fmt.Fprintln(w, printable(t.String()))
	}
}

// nothingTraced is said where no decision was asked for: silence would look like a fault.
const nothingTraced = "trace: no passage of the one shares enough with any of the other to be decided about"

// checkTraced is an error where a document to trace is not among the documents.
func checkTraced(o detect.Options, names []string) error {
	for _, want := range []string{o.TraceA, o.TraceB} {
		if !slices.Contains(names, want) {
			return wholeError{fmt.Errorf("--trace: no document has the name %q%s", want, didYouMean(nearest(want, names)))}
		}
	}
	return nil
}
