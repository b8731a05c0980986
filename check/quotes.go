package check

import (
	"strings"

	"respun/detect"
	"respun/internal/quotes"
)

// A quotation stays in its paragraph. If it is not closed there, it counts only where the
// next paragraph opens one again, as long speeches are printed; anything else that is left
// open (a slip of the pen) is no quotation, so that a missing mark hides nothing.

// quotationsIn returns the quotations of a paragraph.
func quotationsIn(text string, p detect.Span) (found []quotes.Quotation) {
	r := quotes.NewReader(text, p.Start, p.End)
	for q, ok := r.Next(p.End); ok; q, ok = r.Next(p.End) {
		found = append(found, q)
	}
	return found
}

// blockQuotes returns the lines that begin with > as in Markdown and in mail.
func blockQuotes(text string) (found []detect.Span) {
	at := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), ">") {
			found = append(found, detect.Span{Start: at, End: at + len(line)})
		}
		at += len(line)
	}
	return found
}
