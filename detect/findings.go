package detect

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/klauspost/compress/s2"

	"respun/internal/flat"
)

// What stages hand on lies compressed, a unit of documents at a time, in memory or
// on disk: hits and matches as Go values were a third of a scan's memory. A unit
// holds what was found of unitDocs documents with themselves and with later ones;
// units are in the order of the input, and so is what is in them.

// unitDocs is how many documents make a unit: enough to compress, few enough to
// share the work.
const unitDocs = 16

func unitsOf(docs int) int { return (docs + unitDocs - 1) / unitDocs }

// madeUnit is what a stage has made of a unit, and what it dropped.
type madeUnit struct {
	bytes   []byte
	tallies []tally
	known   bool // from the journal
}

// unit returns a unit that a stage has made before, with so many tallies.
func (j journal) unit(kind byte, k, tallies int) (u madeUnit, ok bool, err error) {
	b, ok, err := j.Get(kind, k)
	if err != nil || !ok {
		return u, false, err
	}
	r := byteReader{b}
	for range tallies {
		u.tallies = append(u.tallies, r.tally())
	}
	u.bytes, u.known = r.b, true
	return u, true, nil
}

// putUnit puts down what a stage has made, unless it is there.
func (j journal) putUnit(kind byte, k int, u *madeUnit) error {
	if j.Journal == nil || u.known {
		return nil
	}
	var b []byte
	for i := range u.tallies {
		b = u.tallies[i].append(b)
	}
	return j.Put(kind, k, append(b, u.bytes...))
}

// hitStore keeps hits by unit.
type hitStore struct {
	blobs *flat.Blobs
	units int
}

// unitOfHits is what verification found in a unit.
type unitOfHits struct{ list []hits }

// hitBytes is the size of a hit: it holds numbers only and is kept as it lies in
// memory.
const hitBytes = int(unsafe.Sizeof(hit{}))

// Of a document that repeats itself from end to end there may be a million hits: they are
// compressed a block at a time, so that no unit lies in memory twice.
const (
	blockOfHits = 1 << 20 // bytes
	hitsAtOnce  = 1 << 12
)

// encode writes a unit: compressed blocks, each after its length. Neither a number nor a
// hit lies in two.
func (u *unitOfHits) encode() []byte {
	var out, b []byte
	flush := func(least int) {
		if len(b) >= least {
			block := s2.Encode(nil, b)
			out, b = append(binary.AppendUvarint(out, uint64(len(block))), block...), b[:0]
		}
	}
	b = binary.AppendUvarint(b, uint64(len(u.list)))
	for _, h := range u.list {
		for _, x := range []int{h.a, h.b, len(h.list)} {
			b = binary.AppendUvarint(b, uint64(x))
		}
		for part := range slices.Chunk(h.list, hitsAtOnce) {
			b = append(b, bytesOf(part)...)
			flush(blockOfHits)
		}
	}
	flush(1)
	return out
}

// bytesOf returns the memory of hits.
func bytesOf(list []hit) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*hitBytes)
}

// hitReader reads what encode wrote, block by block.
type hitReader struct {
	byteReader
	blocks byteReader
	err    error
}

// more has the next block at hand where the last one has been read.
func (r *hitReader) more() {
	if len(r.b) == 0 && r.err == nil {
		r.b, r.err = s2.Decode(nil, r.blocks.take(r.blocks.number()))
	}
}

func (r *hitReader) number() int {
	if r.more(); r.err != nil {
		return 0
	}
	return r.byteReader.number()
}

// fill reads hits.
func (r *hitReader) fill(list []hit) {
	for b := bytesOf(list); len(b) > 0; {
		if r.more(); r.err != nil {
			return
		}
		n := copy(b, r.b)
		r.take(n)
		b = b[n:]
	}
}

