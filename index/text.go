package index

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Texts are compressed one by one, so that one can be read alone.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false))
		if err != nil {
			panic("index: " + err.Error()) // the options are constants
		}
		return e
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<33))
		if err != nil {
			panic("index: " + err.Error())
		}
		return d
	})
)

func pack(text string) []byte { return packer().EncodeAll([]byte(text), nil) }

func unpack(b []byte) (string, error) {
	if b == nil {
		return "", errDamaged
	}
	raw, err := unpacker().DecodeAll(b, nil)
	return string(raw), err
}
