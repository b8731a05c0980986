package evalset

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// SameFact is the type of labels that tell the same fact without reuse: neither
// right nor wrong to report.
const SameFact = "same-fact"

// Case is one label: two passages of which one was made from the other.
type Case struct {
	Sides
	Type         string // "verbatim", "adj-full", ...; "all" where the file has none
	AText, BText string // the passages, where the file has them
	Words        int    // words of the shorter side; 0 where the file has none
}

// caseRecord is a Case as it stands in a file. An end may be given as a length.
type caseRecord struct {
	A      string `json:"a"`
	AStart int    `json:"a_start"`
	AEnd   *int   `json:"a_end,omitempty"`
	ALen   *int   `json:"a_len,omitempty"`
	B      string `json:"b"`
	BStart int    `json:"b_start"`
	BEnd   *int   `json:"b_end,omitempty"`
	BLen   *int   `json:"b_len,omitempty"`
	Type   string `json:"type,omitempty"`
	AText  string `json:"a_text,omitempty"`
	BText  string `json:"b_text,omitempty"`
	Words  int    `json:"words,omitempty"`
}

// LoadGold reads labelled passages from JSON lines with a, a_start, a_end or
// a_len, b, b_start, b_end or b_len, and type; offsets in runes. The error
// names the line.
func LoadGold(r io.Reader) ([]Case, error) {
	var cases []Case
	err := eachRecord(r, "gold", func(rec caseRecord) error {
		c, err := rec.toCase()
		cases = append(cases, c)
		return err
	})
	return cases, err
}

func (rec caseRecord) toCase() (Case, error) {
	a, errA := passage(rec.A, rec.AStart, rec.AEnd, rec.ALen)
	b, errB := passage(rec.B, rec.BStart, rec.BEnd, rec.BLen)
	c := Case{Sides: Sides{A: a, B: b}, Type: rec.Type, AText: rec.AText, BText: rec.BText, Words: rec.Words}
	if c.Type == "" {
		c.Type = "all"
	}
	return c, errors.Join(errA, errB)
}

func passage(doc string, start int, end, length *int) (Passage, error) {
	switch {
	case end != nil:
		return checked(Passage{doc, start, *end})
	case length != nil:
		return checked(Passage{doc, start, start + *length})
	}
	return Passage{}, fmt.Errorf("%q has neither an end nor a length", doc)
}

// checked refuses what no passage can be; the measures divide by lengths.
func checked(p Passage) (Passage, error) {
	if p.Doc == "" || p.Start < 0 || p.End <= p.Start {
		return p, fmt.Errorf("no passage: %q [%d, %d)", p.Doc, p.Start, p.End)
	}
	return p, nil
}

// WriteGold writes labels as JSON lines that LoadGold and other scorers read.
func WriteGold(w io.Writer, cases []Case) error {
	records := make([]caseRecord, len(cases))
	for i, c := range cases {
		records[i] = caseRecord{
			A: c.A.Doc, AStart: c.A.Start, AEnd: &c.A.End,
			B: c.B.Doc, BStart: c.B.Start, BEnd: &c.B.End,
			Type: c.Type, AText: c.AText, BText: c.BText, Words: c.Words,
		}
	}
	return writeLines(w, records)
}

// Pair names two documents that were compared.
type Pair struct {
	A string `json:"a"`
	B string `json:"b"`
}

// LoadPairs reads document pairs from JSON lines with a and b. Its result is
// never nil: an empty list allows no pair at all. The error names the line.
func LoadPairs(r io.Reader) ([]Pair, error) {
	pairs := []Pair{}
	err := eachRecord(r, "pairs", func(p Pair) error {
		pairs = append(pairs, p)
		return p.check()
	})
	return pairs, err
}

// check is an error where a document is not named: as an empty name it would count.
func (p Pair) check() error {
	return cmp.Or(needed("a", p.A != ""), needed("b", p.B != ""))
}

// needed is an error where a record lacks a key.
func needed(key string, has bool) error {
	if has {
		return nil
	}
	return fmt.Errorf("no %q", key)
}

// SilverPair is two documents and the share of the smaller one's 8-word
// shingles that the other has, 0..1: near-duplicates not judged by people.
type SilverPair struct {
	Pair
	Containment float64
}

// LoadSilver reads silver pairs from JSON lines with a, b and containment8.
// The error names the line.
func LoadSilver(r io.Reader) ([]SilverPair, error) {
	var pairs []SilverPair
	type record struct {
		Pair
		Containment *float64 `json:"containment8"`
	}
	err := eachRecord(r, "silver pairs", func(p record) error {
		if err := cmp.Or(p.check(), needed("containment8", p.Containment != nil)); err != nil {
			return err
		}
		pairs = append(pairs, SilverPair{p.Pair, *p.Containment})
		return nil
	})
	return pairs, err
}

// Label says in which cluster a document belongs.
type Label struct {
	ID string `json:"id"`
	// Cluster is the label as it stands in the file, a string or a number.
	Cluster json.RawMessage `json:"cluster"`
}

// cluster is the label for comparing: a string is the same however it is escaped.
func (l Label) cluster() string {
	var name string
	if json.Unmarshal(l.Cluster, &name) != nil {
		return string(l.Cluster)
	}
	return `"` + name // no number is like it
}

// LoadLabels reads cluster labels from JSON lines with id and cluster. The
// error names the line.
func LoadLabels(r io.Reader) ([]Label, error) {
	var labels []Label
	err := eachRecord(r, "labels", func(l Label) error {
		labels = append(labels, l)
		return cmp.Or(needed("id", l.ID != ""), needed("cluster", len(l.Cluster) > 0 && string(l.Cluster) != "null"))
	})
	return labels, err
}
