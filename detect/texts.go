package detect

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/klauspost/compress/s2"

	"respun/internal/flat"
)

// textStore keeps texts compressed: they are half of a scan's memory where they
// aren't, and asked for a few times each. Zstandard makes them a fifth smaller,
// at three times the time to read them. The first ones are kept as they are, as little
// memory is not worth the twentieth of a small scan that compressing takes.
type textStore struct {
	plain  []string    // the first texts,
	size   int         // their bytes,
	blocks *flat.Blobs // and the rest, compressed, under their ordinals
	n      int
	recent [recentTexts]atomic.Pointer[recentText]
}

// plainTexts is how many bytes of text are kept as they are, where memory is not bounded.
const plainTexts = 24 << 20

// recentTexts is how many texts are at hand as they are: documents are compared
// with their neighbours in the input, and one with many others in a row.
const recentTexts = 64

type recentText struct {
	ordinal int
	text    string
}

func newTexts(disk *flat.Disk) *textStore {
	m := &textStore{blocks: flat.NewBlobs(disk)}
	if disk != nil {
		m.size = plainTexts
	}
	return m
}

// Add implements textKeeper.
func (m *textStore) Add(d *Document, packed []byte) error {
	if len(d.Text) > s2.MaxBlockSize {
		return fmt.Errorf("%d bytes of text are more than fit a block", len(d.Text))
	}
	m.n++
	if packed == nil && m.n == len(m.plain)+1 && m.size+len(d.Text) <= plainTexts {
		m.plain = append(m.plain, strings.Clone(d.Text)) // not what it may be a part of
		m.size += len(d.Text)
		return nil
	}
	if packed == nil {
		packed = packText(d.Text, nil)
	}
	return m.blocks.Put(m.n-1, packed)
}

// packText compresses a text, into buf if it is large enough; nil where it is too
// long to be kept.
func packText(text string, buf []byte) []byte {
	n := s2.MaxEncodedLen(len(text))
	if n < 0 {
		return nil
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	return s2.Encode(buf[:cap(buf)], unsafe.Slice(unsafe.StringData(text), len(text)))
}

// Text implements textKeeper.
func (m *textStore) Text(ordinal int) (string, error) {
	if ordinal < len(m.plain) {
		return m.plain[ordinal], nil
	}
	slot := &m.recent[ordinal%recentTexts]
	if r := slot.Load(); r != nil && r.ordinal == ordinal {
		return r.text, nil
	}
	text, _, err := m.borrow(ordinal, nil)
	if err == nil {
		slot.Store(&recentText{ordinal, text})
	}
	return text, err
}

// borrow is Text in the caller's memory, where that is large enough: the text is good
// until the memory is used again. It returns what memory there is then.
func (m *textStore) borrow(ordinal int, memory []byte) (string, []byte, error) {
	block, err := m.blocks.Get(ordinal, nil)
	if err != nil {
		return "", memory, err
	}
	b, err := s2.Decode(memory[:cap(memory)], block)
	if err != nil {
		return "", memory, fmt.Errorf("stored text is damaged: %w", err)
	}
	if len(b) > cap(memory) {
		memory = b
	}
	return unsafe.String(unsafe.SliceData(b), len(b)), memory, nil
}

// textReader reads texts for one worker, into memory that it uses again: memory made anew
// for each was a quarter of all that a scan asked for, and brought a third of its
// collections. A text is good until another heldTexts-1 were asked for, or the next but
// one, where texts are long.
type textReader struct {
	c    *corpus
	held []heldText // from the one asked for last to the one asked for first
	size int        // bytes of all
}

// heldText is a text and the memory where it lies, or another lay before.
type heldText struct {
	ordinal int
	text    string
	memory  []byte
}

func (h *heldText) bytes() int { return max(cap(h.memory), len(h.text)) }

const (
	heldTexts = 32
	heldBytes = 1 << 20 // from which no more than two are held
)

// text returns the text of a document; the error names it.
func (r *textReader) text(ordinal int) (text string, err error) {
	if store, ok := r.c.texts.(*textStore); ok {
		text, err = r.borrowed(store, ordinal)
	} else {
		text, err = r.c.texts.Text(ordinal)
	}
	if err != nil {
		return "", fmt.Errorf("detect: %s: %w", r.c.docs.name(ordinal), err)
	}
	return text, nil
}

// borrowed returns a text that is held, or is held from now on.
func (r *textReader) borrowed(store *textStore, ordinal int) (string, error) {
	if ordinal < len(store.plain) {
		return store.plain[ordinal], nil
	}
	at := slices.IndexFunc(r.held, func(h heldText) bool { return h.ordinal == ordinal })
	if at < 0 {
		for len(r.held) > 2 && r.size > heldBytes {
			r.size -= r.held[len(r.held)-1].bytes()
			r.held[len(r.held)-1] = heldText{}
			r.held = r.held[:len(r.held)-1]
		}
		if len(r.held) < heldTexts {
			r.held = append(r.held, heldText{})
		}
		at = len(r.held) - 1
		h := &r.held[at]
		r.size -= h.bytes()
		var err error
		h.ordinal = -1
		h.text, h.memory, err = store.borrow(ordinal, h.memory)
		r.size += h.bytes()
		if err != nil {
			return "", err
		}
		h.ordinal = ordinal
	}
	h := r.held[at]
	copy(r.held[1:], r.held[:at])
	r.held[0] = h
	return h.text, nil
}
