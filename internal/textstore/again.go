package textstore

import (
	"errors"
	"fmt"

	"github.com/zeebo/xxh3"

	"respun/internal/flat"
	"respun/shingle"
)

// Again has texts read again from where they came, and keeps those that
// can't be. The document level asks for one text in three, once: to keep them all
// took half of its memory and a fifth of its time.
type Again struct {
	kept   *Store
	inputs []shingle.Again
	places []place // by ordinal
}

// place is where a text is to be had.
type place struct {
	place uint64 // in the input, or the number among those kept
	input uint32 // number of the input, from 1; 0: kept
	sum   uint32 // of the text, which may have changed since
}

// NewAgain returns an Again that keeps what can't be read again on disk, or in memory where
// that is nil.
func NewAgain(disk *flat.Disk) *Again { return &Again{kept: New(disk)} }

var errChanged = errors.New("changed while it was being scanned")

// Add implements Keeper.
func (t *Again) Add(d *shingle.Document, packed []byte) error {
	if d.Again == nil {
		t.places = append(t.places, place{place: uint64(t.kept.n)})
		return t.kept.Add(d, packed)
	}
	if n := len(t.inputs); n == 0 || t.inputs[n-1] != d.Again {
		t.inputs = append(t.inputs, d.Again)
	}
	t.places = append(t.places, place{d.Place, uint32(len(t.inputs)), uint32(xxh3.HashString(d.Text))})
	return nil
}

// Text implements Keeper.
func (t *Again) Text(ordinal int) (string, error) {
	p := t.places[ordinal]
	if p.input == 0 {
		return t.kept.Text(int(p.place))
	}
	text, err := t.inputs[p.input-1].Text(p.place)
	if err != nil {
		return "", fmt.Errorf("read again: %w", err)
	}
	if uint32(xxh3.HashString(text)) != p.sum {
		return "", errChanged
	}
	return text, nil
}
