package detect

import (
	"encoding/binary"
	"maps"
	"slices"

	"respun/internal/flat"
)

// docTable is what is known of the documents beside their text: what is asked
// again and again in a few bytes each, the rest (names, dates, further fields)
// written one after the other. As Go values they took half a kilobyte each.
type docTable struct {
	infos   []docInfo
	sources map[string]uint32 // outlets, numbered from 1
	records []byte
	ends    []uint64 // of the records

	adding struct {
		records flat.Array[byte]
		ends    flat.Array[uint64]
		buf     []byte
	}
}

// docInfo is what stages ask of a document.
type docInfo struct {
	Source   uint32 // number of the outlet; 0: unknown
	language uint8  // lexicon.Language
	New      bool
}

func newDocTable(disk *flat.Disk) *docTable {
	t := &docTable{sources: map[string]uint32{}}
	t.adding.records, t.adding.ends = flat.NewArray[byte](disk), flat.NewArray[uint64](disk)
	return t
}

// add appends a document.
func (t *docTable) add(d *Document, language uint8) error {
	info := docInfo{language: language, New: d.New}
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
		return err
	}
	return t.adding.ends.Append(uint64(t.adding.records.Len()))
}

// done ends the adding.
func (t *docTable) done() (err error) {
	if t.records, err = t.adding.records.Done(); err != nil {
		return err
	}
	t.ends, err = t.adding.ends.Done()
	return err
}

func (t *docTable) len() int { return len(t.infos) }

// at returns what stages ask of document d.
func (t *docTable) at(d int) *docInfo { return &t.infos[d] }

func (t *docTable) record(d int) []byte {
	from := uint64(0)
	if d > 0 {
		from = t.ends[d-1]
	}
	return t.records[from:t.ends[d]]
}

// name returns the name of document d.
func (t *docTable) name(d int) string {
	s, _ := takeString(t.record(d))
	return string(s)
}

// date returns the date of document d as the input gave it.
func (t *docTable) date(d int) string {
	_, rest := takeString(t.record(d))
	s, _ := takeString(rest)
	return string(s)
}

// document returns document d without its text.
func (t *docTable) document(d int) Document {
	out := Document{New: t.infos[d].New}
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

// find returns the first document with a name, -1 where there is none.
func (t *docTable) find(name string) int {
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
