package filter

import (
	"cmp"
	"encoding/binary"
	"slices"

	"respun/lsh"
)

// scratch is the memory of the one goroutine that judges.
type scratch struct {
	key        [1]lsh.Key
	bucket     []uint32
	met        []uint32
	candidates []candidate
	frames     map[lsh.Key]struct{}
	words      []uint64 // sketch of the document at hand
	stored     []byte
	remembered remembered
	own        set // shingles of the document at hand
	ownReady   bool
	outliner   outliner
	other      outline
}

// candidate is an earlier document that shares keys.
type candidate struct {
	ordinal uint32
	shared  int
}

// candidates looks for the earlier documents that share enough keys, most first,
// at most mostCandidates, and for the keys that belong to frames of the source.
func (f *Filter) candidates(o *outline, source uint32) {
	s, m := &f.scratch, f.memory
	s.met, s.candidates = s.met[:0], s.candidates[:0]
	clear(s.frames)
	s.bucket = m.likes.Buckets(o.keys, s.bucket, func(key int, docs []uint32) {
		if m.isFrame(docs, source) {
			if s.frames == nil {
				s.frames = map[lsh.Key]struct{}{}
			}
			s.frames[o.keys[key]] = struct{}{}
			return
		}
		s.met = append(s.met, docs...)
	})
	slices.Sort(s.met)
	own := len(o.keys) - len(s.frames)
	for i := 0; i < len(s.met); {
		j := i + 1
		for j < len(s.met) && s.met[j] == s.met[i] {
			j++
		}
		if r, _ := m.at(s.met[i]); r != nil && enough(j-i, min(own, int(r.keyCount))) {
			s.candidates = append(s.candidates, candidate{s.met[i], j - i})
		}
		i = j
	}
	slices.SortFunc(s.candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(a.ordinal, b.ordinal))
	})
	if over := len(s.candidates) - mostCandidates; over > 0 {
		f.stats.Capped += int64(over)
		s.candidates = s.candidates[:mostCandidates]
	}
	f.stats.Candidates += int64(len(s.candidates))
}

// meet looks for all documents that share keys with the one at hand, for metIn, and returns
// of how many of its keys that tells: full buckets name only the first documents.
func (f *Filter) meet(o *outline) (keys int) {
	s := &f.scratch
	s.met, keys = s.met[:0], len(o.keys)
	f.memory.likes.Buckets(o.keys, nil, func(_ int, docs []uint32) { // not into s.bucket, which former reads meanwhile
		if len(docs) >= likesLimit {
			keys--
			return
		}
		s.met = append(s.met, docs...)
	})
	slices.Sort(s.met)
	return keys
}

// metIn returns how many keys a document shares with the one that meet was asked about.
func (s *scratch) metIn(ordinal uint32) int {
	from, _ := slices.BinarySearch(s.met, ordinal)
	to, _ := slices.BinarySearch(s.met, ordinal+1)
	return to - from
}

// enough tells whether so many shared keys, of the number the smaller document
// has, may mean that a verdict's part of it is shared.
func enough(shared, keys int) bool {
	return shared > 0 && (keys <= sampleLeast || float64(shared) >= candidateSlack*copiedPart*float64(keys))
}

// sketch returns the sketch of the document at hand in the shape of a stored one.
func (s *scratch) sketch(o *outline, words int, thin uint8) []uint64 {
	s.words = slices.Grow(s.words[:0], words)[:words]
	oddSketch(o.shingles, thin, s.words)
	return s.words
}

// storedSketch returns the sketch as it is stored.
func (s *scratch) storedSketch(o *outline, words int, thin uint8) []byte {
	s.stored = s.stored[:0]
	for _, x := range s.sketch(o, words, thin) {
		s.stored = binary.LittleEndian.AppendUint64(s.stored, x)
	}
	return s.stored
}
