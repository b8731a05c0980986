package index

import (
	"context"
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"respun/detect"
)

// mergeBatch is how many documents are merged at a time.
const mergeBatch = 256

// Merge adds all documents of another archive, in their order; what a filter stored
// comes with its state, with or without a text. A document takes the place of those of
// its name, a text that of texts and a state alone that of such. With the same text
// nothing is done, but that a text and a state that are apart become one document. What
// the other has under one name comes as it is, each text once.
func (x *Index) Merge(ctx context.Context, from *Index) (total Added, err error) {
	m := &merging{x: x, from: from, large: map[string]*namesakes{}, nameless: map[uint64]part{}}
	x.mu.RLock()
	m.base = x.counts.next
	x.mu.RUnlock()
	var ordinals []uint32
	flush := func() error {
		added, err := m.addAll(ctx, ordinals)
		total = total.Plus(added)
		ordinals = ordinals[:0]
		return err
	}
	err = from.each(documentKey, 0, func(ordinal uint32, _ []byte) error {
		if ordinals = append(ordinals, ordinal); len(ordinals) < mergeBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return total, err
}

// merging is a merge under way. Ordinals keep their distances, by which states name one
// another: a document comes under its ordinal and base.
type merging struct {
	x, from  *Index
	base     uint32
	large    map[string]*namesakes
	nameless map[uint64]part // merged, by the hash of their texts
}

// largeNamesakes is how many documents of one name are looked up once, and kept until the
// last of them is merged: a page that was seen each hour has thousands, and looking all
// up for each would take their square.
const largeNamesakes = 8

// part is a document of either archive, without its text.
type part struct {
	entry          // its hash is that of the text also where only the state is there
	ordinal uint32 // in its archive
	state   []byte
	alone   bool // the state serves without another document's
}

// namesakes are the documents of one name, by the hashes of their texts.
type namesakes struct {
	coming map[uint64][]part // to be merged; the first of each hash comes for all
	same   map[uint64][]part // there, with a text that is to be merged
	old    []part            // there, with another
	last   uint32            // to be merged
}

// addAll merges some documents: all of them or, with an error, none.
func (m *merging) addAll(ctx context.Context, ordinals []uint32) (added Added, err error) {
	err = m.x.write(ctx, func(w *writing) error {
		for _, o := range ordinals {
			if err := m.add(ctx, w, o, &added); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Added{}, err
	}
	return added, nil
}

// add merges one document.
func (m *merging) add(ctx context.Context, w *writing, ordinal uint32, added *Added) error {
	p, err := m.part(m.from, ordinal)
	if err != nil {
		return err
	}
	n, err := m.namesakes(w, &p)
	if err != nil {
		return err
	}
	coming, gone := n.coming[p.hash], n.same[p.hash]
	if coming[0].ordinal != ordinal || haveAll(gone, coming) {
		added.Unchanged++
		return nil
	}
	if len(gone) == 0 {
		gone = n.takeOld(p.hasText)
	}
	for _, g := range gone {
		if err := w.remove(g.ordinal); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		added.Replaced++
	} else {
		added.New++
	}
	return m.put(ctx, w, n, &p)
}

// part reads what is known of a document but its text.
func (m *merging) part(x *Index, ordinal uint32) (p part, err error) {
	p.ordinal = ordinal
	if p.entry, err = x.standing(ordinal); err != nil || !p.hasState {
		return p, err
	}
	if p.state, err = x.part(stateKey, ordinal); err != nil {
		return p, err
	}
	hash := xxh3.Hash(p.state)
	if read := m.x.options.State; read != nil {
		if hash, p.alone, err = read(p.state); err != nil {
			return p, fmt.Errorf("index: %s: document %d: %w", x.dir, ordinal, err)
		}
	}
	if !p.hasText {
		p.hash = hash
	}
	return p, nil
}

// namesakes looks up all documents of the name of one that is to be merged. One without a
// name gets that by which a filter tells it.
func (m *merging) namesakes(w *writing, p *part) (*namesakes, error) {
	if p.doc.Name == "" {
		p.doc.Name = nameless(p.hash)
		first, ok := m.nameless[p.hash]
		if !ok {
			first = *p
			m.nameless[p.hash] = first
		}
		return m.lookUp(w, p.doc.Name, []part{first})
	}
	if n := m.large[p.doc.Name]; n != nil && lists(n.coming[p.hash], p) {
		if n.last == p.ordinal {
			delete(m.large, p.doc.Name)
		}
		return n, nil
	}
	coming, err := m.named(m.from, p.doc.Name, nil)
	if err != nil {
		return nil, err
	}
	if !lists(coming, p) { // a damaged archive has lost its name, and is to be saved
		coming = append(coming, *p)
	}
	n, err := m.lookUp(w, p.doc.Name, coming)
	if err == nil && len(coming) > largeNamesakes && n.last != p.ordinal {
		m.large[p.doc.Name] = n
	}
	return n, err
}

// nameless is the name by which a filter tells a document without one.
func nameless(hash uint64) string { return fmt.Sprintf("text:%016x", hash) }

func lists(parts []part, p *part) bool {
	return slices.ContainsFunc(parts, func(q part) bool { return q.ordinal == p.ordinal })
}

// lookUp looks up what is there of the name of documents that are to be merged.
func (m *merging) lookUp(w *writing, name string, coming []part) (*namesakes, error) {
	n := &namesakes{coming: map[uint64][]part{}, same: map[uint64][]part{}}
	merged := map[uint32]bool{} // where they are, or will be
	for _, p := range coming {
		merged[m.base+p.ordinal] = true
		n.last = max(n.last, p.ordinal)
		n.coming[p.hash] = append(n.coming[p.hash], p)
	}
	for _, parts := range n.coming {
		slices.SortStableFunc(parts, textFirst)
	}
	there, err := m.named(m.x, name, func(o uint32) bool { return merged[o] || slices.Contains(w.removed, o) })
	for _, p := range there {
		if n.coming[p.hash] != nil {
			n.same[p.hash] = append(n.same[p.hash], p)
		} else {
			n.old = append(n.old, p)
		}
	}
	return n, err
}

// named lists the documents of an archive that have a name, but for some.
func (m *merging) named(x *Index, name string, but func(uint32) bool) (parts []part, err error) {
	found, err := x.Find(name)
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		if but != nil && but(o) {
			continue
		}
		p, err := m.part(x, o)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// textFirst orders documents with a text before those without.
func textFirst(a, b part) int {
	switch {
	case a.hasText == b.hasText:
		return 0
	case a.hasText:
		return -1
	}
	return 1
}

// haveAll tells whether one of the documents that are there has what those have that are
// to be merged, all of one text.
func haveAll(there, coming []part) bool {
	text, state := false, false
	for _, p := range coming {
		text, state = text || p.hasText, state || p.hasState
	}
	return slices.ContainsFunc(there, func(p part) bool { return (p.hasText || !text) && (p.hasState || !state) })
}

// takeOld takes those out that a document with another text takes the place of. A state
// alone would be no place for a text, nor does a text tell what a filter saw before.
func (n *namesakes) takeOld(text bool) (taken []part) {
	kept := n.old[:0]
	for _, p := range n.old {
		if p.hasText == text {
			taken = append(taken, p)
		} else {
			kept = append(kept, p)
		}
	}
	n.old = kept
	return taken
}

// put puts a document, with what its namesakes of the same text know of it.
func (m *merging) put(ctx context.Context, w *writing, n *namesakes, p *part) error {
	at := uint64(m.base) + uint64(p.ordinal)
	if at >= 1<<32-1 {
		return fmt.Errorf("index: %s: more than %d documents", m.x.dir, uint32(1<<32-1))
	}
	doc, text, err := m.document(ctx, n, p)
	if err != nil {
		return err
	}
	w.counts.next = max(w.counts.next, uint32(at))
	if text {
		return w.putText(&doc, n.state(p))
	}
	return w.put(&doc, n.state(p), false)
}

// document returns a document with its text, if either archive has it.
func (m *merging) document(ctx context.Context, n *namesakes, p *part) (doc detect.Document, text bool, err error) {
	doc = p.doc
	if p.hasText {
		doc, err = m.from.Document(ctx, p.ordinal)
		return doc, true, err
	}
	for _, s := range n.same[p.hash] {
		if s.hasText {
			doc, err = m.x.Document(ctx, s.ordinal)
			return doc, true, err
		}
	}
	return doc, false, nil
}

// state returns the state of a document: the one that is there, as a filter saw it first,
// if it may be moved; else the one that comes.
func (n *namesakes) state(p *part) []byte {
	for _, s := range append(slices.Clone(n.same[p.hash]), n.coming[p.hash]...) {
		if s.alone {
			return s.state
		}
	}
	return p.state
}
