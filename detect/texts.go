package detect

import (
	"fmt"
	"sync/atomic"

	"github.com/klauspost/compress/s2"
)

// memoryTexts keeps texts compressed: they are half of a scan's memory where
// they aren't, and asked for a few times each. Zstandard makes them a fifth
// smaller, at three times the time to read them.
type memoryTexts struct {
	blocks []string // compressed
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

// Add takes in the text of the next document; it is for one goroutine.
func (m *memoryTexts) Add(text string) error {
	if len(text) > s2.MaxBlockSize {
		return fmt.Errorf("%d bytes of text are more than fit a block", len(text))
	}
	if n := s2.MaxEncodedLen(len(text)); cap(m.buf) < n {
		m.buf = make([]byte, n)
	}
	m.blocks = append(m.blocks, string(s2.Encode(m.buf[:cap(m.buf)], []byte(text))))
	return nil
}

// Text returns the text of a document; it may be called by many goroutines.
func (m *memoryTexts) Text(ordinal int) (string, error) {
	slot := &m.recent[ordinal%recentTexts]
	if r := slot.Load(); r != nil && r.ordinal == ordinal {
		return r.text, nil
	}
	b, err := s2.Decode(nil, []byte(m.blocks[ordinal]))
	if err != nil {
		return "", fmt.Errorf("text in memory is damaged: %w", err)
	}
	r := &recentText{ordinal, string(b)}
	slot.Store(r)
	return r.text, nil
}

// Close implements textStore.
func (m *memoryTexts) Close() error { return nil }
