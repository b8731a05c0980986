package detect_test

import (
	"context"
	"fmt"

	"respun/detect"
)

// printer is a Sink that prints matches and counts.
type printer struct{}

func (printer) Begin(detect.Begin) error { return nil }
func (printer) Match(m *detect.Match) error {
	fmt.Printf("%s [%d:%d] = %s [%d:%d] %s, %s, similarity %.2f\n", m.A.Doc, m.A.Start, m.A.End, m.B.Doc, m.B.Start, m.B.End, m.Kind, m.Class, m.Similarity)
	return nil
}
func (printer) Group(*detect.Group) error { return nil }
func (printer) Pair(p *detect.Pair) error {
	fmt.Printf("%s and %s: %d matches, containment %.2f\n", p.A, p.B, p.Matches, p.Containment)
	return nil
}
func (printer) Cluster(*detect.Cluster) error         { return nil }
func (printer) Document(*detect.DocumentShares) error { return nil }
func (printer) Skip(detect.Skip) error                { return nil }
func (printer) End(s detect.Stats) error {
	fmt.Printf("%d documents\n", s.Documents)
	return nil
}

func ExampleDetector_Scan() {
	docs := []detect.Document{
		{Name: "monday", Text: "Snow fell on the islands.\n\nThe harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers."},
		{Name: "tuesday", Text: "The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers. Ferries leave from the market.\n\n" +
			"Its oldest quay was closed by Lindesborg's harbour authority because divers had found cracks in eleven piers of granite."},
	}
	d, err := detect.New(detect.Defaults())
	if err != nil {
		panic(err)
	}
	_, err = d.Scan(context.Background(), func(yield func(detect.Document, error) bool) {
		for _, doc := range docs {
			if !yield(doc, nil) {
				return
			}
		}
	}, printer{})
	if err != nil {
		panic(err)
	}
	// Output:
	// monday [27:136] = tuesday [0:109] verbatim, reuse, similarity 1.00
	// monday [27:136] = tuesday [142:262] spun, reuse, similarity 1.00
	// tuesday [0:109] = tuesday [142:262] spun, reuse, similarity 1.00
	// monday and tuesday: 2 matches, containment 0.72
	// 2 documents
}
