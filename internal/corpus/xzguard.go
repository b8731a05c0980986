package corpus

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// The xz library makes a dictionary of whatever size a block header claims, up
// to 4 GiB, for every block. It has no limit to set, and the headers of later
// blocks lie anywhere in the stream. So the stream is followed beside the
// decoder: blocks, the LZMA2 chunks in them (each tells its length without being
// decoded), padding, checks, index and footer. Faults of the format are left to
// the library to name.

// xzGuard passes an xz stream on and ends it at a block whose dictionary is
// larger than maxWindow.
type xzGuard struct {
	r     *bufio.Reader
	pass  int64 // bytes to pass on before the next step
	step  func(*xzGuard) error
	check int64  // bytes of check after each block
	block int64  // bytes of the block so far, for its padding
	left  uint64 // numbers of the index to come
	err   error
}

var errXz = errors.New("xz: damaged block or index")

func newXzGuard(r *bufio.Reader) *xzGuard { return &xzGuard{r: r, step: (*xzGuard).stream} }

func (g *xzGuard) Read(p []byte) (int, error) {
	for g.pass == 0 && g.err == nil && g.step != nil {
		g.err = g.step(g)
	}
	if g.err != nil {
		return 0, g.err
	}
	if g.step != nil {
		p = p[:min(int64(len(p)), g.pass)]
	}
	n, err := g.r.Read(p)
	g.pass -= int64(n)
	return n, err
}

// blind passes the rest on as it is: it ends here, and the library will say
// whether it should.
func (g *xzGuard) blind() error {
	g.step = nil
	return nil
}

// then passes n bytes on before the next step.
func (g *xzGuard) then(n int64, step func(*xzGuard) error) error {
	g.pass, g.step = n, step
	return nil
}

// stream reads a stream header, or the padding between streams.
func (g *xzGuard) stream() error {
	head, err := g.r.Peek(12)
	switch {
	case len(head) >= 4 && binary.LittleEndian.Uint32(head) == 0:
		return g.then(4, (*xzGuard).stream)
	case err != nil:
		return g.blind()
	case !bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")):
		return errXz
	}
	g.check = [16]int64{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[head[7]&15]
	return g.then(12, (*xzGuard).header)
}

// header reads a block header, or the mark that begins the index.
func (g *xzGuard) header() error {
	first, err := g.r.Peek(1)
	if err != nil {
		return g.blind()
	}
	if first[0] == 0 {
		g.block = 1
		return g.then(1, (*xzGuard).records)
	}
	size := (int(first[0]) + 1) * 4
	head, err := g.r.Peek(size)
	if err != nil {
		return g.blind()
	}
	dictionary, ok := dictionaryOf(head)
	if !ok {
		return unsupported("xz with other filters than LZMA2: compress it again with xz alone")
	}
	if dictionary > maxWindow {
		return unsupported(fmt.Sprintf("xz with a dictionary of %d bytes, more than %d: compress it again with xz -9 or less", dictionary, maxWindow))
	}
	g.block = int64(size)
	return g.then(int64(size), (*xzGuard).chunk)
}

// dictionaryOf reads the size of the dictionary of a block with the LZMA2
// filter alone, which is all that the library decodes.
func dictionaryOf(head []byte) (int64, bool) {
	if head[1]&3 != 0 {
		return 0, false
	}
	rest := head[2:]
	for _, has := range []bool{head[1]&0x40 != 0, head[1]&0x80 != 0} {
		if has {
			_, n := binary.Uvarint(rest)
			if n <= 0 {
				return 0, false
			}
			rest = rest[n:]
		}
	}
	if len(rest) < 3 || rest[0] != 0x21 || rest[1] != 1 || rest[2] > 40 {
		return 0, false
	}
	return int64(2|rest[2]&1) << (rest[2]/2 + 11), true
}

// chunk reads the head of an LZMA2 chunk.
func (g *xzGuard) chunk() error {
	head, _ := g.r.Peek(6)
	if len(head) == 0 {
		return g.blind()
	}
	control, size := head[0], int64(1)
	switch {
	case control == 0: // the end of the block
		g.block++
		return g.then(1, (*xzGuard).padding)
	case control > 2 && control < 0x80:
		return errXz
	case len(head) < 5:
		return g.blind()
	case control >= 0x80:
		size = 5 + 1 + int64(head[3])<<8 + int64(head[4])
		if control >= 0xc0 {
			size++
		}
	default:
		size = 3 + 1 + int64(head[1])<<8 + int64(head[2])
	}
	g.block += size
	return g.then(size, (*xzGuard).chunk)
}

func (g *xzGuard) padding() error { return g.then(-g.block&3+g.check, (*xzGuard).header) }

// records reads the number of records of the index, two numbers each.
func (g *xzGuard) records() error {
	n, size, ok := g.number()
	if !ok {
		return errXz
	}
	g.left = 2 * n
	return g.then(size, (*xzGuard).record)
}

func (g *xzGuard) record() error {
	if g.left == 0 { // padding, checksum and footer
		return g.then(-g.block&3+4+12, (*xzGuard).stream)
	}
	_, size, ok := g.number()
	if !ok {
		return errXz
	}
	g.left--
	return g.then(size, (*xzGuard).record)
}

func (g *xzGuard) number() (n uint64, size int64, ok bool) {
	head, _ := g.r.Peek(binary.MaxVarintLen64)
	n, k := binary.Uvarint(head)
	g.block += int64(k)
	return n, int64(k), k > 0
}
