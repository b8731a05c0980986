package textstore

import "slices"

// Reader reads texts for one worker, into memory that it uses again. A text is good until
// another heldTexts-1 were asked for, or the next but one, where texts are long.
type Reader struct {
	from Keeper
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

// NewReader returns a reader of texts that are kept.
func NewReader(from Keeper) Reader { return Reader{from: from} }

// Text returns the text of a document.
func (r *Reader) Text(ordinal int) (string, error) {
	if store, ok := r.from.(*Store); ok {
		return r.borrowed(store, ordinal)
	}
	return r.from.Text(ordinal)
}

// borrowed returns a text that is held, or is held from now on.
func (r *Reader) borrowed(store *Store, ordinal int) (string, error) {
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
