// Package edits tells what became of each word of a passage in another one: the two are
// aligned by stems; a word that is aligned is kept, one that stands on both sides but out
// of order is moved, and of the rest words that face each other between two kept ones are
// replaced, by a synonym or otherwise. What is left was dropped or added.
//
// It explains, and decides nothing: a match is believed or not before.
package edits

import (
	"slices"

	"respun/internal/align"
	"respun/shingle"
)

// Mark tells what became of one word of a passage.
type Mark uint8

// What became of a word on the other side.
const (
	Kept     Mark = iota // stands there too, in the same order
	Moved                // stands there too, elsewhere
	Synonym              // replaced by a word of the same meaning
	Replaced             // replaced by another word
	Added                // stands in b only
	Dropped              // stands in a only
)

var names = [...]string{"kept", "moved", "synonym", "replaced", "added", "dropped"}

func (m Mark) String() string { return names[m] }

// facedWords bounds the product of two ranges that are searched for synonyms: an
// edit of a few sentences is far below, and beyond, one word hardly replaces a
// certain other.
const facedWords = 1 << 18

// Marks tells what became of each word of a and of b, given as tokens. synonyms tells
// whether two stems, one of either side, mean the same.
func Marks(a, b []shingle.Token, synonyms func(x, y uint32) bool) (ofA, ofB []Mark) {
	m := marker{
		a: shingle.IDs(a), b: shingle.IDs(b), synonyms: synonyms,
		ofA: slices.Repeat([]Mark{Dropped}, len(a)), ofB: slices.Repeat([]Mark{Added}, len(b)),
	}
	pairs := align.Diff(m.a, m.b)
	for _, p := range pairs {
		m.ofA[p.A], m.ofB[p.B] = Kept, Kept
	}
	m.moved(b)
	x, y := 0, 0
	for _, p := range append(pairs, align.Pair{A: len(a), B: len(b)}) {
		m.face(x, p.A, y, p.B)
		x, y = p.A+1, p.B+1
	}
	return m.ofA, m.ofB
}

// marker marks the words of two passages.
type marker struct {
	a, b     []uint32 // stems
	ofA, ofB []Mark
	synonyms func(x, y uint32) bool
}

// moved marks words that stand on both sides but out of order. A stop word has moved
// only with what stands beside it: "the" is dropped here and added there in any two
// sentences, and their order is the same for that.
func (m *marker) moved(b []shingle.Token) {
	if !slices.Contains(m.ofA, Dropped) || !slices.Contains(m.ofB, Added) {
		return
	}
	free := map[uint32][]int{}
	for j, x := range m.b {
		if m.ofB[j] == Added && b[j].IsContent() {
			free[x] = append(free[x], j)
		}
	}
	for i, x := range m.a {
		for m.ofA[i] == Dropped && len(free[x]) > 0 {
			j := free[x][0]
			free[x] = free[x][1:]
			if m.ofB[j] == Added { // else it moved with a word before it
				m.ofA[i], m.ofB[j] = Moved, Moved
				m.moveWith(i, j, -1)
				m.moveWith(i, j, 1)
			}
		}
	}
}

// moveWith marks the words that go on from a moved one on both sides, towards the
// beginning or the end.
func (m *marker) moveWith(i, j, step int) {
	for i, j = i+step, j+step; i >= 0 && j >= 0 && i < len(m.a) && j < len(m.b); i, j = i+step, j+step {
		if m.a[i] != m.b[j] || m.ofA[i] != Dropped || m.ofB[j] != Added {
			return
		}
		m.ofA[i], m.ofB[j] = Moved, Moved
	}
}

// face joins the dropped words a[a0:a1] with the added ones of b[b0:b1], which stand in
// the same place: synonyms first, then in order.
func (m *marker) face(a0, a1, b0, b1 int) {
	if (a1-a0)*(b1-b0) <= facedWords {
		m.faceSynonyms(a0, a1, b0, b1)
	}
	j := b0
	for i := a0; i < a1; i++ {
		if m.ofA[i] != Dropped {
			continue
		}
		for j < b1 && m.ofB[j] != Added {
			j++
		}
		if j == b1 {
			return
		}
		m.ofA[i], m.ofB[j] = Replaced, Replaced
	}
}

func (m *marker) faceSynonyms(a0, a1, b0, b1 int) {
	for i := a0; i < a1; i++ {
		for j := b0; j < b1 && m.ofA[i] == Dropped; j++ {
			if m.ofB[j] == Added && m.synonyms(m.a[i], m.b[j]) {
				m.ofA[i], m.ofB[j] = Synonym, Synonym
			}
		}
	}
}
