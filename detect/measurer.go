package detect

import (
	"slices"

	"respun/internal/openhash"
	"respun/shingle"
)

// Two documents are compared by their sets of word shingles, exactly. Sets are
// hash tables: sorting lists took four times as long.

// measurer compares documents by their word shingles; it keeps the set of the
// last first document, because pairs come in its order. One a worker.
type measurer struct {
	texts    textReader
	shingler shingle.WordShingler
	last     int // the document whose set first is
	first    openhash.Set
	listed   openhash.Set        // of the list made last
	lists    map[int]shingleList // of documents that were asked for
	room     []uint64            // where they lie, one behind the other, and from the beginning again
	at       int                 // where the next one is to lie
	order    []placedList        // where they do, the oldest first
	held     int                 // how many shingles are held on to
}

// placedList is a document and where its list begins.
type placedList struct{ document, from int }

// shingleList is the word shingles of a document, in order. Their hashes are odd;
// where one stands again it is even.
type shingleList struct {
	hashes   []uint64
	distinct int
}

// heldShingles is how many shingles a measurer holds on to: a document that is
// like many others is asked for again and again. Where pairs of documents share passages,
// and not the most of their text, these are farther apart: all measurers together hold
// more.
const (
	heldShingles       = 1 << 18
	heldSharedPassages = 1 << 21
)

func newMeasurer(c *corpus) *measurer {
	return &measurer{texts: newTextReader(c), last: -1, lists: map[int]shingleList{}, held: heldShingles}
}

// likeness compares two sets of shingles.
type likeness struct {
	jaccard, containment float64
	coverA, coverB       float64 // share of either document that the other has: here of its shingles
	running              int     // shared shingles that end a run of longRun shared ones in the second document
}

// longRun is how many shingles a run of eight words has.
const longRun = 4

// compare compares two documents. It fails if a text can't be had.
func (m *measurer) compare(a, b int) (likeness, error) {
	if m.last != a {
		if err := m.take(a); err != nil {
			return likeness{}, err
		}
	}
	list, _, err := m.list(b)
	if err != nil {
		return likeness{}, err
	}
	both, running, run := 0, 0, 0
	for _, x := range list.hashes {
		if !m.first.Has(x | 1) {
			run = 0
			continue
		}
		run++
		if x&1 != 0 {
			both++
			if run >= longRun {
				running++
			}
		}
	}
	l := likenessOf(both, m.first.Len(), list.distinct)
	l.running = running
	return l, nil
}

// take makes first the set of a document.
func (m *measurer) take(d int) error {
	m.last = -1
	list, made, err := m.list(d)
	if err != nil {
		return err
	}
	m.last = d
	if made {
		m.first, m.listed = m.listed, m.first
		return nil
	}
	m.first.Fill(list.hashes)
	return nil
}

// list returns the word shingles of a document, and whether they are just made:
// listed is their set then.
func (m *measurer) list(d int) (_ shingleList, made bool, _ error) {
	if l, ok := m.lists[d]; ok {
		return l, false, nil
	}
	text, err := m.texts.text(d)
	if err != nil {
		return shingleList{}, false, err
	}
	m.makeRoom(len(text)/2 + 1)
	l := shingleList{hashes: m.shingler.Shingles(text, m.room[m.at:m.at])}
	m.order = append(m.order, placedList{d, m.at})
	m.at += len(l.hashes)
	m.listed.Clear(len(l.hashes))
	for i, x := range l.hashes {
		if !m.listed.Add(x) {
			l.hashes[i] = x &^ 1
		}
	}
	l.distinct = m.listed.Len()
	m.lists[d] = l
	return l, true, nil
}

// makeRoom makes room for most shingles from m.at on. Once there may be no more room, the
// lists that lie there go, which are the oldest.
func (m *measurer) makeRoom(most int) {
	limit := max(most, min(m.held, int(m.texts.c.bytes)/2))
	if end := m.at + most; end > len(m.room) && len(m.room) < limit {
		m.grow(min(limit, max(end, 2*len(m.room), leastRoom)))
	}
	if m.at+most > len(m.room) {
		m.dropUntil(len(m.room))
		m.at = 0
	}
	m.dropUntil(m.at + most)
}

// leastRoom is for how many shingles there is room at first: most runs ask for few documents.
const leastRoom = 1 << 16

// grow makes the room of n shingles; the lists move.
func (m *measurer) grow(n int) {
	room := make([]uint64, n)
	copy(room, m.room)
	for _, p := range m.order {
		l := m.lists[p.document]
		l.hashes = room[p.from:][:len(l.hashes)]
		m.lists[p.document] = l
	}
	m.room = room
}

// dropUntil drops the oldest lists as long as they begin from m.at on and before end.
func (m *measurer) dropUntil(end int) {
	n := 0
	for n < len(m.order) && m.at <= m.order[n].from && m.order[n].from < end {
		delete(m.lists, m.order[n].document)
		n++
	}
	m.order = slices.Delete(m.order, 0, n)
}

// likenessOf compares two sets of a and b shingles that have so many in common.
func likenessOf(both, a, b int) likeness {
	if both == 0 {
		return likeness{}
	}
	n := float64(both)
	return likeness{jaccard: n / float64(a+b-both), containment: n / float64(min(a, b)), coverA: n / float64(a), coverB: n / float64(b)}
}
