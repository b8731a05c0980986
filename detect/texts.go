package detect

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/klauspost/compress/s2"

	"respun/internal/flat"
)

// textStore keeps texts compressed: they are half of a scan's memory where they
// aren't, and asked for a few times each. Zstandard makes them a fifth smaller,
// at three times the time to read them.
type textStore struct {
	blocks *flat.Blobs // compressed
	n      int
	recent [recentTexts]atomic.Pointer[recentText]
}

// recentTexts is how many texts are at hand as they are: documents are compared
// with their neighbours in the input, and one with many others in a row.
const recentTexts = 64

type recentText struct {
	ordinal int
	text    string
}

func newTexts(disk *flat.Disk) *textStore { return &textStore{blocks: flat.NewBlobs(disk)} }

// Add implements textKeeper.
func (m *textStore) Add(d *Document, packed []byte) error {
	if len(d.Text) > s2.MaxBlockSize {
		return fmt.Errorf("%d bytes of text are more than fit a block", len(d.Text))
	}
	if packed == nil {
		packed = packText(d.Text, nil)
	}
	m.n++
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
	slot := &m.recent[ordinal%recentTexts]
	if r := slot.Load(); r != nil && r.ordinal == ordinal {
		return r.text, nil
	}
	block, err := m.blocks.Get(ordinal, nil)
	if err != nil {
		return "", err
	}
	b, err := s2.Decode(nil, block)
	if err != nil {
		return "", fmt.Errorf("stored text is damaged: %w", err)
	}
	r := &recentText{ordinal, unsafe.String(unsafe.SliceData(b), len(b))} // nobody else has b
	slot.Store(r)
	return r.text, nil
}
