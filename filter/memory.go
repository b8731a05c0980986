package filter

import (
	"fmt"
	"unsafe"

	"respun/lsh"
)

// memory is the documents that are remembered: their records in blocks, and two
// tables of buckets that name candidates. A document is its ordinal, and forgotten
// from the lowest on: blocks and buckets give their memory back.
type memory struct {
	likes  *lsh.Table // by sampled shingles
	same   *lsh.Table // by name, by name and text, by words
	blocks []*block   // of blockSize ordinals each
	base   uint32     // the first ordinal of blocks
	floor  uint32     // ordinals below are forgotten
	next   uint32     // the ordinal of the next document
	bytes  int64      // of records, names, sketches, texts
	count  int        // documents
}

// blockSize is how many documents are given back at a time.
const (
	blockSize   = 256
	recordBytes = int64(unsafe.Sizeof(record{}))
)

type block struct {
	records []record
	bytes   []byte
	texts   [][]byte // compressed; empty where none are kept
}

// Limits of buckets. A shingle in more documents than likesLimit says nothing
// about any of them; the first sameLimit documents of a name stand for all.
const (
	likesLimit = 64
	sameLimit  = 64
)

func newMemory() *memory {
	return &memory{likes: lsh.NewTable(likesLimit), same: lsh.NewTable(sameLimit)}
}

// Keys in the table of what is the same.
func nameKey(name uint64) lsh.Key         { return lsh.Key(name * 0x9e3779b97f4a7c15 >> 32) }
func wordsKey(words uint64) lsh.Key       { return lsh.Key(words * 0xd6e8feb86659fd93 >> 32) }
func replayKey(name, text uint64) lsh.Key { return wordsKey(name ^ text*0x9e3779b97f4a7c15) }

// add remembers a document under an ordinal, which is above all others.
func (m *memory) add(ordinal uint32, r *remembered, text []byte) {
	m.likes.Add(ordinal, r.keys)
	m.same.Add(ordinal, r.sameKeys())
	m.addRecord(ordinal, r, text)
}

// addRecord is add but for keys.
func (m *memory) addRecord(ordinal uint32, r *remembered, text []byte) {
	b := m.blockFor(ordinal)
	before := cap(b.bytes)
	r.at = uint32(len(b.bytes))
	b.bytes = append(append(append(b.bytes, r.sketch...), r.name...), r.of...)
	for len(b.records) < int(ordinal%blockSize) {
		b.records = append(b.records, record{}) // a gap: removed from the store
	}
	b.records = append(b.records, r.record)
	if text != nil {
		if b.texts == nil {
			b.texts = make([][]byte, blockSize)
		}
		b.texts[ordinal%blockSize] = text
	}
	m.bytes += int64(cap(b.bytes) - before + len(text))
	m.next = ordinal + 1
	m.count++
}

// sameKeys are the keys by which a document is found again, valid until the
// next call.
func (r *remembered) sameKeys() []lsh.Key {
	r.same = [3]lsh.Key{nameKey(r.nameHash), replayKey(r.nameHash, r.raw), wordsKey(r.words)}
	switch {
	case r.words == 0 || r.kind == Exact && r.flags&bereft == 0: // found by the first of these words
		return r.same[:2]
	case r.nameLen == 0:
		return r.same[2:]
	}
	return r.same[:]
}

// blockFor returns the block of a new ordinal. The one before is complete then,
// and gives back what it has to spare.
func (m *memory) blockFor(ordinal uint32) *block {
	if len(m.blocks) == 0 {
		m.base = ordinal - ordinal%blockSize
		m.floor = max(m.floor, m.base)
	}
	n := int(ordinal-m.base) / blockSize
	if n < len(m.blocks) {
		return m.blocks[n]
	}
	if len(m.blocks) > 0 {
		last := m.blocks[len(m.blocks)-1]
		m.bytes -= int64(cap(last.bytes) - len(last.bytes))
		last.bytes = append(make([]byte, 0, len(last.bytes)), last.bytes...)
	}
	for len(m.blocks) <= n {
		m.blocks = append(m.blocks, &block{records: make([]record, 0, blockSize)})
		m.bytes += blockSize * recordBytes
	}
	return m.blocks[n]
}

// at returns a document's record and block, nil where it is not remembered.
func (m *memory) at(ordinal uint32) (*record, *block) {
	if ordinal < m.floor || ordinal >= m.next {
		return nil, nil
	}
	n := int(ordinal-m.base) / blockSize
	if n >= len(m.blocks) { // all behind were forgotten before they were loaded
		return nil, nil
	}
	b := m.blocks[n]
	if i := int(ordinal % blockSize); i < len(b.records) && b.records[i].flags&present != 0 {
		return &b.records[i], b
	}
	return nil, nil
}

// stand returns the document that stands for one, which is itself where it has a sketch, or
// nothing to sketch; nil where that is not remembered.
func (m *memory) stand(ordinal uint32) (at uint32, r *record, b *block) {
	for r, b = m.at(ordinal); r != nil && r.twin > 0; r, b = m.at(ordinal) {
		ordinal -= r.twin
	}
	return ordinal, r, b
}

// forget gives back all documents below an ordinal.
func (m *memory) forget(floor uint32) {
	if floor <= m.floor {
		return
	}
	for ; m.floor < floor; m.floor++ {
		if r, _ := m.at(m.floor); r != nil {
			m.count--
		}
		if (m.floor+1-m.base)%blockSize == 0 {
			m.drop()
		}
	}
	m.likes.Expire(floor)
	m.same.Expire(floor)
}

// dropTexts gives back the texts of the last n documents.
func (m *memory) dropTexts(n int) {
	for o := m.next - uint32(n); o < m.next; o++ {
		if _, b := m.at(o); b != nil && b.texts != nil {
			m.bytes -= int64(len(b.texts[o%blockSize]))
			b.texts[o%blockSize] = nil
		}
	}
}

// drop gives back the first block, if there is one.
func (m *memory) drop() {
	if len(m.blocks) == 0 {
		return
	}
	b := m.blocks[0]
	m.bytes -= int64(cap(b.bytes)) + blockSize*recordBytes
	for _, t := range b.texts {
		m.bytes -= int64(len(t))
	}
	m.blocks[0] = nil
	m.blocks = m.blocks[1:]
	m.base += blockSize
}

// The bytes of a record in its block.
func (b *block) sketch(r *record) []byte { return b.bytes[r.at:][:8*int(r.sketchLen)] }

// name is the document's; one without a name goes by the hash of its text.
func (b *block) name(r *record) string {
	if r.nameLen == 0 {
		return textName(r.raw)
	}
	return string(b.bytes[int(r.at)+8*int(r.sketchLen):][:r.nameLen])
}

// textName names a document without a name by the hash of its text. Its line would not
// do: a stream that is taken up again begins at line 1.
func textName(raw uint64) string { return fmt.Sprintf("text:%016x", raw) }

func (b *block) of(r *record) string {
	return string(b.bytes[int(r.at)+8*int(r.sketchLen)+int(r.nameLen):][:r.ofLen])
}

// verdict is the one a document was given.
func (b *block) verdict(r *record) Verdict {
	return Verdict{Kind: r.kind, Of: b.of(r), Similarity: float64(r.similarity), Coverage: float64(r.coverage),
		Matches: int(r.matches), Estimate: r.flags&estimate != 0}
}
