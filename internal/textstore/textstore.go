// Package textstore keeps the texts of a run by their ordinals, so that they take little
// memory and are at hand: compressed, in memory or on disk (Store), or not at all, where
// the input can be read again (Again). A worker reads them into memory of its own (Reader).
//
// Texts are half of a scan's memory where they aren't compressed, and asked for a few times
// each. S2 it is: Zstandard makes them a fifth smaller, at three times the time to read
// them. The first ones are kept as they are, as little memory is not worth the twentieth of
// a small scan that compressing takes.
//
// Rejected: texts made anew for each that asks, which was a quarter of all memory that a
// scan asked for, and brought a third of its collections.
package textstore

import (
	"fmt"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/klauspost/compress/s2"

	"respun/internal/flat"
	"respun/shingle"
)

// Keeper keeps texts by ordinal, or knows where they are to be had.
type Keeper interface {
	// Add takes in the next document's, which Pack may have compressed already; it is for
	// one goroutine.
	Add(d *shingle.Document, packed []byte) error
	// Text may be called by many goroutines.
	Text(ordinal int) (string, error)
}

// Store keeps texts compressed, but for the first ones.
type Store struct {
	plain  []string    // the first texts,
	size   int         // their bytes,
	blocks *flat.Blobs // and the rest, compressed, under their ordinals
	n      int
	recent [recentTexts]atomic.Pointer[recentText]
}

// PlainBytes is how many bytes of text are kept as they are, where memory is not bounded.
const PlainBytes = 24 << 20

// recentTexts is how many texts are at hand as they are: documents are compared
// with their neighbours in the input, and one with many others in a row.
const recentTexts = 64

type recentText struct {
	ordinal int
	text    string
}

// New returns an empty store, on disk, or in memory where that is nil.
func New(disk *flat.Disk) *Store {
	m := &Store{blocks: flat.NewBlobs(disk)}
	if disk != nil {
		m.size = PlainBytes
	}
	return m
}

// Add implements Keeper.
func (m *Store) Add(d *shingle.Document, packed []byte) error {
	if len(d.Text) > s2.MaxBlockSize {
		return fmt.Errorf("%d bytes of text are more than fit a block", len(d.Text))
	}
	m.n++
	if packed == nil && m.n == len(m.plain)+1 && m.size+len(d.Text) <= PlainBytes {
		m.plain = append(m.plain, strings.Clone(d.Text)) // not what it may be a part of
		m.size += len(d.Text)
		return nil
	}
	if packed == nil {
		packed = Pack(d.Text, nil)
	}
	return m.blocks.Put(m.n-1, packed)
}

// Pack compresses a text, into buf if it is large enough; nil where it is too
// long to be kept.
func Pack(text string, buf []byte) []byte {
	if s2.MaxEncodedLen(len(text)) < 0 {
		return nil
	}
	return s2.Encode(buf[:cap(buf)], unsafe.Slice(unsafe.StringData(text), len(text)))
}

// Text implements Keeper.
func (m *Store) Text(ordinal int) (string, error) {
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
func (m *Store) borrow(ordinal int, memory []byte) (string, []byte, error) {
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
