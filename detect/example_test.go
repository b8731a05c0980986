package detect_test

import (
	"context"
	"fmt"

	"respun/detect"
)

// printer is a Sink that prints matches and pairs; of the rest it keeps nothing.
type printer struct{ detect.Discard }

func (printer) Match(m *detect.Match) error {
	fmt.Printf("%s [%d:%d] = %s [%d:%d] %s, %s, similarity %.2f\n", m.A.Doc, m.A.Start, m.A.End, m.B.Doc, m.B.Start, m.B.End, m.Kind, m.Class, m.Similarity)
	return nil
}

func (printer) Pair(p *detect.Pair) error {
	fmt.Printf("%s and %s: %d matches, containment %.2f\n", p.A, p.B, p.Matches, p.Containment)
	return nil
}

func ExampleDetector_Compare() {
	d, err := detect.New(detect.Defaults())
	if err != nil {
		panic(err)
	}
	a := detect.Document{Name: "original", Text: "The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers."}
	b := detect.Document{Name: "spun", Text: "Its oldest quay was closed by Lindesborg's harbour authority because divers had found cracks in eleven piers of granite."}
	matches, err := d.Compare(context.Background(), a, b)
	if err != nil {
		panic(err)
	}
	for _, m := range matches {
		fmt.Printf("%s: %s\n%s: %s\n", m.A.Doc, m.A.Text, m.B.Doc, m.B.Text)
		fmt.Printf("%s, similarity %.2f, shared %q\n", m.Kind, m.Similarity, m.Evidence.Rare)
	}
	// Output:
	// original: The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers.
	// spun: Its oldest quay was closed by Lindesborg's harbour authority because divers had found cracks in eleven piers of granite.
	// spun, similarity 1.00, shared ["lindesborg" "quay" "diver" "pier" "granit" "11" "oldest" "harbor"]
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
	stats, err := d.Scan(context.Background(), detect.All(docs...), printer{})
	if err != nil {
		panic(err)
	}
	fmt.Println(stats.Documents, "documents")
	// Output:
	// monday [27:136] = tuesday [0:109] verbatim, reuse, similarity 1.00
	// monday [27:136] = tuesday [142:262] spun, reuse, similarity 1.00
	// tuesday [0:109] = tuesday [142:262] spun, reuse, similarity 1.00
	// monday and tuesday: 2 matches, containment 0.72
	// 2 documents
}
