package filter

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"respun/detect"
)

// Texts are compressed one by one: a candidate costs one text, not its block.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithWindowSize(1<<17))
		if err != nil {
			panic("filter: " + err.Error()) // the options are constants
		}
		return e
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<33))
		if err != nil {
			panic("filter: " + err.Error())
		}
		return d
	})
)

func pack(text string) []byte { return bytes.Clone(packer().EncodeAll([]byte(text), nil)) }

// text returns the text of a remembered document; ok is false where none was kept.
func (f *Filter) text(ctx context.Context, ordinal uint32, b *block) (text string, ok bool, err error) {
	if b.texts != nil && b.texts[ordinal%blockSize] != nil {
		raw, err := unpacker().DecodeAll(b.texts[ordinal%blockSize], nil)
		if err != nil {
			return "", false, fmt.Errorf("filter: document %d: %w", ordinal, err)
		}
		return string(raw), true, nil
	}
	if f.options.Store == nil || ordinal >= f.memory.next-uint32(f.unstored) {
		return "", false, nil
	}
	doc, err := f.options.Store.Document(ctx, ordinal)
	if ctx.Err() != nil { // the store is as good as before
		return "", false, context.Cause(ctx)
	}
	if err != nil {
		return "", false, f.fail(err)
	}
	return doc.Text, doc.Text != "", nil
}

// count compares the document at hand with an earlier one by their texts, if that
// one's was kept.
func (f *Filter) count(ctx context.Context, o *outline, ordinal uint32, b *block) (l likeness, ok bool, err error) {
	text, ok, err := f.text(ctx, ordinal, b)
	if !ok || err != nil {
		return l, false, err
	}
	s := &f.scratch
	if !s.ownReady {
		s.own.reset(len(o.shingles))
		for _, h := range o.shingles {
			s.own.add(h)
		}
		s.ownReady = true
	}
	s.other.shingles, _ = s.outliner.distinct(s.outliner.shingler.Shingles(text, s.other.shingles[:0]))
	return likeness{shared: float64(s.own.shared(s.other.shingles)), new: float64(len(o.shingles)), old: float64(len(s.other.shingles)), exact: true}, true, nil
}

// document is a remembered document with its text, for comparing passages.
func (f *Filter) document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	r, b := f.memory.at(ordinal)
	if r == nil {
		return detect.Document{}, fmt.Errorf("filter: document %d is not remembered", ordinal)
	}
	text, _, err := f.text(ctx, ordinal, b)
	return detect.Document{Name: b.name(r), Text: text}, err
}
