package index

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"respun/detect"
	"respun/lsh"
)

// Format is the version of what lies on disk.
//
// An archive is a folder:
//
//	db/            a Pebble store, written by one process at a time
//	published/N/   a complete copy (by hard links) of what was there once; readers begin here;
//	               the file counts in it tells what it holds at least (see counters)
//	readers/X/     a reader's own links to one of these, gone when it closes
//
// Keys of the store; ordinals are 4 bytes, big endian:
//
//	h              header: format and fingerprint, as JSON, once
//	c              counters (see counters), with every batch
//	d ordinal      the document without its text (see entry)
//	t ordinal      its text, zstd; about a third of the text's bytes
//	s ordinal      a filter's state of it (package filter), about 350 bytes
//	n hash ordinal empty: 8 bytes of the name's hash, to find documents by name
//	x ordinal      empty: removed, but postings may still name it
//	p bucket       postings of 4096 neighbouring keys (see postings.go), 3 to 4 bytes each
//
// A batch holds all of a document, or of what removes it, and is written as a
// whole or not at all. Postings follow later, made from the texts: counters say
// up to which ordinal they are complete.
const Format = 2

// Key prefixes.
const (
	headerKey     = 'h'
	counterKey    = 'c'
	documentKey   = 'd'
	textKey       = 't'
	stateKey      = 's'
	nameKey       = 'n'
	removedKey    = 'x'
	postingsKey   = 'p'
	ordinalLength = 5
)

func ordinalKey(prefix byte, ordinal uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{prefix}, ordinal)
}

func nameOrdinalKey(hash uint64, ordinal uint32) []byte {
	return binary.BigEndian.AppendUint32(namePrefix(hash), ordinal)
}

func namePrefix(hash uint64) []byte { return binary.BigEndian.AppendUint64([]byte{nameKey}, hash) }

// bucketBits is how many low bits of a key do not name its bucket.
const bucketBits = 12

func bucketKey(k lsh.Key) []byte {
	b := uint32(k) >> bucketBits
	return []byte{postingsKey, byte(b >> 16), byte(b >> 8), byte(b)}
}

// header tells what an archive was made with.
type header struct {
	Format      int    `json:"format"`
	Fingerprint string `json:"fingerprint"`
}

func currentHeader() header { return header{Format, detect.Fingerprint()} }

// check compares a stored header, which it returns, with the program's.
func (h header) check(raw []byte, dir string, anyTables bool) (stored header, err error) {
	if err := json.Unmarshal(raw, &stored); err != nil {
		return stored, fmt.Errorf("index: %s: the header is damaged: %w", dir, err)
	}
	switch {
	case stored.Format != h.Format:
		return stored, fmt.Errorf("index: %s is of format %d, this program reads %d: use the version of respun that made it, or build it anew with `respun index build`, of the documents or of what `respun index export` of that version writes",
			dir, stored.Format, h.Format)
	case stored != h && !anyTables:
		return stored, fmt.Errorf("index: %s is made with other tables or rules (fingerprint %s, this program's is %s): build it anew, as in `respun index export %s | respun index build NEW -`, or use the version of respun that made it",
			dir, stored.Fingerprint, h.Fingerprint, dir)
	}
	return stored, nil
}

// counters are what is known of the archive as a whole.
type counters struct {
	next   uint32 // ordinal of the next document
	floor  uint32 // ordinals below have expired
	posted uint32 // documents below have their postings in the store
	live   uint32 // documents
	texts  uint32 // of them with a text
}

var errDamaged = errors.New("damaged")

func (c counters) append(dst []byte) []byte {
	for _, x := range []uint32{c.next, c.floor, c.posted, c.live, c.texts} {
		dst = binary.BigEndian.AppendUint32(dst, x)
	}
	return dst
}

func parseCounters(b []byte) (c counters, err error) {
	if len(b) != 20 {
		return c, fmt.Errorf("index: the counters are %w", errDamaged)
	}
	for i, p := range []*uint32{&c.next, &c.floor, &c.posted, &c.live, &c.texts} {
		*p = binary.BigEndian.Uint32(b[4*i:])
	}
	return c, nil
}

// entry is a document without its text.
type entry struct {
	doc      detect.Document
	hash     uint64 // of the text; 0 where there is none
	hasText  bool
	hasState bool
}

// append appends an entry: flags, hash, then strings with their lengths in front.
func (e *entry) append(dst []byte) []byte {
	var flags byte
	if e.hasText {
		flags |= 1
	}
	if e.hasState {
		flags |= 2
	}
	dst = binary.BigEndian.AppendUint64(append(dst, flags), e.hash)
	for _, s := range []string{e.doc.Name, e.doc.Date, e.doc.Source, e.doc.Language} {
		dst = appendString(dst, s)
	}
	dst = binary.AppendUvarint(dst, uint64(len(e.doc.Fields)))
	names := make([]string, 0, len(e.doc.Fields))
	for name := range e.doc.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		dst = appendString(appendString(dst, name), e.doc.Fields[name])
	}
	return dst
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// parseEntry reads what append wrote. It copies what it keeps.
func parseEntry(b []byte) (e entry, err error) {
	r := reader{b: b}
	flags := r.bytes(1)
	hash := r.bytes(8)
	if r.bad || flags[0] > 3 {
		return e, fmt.Errorf("index: a document is %w", errDamaged)
	}
	e.hasText, e.hasState, e.hash = flags[0]&1 != 0, flags[0]&2 != 0, binary.BigEndian.Uint64(hash)
	for _, p := range []*string{&e.doc.Name, &e.doc.Date, &e.doc.Source, &e.doc.Language} {
		*p = r.string()
	}
	n := r.uvarint()
	if n > uint64(len(b)) {
		r.bad = true
	}
	for i := uint64(0); i < n && !r.bad; i++ {
		if e.doc.Fields == nil {
			e.doc.Fields = map[string]string{}
		}
		name := r.string()
		e.doc.Fields[name] = r.string()
	}
	if r.bad || len(r.b) > 0 {
		return e, fmt.Errorf("index: a document is %w", errDamaged)
	}
	return e, nil
}

// reader reads a record; bad stays true once something was not there.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) bytes(n uint64) []byte {
	if r.bad || n > uint64(len(r.b)) {
		r.bad = true
		return make([]byte, min(n, 8))
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return x
}

func (r *reader) string() string {
	n := r.uvarint()
	if r.bad || n > uint64(len(r.b)) {
		r.bad = true
		return ""
	}
	return string(r.bytes(n))
}
