// Package doctable holds what is known of the documents of a run beside their text: what is
// asked again and again in a few bytes each (Info), the rest (names, dates, further fields)
// written one after the other.
//
// Rejected: Go values, which took half a kilobyte each.
package doctable

import (
	"encoding/binary"
	"maps"
	"slices"

	"respun/internal/flat"
	"respun/shingle"
)

// Table numbers documents as they come, from 0. It is filled by one goroutine, and may be
// asked by many once Done.
type Table struct {
	infos   []Info
	sources map[string]uint32 // outlets, numbered from 1
	records []byte
	ends    []uint64 // of the records

	adding struct {
		records flat.Array[byte]
		ends    flat.Array[uint64]
		buf     []byte
	}
}

// Info is what is asked of a document again and again.
type Info struct {
	Source   uint32 // number of the outlet; 0: unknown
	Language uint8  // as the caller numbers them
	New      bool
}

// New returns an empty table; what may be on disk is in memory where disk is nil.
func New(disk *flat.Disk) *Table {
	t := &Table{sources: map[string]uint32{}}
	t.adding.records, t.adding.ends = flat.NewArray[byte](disk), flat.NewArray[uint64](disk)
	return t
}

// Add appends a document, and returns what is written of it, until the next call.
func (t *Table) Add(d *shingle.Document, language uint8) (record []byte, err error) {
	info := Info{Language: language, New: d.New}
	if d.Source != "" {
		n, known := t.sources[d.Source]
		if !known {
			n = uint32(len(t.sources) + 1)
			t.sources[d.Source] = n
		}
		info.Source = n
	}
	t.infos = append(t.infos, info)
	b := t.adding.buf[:0]
	for _, s := range []string{d.Name, d.Date, d.Source, d.Language} {
		b = appendString(b, s)
	}
	for _, k := range slices.Sorted(maps.Keys(d.Fields)) {
		b = appendString(appendString(b, k), d.Fields[k])
	}
	t.adding.buf = b
	if err := t.adding.records.Append(b...); err != nil {
		return nil, err
	}
	return b, t.adding.ends.Append(uint64(t.adding.records.Len()))
}

// Done ends the adding; names, dates and documents are known from then on.
func (t *Table) Done() (err error) {
	if t.records, err = t.adding.records.Done(); err != nil {
		return err
	}
	t.ends, err = t.adding.ends.Done()
	return err
}

// Len returns how many documents there are.
func (t *Table) Len() int { return len(t.infos) }

// At returns what is asked of document d again and again.
func (t *Table) At(d int) *Info { return &t.infos[d] }

func (t *Table) record(d int) []byte {
	from := uint64(0)
	if d > 0 {
		from = t.ends[d-1]
	}
	return t.records[from:t.ends[d]]
}

// Name returns the name of document d.
func (t *Table) Name(d int) string {
	s, _ := takeString(t.record(d))
	return string(s)
}

// Date returns the date of document d as the input gave it.
func (t *Table) Date(d int) string {
	_, rest := takeString(t.record(d))
	s, _ := takeString(rest)
	return string(s)
}

// Document returns document d without its text.
func (t *Table) Document(d int) shingle.Document {
	out := shingle.Document{New: t.infos[d].New}
	rest := t.record(d)
	for _, to := range []*string{&out.Name, &out.Date, &out.Source, &out.Language} {
		var s []byte
		s, rest = takeString(rest)
		*to = string(s)
	}
	for len(rest) > 0 {
		var k, v []byte
		k, rest = takeString(rest)
		v, rest = takeString(rest)
		if out.Fields == nil {
			out.Fields = map[string]string{}
		}
		out.Fields[string(k)] = string(v)
	}
	return out
}

// Find returns the first document with a name, -1 where there is none.
func (t *Table) Find(name string) int {
	for d := range t.infos {
		if s, _ := takeString(t.record(d)); string(s) == name {
			return d
		}
	}
	return -1
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// takeString parts a string from what follows it.
func takeString(b []byte) (s, rest []byte) {
	n, k := binary.Uvarint(b)
	return b[k : k+int(n)], b[k+int(n):]
}
