package evalset

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"

	"respun/shingle"
)

// documentRecord is a document as it stands in a file of JSON lines.
type documentRecord struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Date   string `json:"date,omitempty"`
	Source string `json:"source,omitempty"`
}

// LoadDocuments reads JSON lines with id, text, date and source, gzipped or
// not. It is for labelled collections; respun's own inputs are corpus's matter.
// The error names the line.
func LoadDocuments(r io.Reader) ([]shingle.Document, error) {
	r, err := unzipped(r)
	if err != nil {
		return nil, err
	}
	var docs []shingle.Document
	err = eachRecord(r, "documents", func(d documentRecord) error {
		docs = append(docs, shingle.Document{Name: d.ID, Text: d.Text, Date: d.Date, Source: d.Source})
		return nil
	})
	return docs, err
}

func unzipped(r io.Reader) (io.Reader, error) {
	b := bufio.NewReader(r)
	if magic, err := b.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		return gzip.NewReader(b)
	}
	return b, nil
}

// WriteDocuments writes documents as JSON lines that respun scan reads.
func WriteDocuments(w io.Writer, docs []shingle.Document) error {
	records := make([]documentRecord, len(docs))
	for i, d := range docs {
		records[i] = documentRecord{ID: d.Name, Text: d.Text, Date: d.Date, Source: d.Source}
	}
	return writeLines(w, records)
}

// Residue picks the numbers whose remainder by Modulus is Remainder; its zero
// value picks all. Two residues of one modulus never share a number, so they
// keep what is trained on from what is held out.
type Residue struct {
	Modulus, Remainder int
}

// Has tells whether n is picked.
func (r Residue) Has(n int) bool { return r.Modulus == 0 || n%r.Modulus == r.Remainder }
