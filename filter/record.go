package filter

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/zeebo/xxh3"

	"respun/detect"
	"respun/lsh"
)

// record is what is remembered of a document, apart from its keys.
type record struct {
	raw, words uint64 // of its outline
	nameHash   uint64
	source     uint32 // hash of the outlet; 0: unknown
	time       uint32 // when it came, in seconds of Unix time
	size       uint32 // distinct shingles
	twin       uint32 // how many ordinals before stands the document with the sketch, where it has none of its own
	similarity float32
	coverage   float32
	matches    uint32
	at         uint32 // where its bytes begin in the block: sketch, name, of
	nameLen    uint32
	ofLen      uint32
	sketchLen  uint16 // in words of 64 bits
	keyCount   uint16
	thin       uint8
	kind       Kind
	flags      uint8
}

const (
	present  = 1 << iota // there is such a document
	estimate             // the verdict's numbers are the sketch's
	bereft               // the document with the sketch was removed from the store
)

// remembered is a record with its bytes: how it travels to and from a store.
type remembered struct {
	record
	keys   []lsh.Key
	same   [3]lsh.Key // see sameKeys
	sketch []byte
	name   string
	of     string
}

func nameHash(doc *detect.Document) uint64 { return xxh3.HashString(doc.Name) }

func sourceHash(source string) uint32 {
	if source == "" {
		return 0
	}
	return max(1, uint32(xxh3.HashString(source)))
}

// setVerdict keeps a verdict for when the document comes again.
func (r *remembered) setVerdict(v Verdict) {
	r.kind, r.of, r.ofLen = v.Kind, v.Of, uint32(len(v.Of))
	r.similarity, r.coverage, r.matches = float32(v.Similarity), float32(v.Coverage), uint32(v.Matches)
	if v.Estimate {
		r.flags |= estimate
	}
}

// The state of a document in a store: fixed fields in little endian, then keys,
// sketch, name and the name of what it repeats. A store keeps it as it is.
const fixedState = 3*8 + 9*4 + 2 + 2 + 3

// appendState appends the state of a document.
func (r *remembered) appendState(dst []byte) []byte {
	le := binary.LittleEndian
	for _, x := range []uint64{r.raw, r.words, r.nameHash} {
		dst = le.AppendUint64(dst, x)
	}
	for _, x := range []uint32{r.source, r.time, r.size, r.twin, math.Float32bits(r.similarity), math.Float32bits(r.coverage), r.matches, r.nameLen, r.ofLen} {
		dst = le.AppendUint32(dst, x)
	}
	dst = le.AppendUint16(dst, r.sketchLen)
	dst = le.AppendUint16(dst, r.keyCount)
	dst = append(dst, r.thin, byte(r.kind), r.flags)
	for _, k := range r.keys {
		dst = le.AppendUint32(dst, uint32(k))
	}
	dst = append(dst, r.sketch...)
	dst = append(dst, r.name...)
	return append(dst, r.of...)
}

var errState = errors.New("filter: the state of a document is damaged")

// parseState reads what appendState wrote. The result points into b, but for keys,
// which are written over keys.
func parseState(b []byte, keys []lsh.Key) (r remembered, err error) {
	if len(b) < fixedState {
		return r, errState
	}
	le := binary.LittleEndian
	u64 := func() (x uint64) { x, b = le.Uint64(b), b[8:]; return x }
	u32 := func() (x uint32) { x, b = le.Uint32(b), b[4:]; return x }
	u16 := func() (x uint16) { x, b = le.Uint16(b), b[2:]; return x }
	r.raw, r.words, r.nameHash = u64(), u64(), u64()
	r.source, r.time, r.size, r.twin = u32(), u32(), u32(), u32()
	r.similarity, r.coverage = math.Float32frombits(u32()), math.Float32frombits(u32())
	r.matches, r.nameLen, r.ofLen = u32(), u32(), u32()
	r.sketchLen, r.keyCount = u16(), u16()
	r.thin, r.kind, r.flags = b[0], Kind(b[1]), b[2]
	b = b[3:]
	want := 4*int64(r.keyCount) + 8*int64(r.sketchLen) + int64(r.nameLen) + int64(r.ofLen)
	if int64(len(b)) != want || r.kind > Error || r.thin > 63 || r.flags&present == 0 {
		return r, errState
	}
	r.keys = keys[:0]
	for range r.keyCount {
		r.keys = append(r.keys, lsh.Key(u32()))
	}
	r.sketch, b = b[:8*int(r.sketchLen)], b[8*int(r.sketchLen):]
	r.name, r.of = string(b[:r.nameLen]), string(b[r.nameLen:])
	return r, nil
}