// decodeHits reads what encode wrote. The hits are the caller's.
func decodeHits(b []byte) (u unitOfHits, err error) {
	r := hitReader{blocks: byteReader{b}}
	for n := r.number(); n > 0 && r.err == nil; n-- {
		h := hits{a: r.number(), b: r.number()}
		h.list = make([]hit, r.number())
		r.fill(h.list)
		u.list = append(u.list, h)
	}
	if r.err != nil {
		return u, fmt.Errorf("stored hits are damaged: %w", r.err)
	}
	return u, nil
}

// get returns the hits of unit k.
func (s *hitStore) get(k int) (unitOfHits, error) {
	b, err := s.blobs.Get(k, nil)
	if err != nil {
		return unitOfHits{}, err
	}
	return decodeHits(b)
}

// matchStore keeps matches by unit: what the text and the names of the documents
// tell is left out.
type matchStore struct {
	blobs *flat.Blobs
	units int
	count int64
}

func newMatchStore(disk *flat.Disk) *matchStore { return &matchStore{blobs: flat.NewBlobs(disk)} }

// put keeps unit k, the next or one again, which has so many matches more than
// before.
func (s *matchStore) put(k int, unit []byte, more int) error {
	s.units = max(s.units, k+1)
	s.count += int64(more)
	return s.blobs.Put(k, unit)
}

// each calls f for the matches of all units, in order, without names and texts.
func (s *matchStore) each(f func(k int, list []*Match) error) error {
	for k := range s.units {
		b, err := s.blobs.Get(k, nil)
		if err != nil {
			return err
		}
		if b, err = s2.Decode(nil, b); err != nil {
			return fmt.Errorf("stored matches are damaged: %w", err)
		}
		r := byteReader{b}
		if err := f(k, r.matches()); err != nil {
			return err
		}
	}
	return nil
}

// encodeMatches writes a unit.
func encodeMatches(list []*Match) []byte {
	b := binary.AppendUvarint(nil, uint64(len(list)))
	for _, m := range list {
		b = append(b, byte(m.Kind), byte(m.Class))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(m.Similarity))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(m.Confidence))
		for _, s := range []*Side{&m.A, &m.B} {
			for _, x := range []int{s.Ordinal, s.Start, s.Len(), s.Words} {
				b = binary.AppendUvarint(b, uint64(x))
			}
		}
	}
	return s2.Encode(nil, b)
}

// byteReader takes apart what was written; that it is whole was checked before.
type byteReader struct{ b []byte }

func (r *byteReader) number() int {
	x, n := binary.Uvarint(r.b)
	r.b = r.b[n:]
	return int(x)
}

func (r *byteReader) take(n int) []byte {
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *byteReader) float() float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
}

func (r *byteReader) text() string { return string(r.take(r.number())) }

func (r *byteReader) matches() []*Match {
	list := make([]Match, r.number())
	out := make([]*Match, len(list))
	for i := range list {
		m := &list[i]
		k := r.take(2)
		m.Kind, m.Class = Kind(k[0]), Class(k[1])
		m.Similarity, m.Confidence = r.float(), r.float()
		for _, s := range []*Side{&m.A, &m.B} {
			s.Ordinal, s.Start = r.number(), r.number()
			s.End = s.Start + r.number()
			s.Words = r.number()
		}
		out[i] = m
	}
	return out
}

// append writes a tally.
func (t *tally) append(b []byte) []byte {
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(t.in)), uint64(t.out))
	for _, reasons := range []map[string]int64{t.added, t.dropped, t.capped} {
		b = binary.AppendUvarint(b, uint64(len(reasons)))
		for reason, n := range reasons {
			b = append(binary.AppendUvarint(b, uint64(len(reason))), reason...)
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	return b
}

func (r *byteReader) tally() (t tally) {
	t.in, t.out = int64(r.number()), int64(r.number())
	for _, reasons := range []*map[string]int64{&t.added, &t.dropped, &t.capped} {
		for range r.number() {
			reason := r.text()
			*reasons = addTo(*reasons, reason, int64(r.number()))
		}
	}
	return t
}
