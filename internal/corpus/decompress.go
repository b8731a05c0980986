package corpus

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// maxWindow is the largest dictionary or window a decoder may ask memory for,
// in bytes: what `zstd` and `xz -9` need at most without special flags.
const maxWindow = 128 << 20

// ratioFrom is the output in bytes from which the ratio is held: small files of
// one repeated line are no bombs.
const ratioFrom = 16 << 20

// compression is one way of compressing a stream, told by its first bytes.
type compression struct {
	magic string
	open  func(*bufio.Reader) (io.Reader, func(), error)
}

const zstdMagic = "\x28\xb5\x2f\xfd"

var compressions = []compression{
	{"\x1f\x8b", openGzip},
	{zstdMagic, openZstd},
	{"BZh", openBzip2},
	{"\xfd7zXZ\x00", openXz},
}

func compressionOf(head []byte) *compression {
	if isSkippable(head) {
		head = []byte(zstdMagic)
	}
	for i, c := range compressions {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			return &compressions[i]
		}
	}
	return nil
}

// isSkippable tells a zstd frame that holds no data of the stream, as pzstd begins its
// files with: sixteen magic numbers stand for one.
func isSkippable(head []byte) bool {
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18"
}

// openGzip reads all members of a file as one stream, as gzip does.
func openGzip(r *bufio.Reader) (io.Reader, func(), error) {
	z, err := gzip.NewReader(r)
	return z, func() {}, err
}

// openZstd decodes without goroutines of the library: an input that is given up
// must leave nothing behind.
func openZstd(r *bufio.Reader) (io.Reader, func(), error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nil, err
	}
	return z, z.Close, nil
}

func openBzip2(r *bufio.Reader) (io.Reader, func(), error) {
	return bzip2.NewReader(r), func() {}, nil
}

func openXz(r *bufio.Reader) (io.Reader, func(), error) {
	z, err := xz.NewReader(newXzGuard(r))
	return z, func() {}, err
}

// ratioReader ends a stream whose output is out of all proportion to its input.
// Its errors are final, so that what peeked and what reads see the same.
type ratioReader struct {
	r     io.Reader
	in    *counter
	ratio float64
	out   int64
	err   error
}

func (l *ratioReader) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.r.Read(p)
	l.out += int64(n)
	if l.out > ratioFrom && float64(l.out) > l.ratio*float64(l.in.n) {
		n, err = 0, fmt.Errorf("%w (%d bytes from %d)", errPacked, l.out, l.in.n)
	}
	l.err = err
	return n, err
}
