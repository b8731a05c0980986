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
	buf    []byte
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
func (m *textStore) Add(d *Document) error {
	text := d.Text
	if len(text) > s2.MaxBlockSize {
		return fmt.Errorf("%d bytes of text are more than fit a block", len(text))
	}
	if n := s2.MaxEncodedLen(len(text)); cap(m.buf) < n {
		m.buf = make([]byte, n)
	}
	m.n++
	return m.blocks.Put(m.n-1, s2.Encode(m.buf[:cap(m.buf)], []byte(text)))
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
