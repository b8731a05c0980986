// Package shingle turns text into sentences, tokens and shingle sets. It knows
// nothing of hash tables, weights or decisions: it tells what a text consists
// of and where, as byte ranges into the text exactly as it was given.
package shingle

// Document is one text with its name and what is known about it.
type Document struct {
	// Name identifies the document in every record (a path, an id field, a URI).
	Name string
	// Text is the input decompressed and decoded to UTF-8, byte order mark and
	// carriage returns kept. Every range points into it.
	Text string
	// Date is the date as the input gave it; empty where it gave none.
	Date string
	// Source is the outlet the document comes from; empty where unknown.
	Source string
	// Language is a BCP 47 tag the input declared; empty asks for a check.
	Language string
	// Quotes are the ranges of bytes of Text, in order, that the markup of the
	// input tells are block quotations; nil where it told none.
	Quotes []Span
	// New marks documents given with --new: with detect.Options.OnlyNew only
	// what involves one of them is reported.
	New bool
	// Fields are further fields of the input that ride through (title, url, ...).
	Fields map[string]string
	// Again, if not nil, reads the text once more from where it came, given Place.
	// Who would keep the text for later may ask for it instead.
	Again Again
	Place uint64
}

// Again reads texts once more. It is safe for use by many goroutines, and can be
// compared (a pointer).
type Again interface {
	Text(place uint64) (string, error)
}

// Span is a half-open range of bytes, [Start, End), into a document's text.
type Span struct {
	Start, End int
}

// Len returns the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Overlap returns how many bytes s and t share.
func (s Span) Overlap(t Span) int { return max(0, min(s.End, t.End)-max(s.Start, t.Start)) }
