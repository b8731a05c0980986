package corpus

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// The library allocates what the footer and the page headers of a file claim,
// before it reads what they speak of; it lets a page decompress to any size, and
// for a damaged LZ4 page it doubles its buffer for ever. So the claims are
// checked first, and pages are decompressed once against what they claim.

// Bounds on claims, in bytes and values. Writers make pages of about one MiB.
const (
	maxFooter = 64 << 20
	maxPart   = 256 << 20
	maxValues = 1 << 24
)

// notParquet refuses what does not begin as Parquet does, and so was asked to be read as
// such by mistake. Less than a beginning may be all that is left of a file.
func notParquet(head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("PARE")):
		return unsupported("encrypted Parquet is not supported: decrypt it")
	case !strings.HasPrefix("PAR1", string(head[:min(len(head), 4)])):
		return unsupported("not Parquet, which begins with PAR1: leave the format to be told by name and content, or name another")
	}
	return nil
}

// unpacked counts what the pages of a file come to. Row groups may name the same pages
// again and again.
type unpacked struct {
	in, out int64 // bytes of the file, and of its pages so far
	ratio   float64
}

// add counts a page, and fails where all are out of all proportion to the file.
func (u *unpacked) add(page format.PageHeader) error {
	u.out += int64(page.UncompressedPageSize)
	if u.out > ratioFrom && float64(u.out) > u.ratio*float64(u.in) {
		return fmt.Errorf("%w (%d bytes from %d)", errPacked, u.out, u.in)
	}
	return nil
}

// checkPages checks the pages of a row group.
func checkPages(file io.ReaderAt, group format.RowGroup, sum *unpacked) (err error) {
	defer recovered(&err)
	for _, c := range group.Columns {
		if err := checkColumn(file, c.MetaData, sum); err != nil {
			return err
		}
	}
	return nil
}

// checkColumn walks the page headers of a column as the library does: from the dictionary,
// where one is named, over so many bytes. It goes on where the data is said to begin, so
// that must be a page which was walked to.
func checkColumn(file io.ReaderAt, m format.ColumnMetaData, sum *unpacked) error {
	at, size := m.DataPageOffset, m.TotalCompressedSize
	if m.DictionaryPageOffset != 0 {
		at = m.DictionaryPageOffset
	}
	if at < 0 || size < 0 || at > sum.in-size {
		return fmt.Errorf("pages of %d bytes from %d in a file of %d", size, at, sum.in)
	}
	met := size == 0
	for end := at + size; at < end; {
		met = met || at == m.DataPageOffset
		h, size, err := pageHeader(file, at, end)
		if err != nil {
			return err
		}
		if err := errors.Join(checkPage(h), sum.add(h)); err != nil {
			return err
		}
		at += int64(size)
		if err := checkContent(file, at, h, m.Codec); err != nil {
			return err
		}
		at += int64(h.CompressedPageSize)
	}
	if !met {
		return fmt.Errorf("no page begins at %d, where data is said to", m.DataPageOffset)
	}
	return nil
}

// pageHeader reads the header of a page and its size in bytes. Most are small;
// those with long statistics are read again with more room.
func pageHeader(file io.ReaderAt, at, end int64) (h format.PageHeader, size int, err error) {
	for _, room := range []int64{4 << 10, 4 << 20} {
		head := make([]byte, max(0, min(end-at, room)))
		if _, err := file.ReadAt(head, at); err != nil {
			return h, 0, unexpected(err)
		}
		r := new(thrift.CompactProtocol).NewReaderFromBytes(head)
		if err = thrift.NewDecoder(r).Decode(&h); err == nil {
			return h, r.BytesRead(), nil
		}
	}
	return h, 0, err
}

func checkPage(h format.PageHeader) error {
	values := max(h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues, h.DictionaryPageHeader.V.NumValues)
	switch {
	case h.CompressedPageSize < 0 || h.UncompressedPageSize < 0 || values < 0:
		return fmt.Errorf("a page of negative size")
	case h.CompressedPageSize > maxPart || h.UncompressedPageSize > maxPart || values > maxValues:
		return fmt.Errorf("%w: a page of %d values in %d bytes", errLarge, values, h.UncompressedPageSize)
	}
	return nil
}

// checkContent decompresses a page of a codec that could give more than the
// header claims, and refuses a damaged one.
func checkContent(file io.ReaderAt, at int64, h format.PageHeader, codec format.CompressionCodec) error {
	if v2 := h.DataPageHeaderV2; v2.Valid && v2.V.IsCompressed.Valid && !v2.V.IsCompressed.V {
		return nil
	}
	levels := int64(h.DataPageHeaderV2.V.DefinitionLevelsByteLength) + int64(h.DataPageHeaderV2.V.RepetitionLevelsByteLength)
	if levels < 0 || levels > int64(h.CompressedPageSize) {
		return fmt.Errorf("a page with levels of %d bytes in %d", levels, h.CompressedPageSize)
	}
	size, err := unpackedSize(io.NewSectionReader(file, at+levels, int64(h.CompressedPageSize)-levels), codec, int64(h.UncompressedPageSize))
	if err == nil && size > int64(h.UncompressedPageSize) {
		err = fmt.Errorf("%w: a page claims %d bytes", errPacked, h.UncompressedPageSize)
	}
	return err
}

// unpackedSize is the size of a page in bytes, or anything above the limit if it is larger.
func unpackedSize(page *io.SectionReader, codec format.CompressionCodec, limit int64) (int64, error) {
	if page.Size() == 0 {
		return 0, nil
	}
	r := bufio.NewReader(page)
	switch codec {
	case format.Gzip:
		return drain(r, openGzip, limit)
	case format.Zstd:
		return drain(r, openZstd, limit)
	case format.Brotli:
		return drain(r, func(r *bufio.Reader) (io.Reader, func(), error) { return brotli.NewReader(r), func() {}, nil }, limit)
	case format.Snappy:
		n, err := binary.ReadUvarint(r)
		return int64(min(n, math.MaxInt64)), err
	case format.Lz4Raw:
		packed, err := io.ReadAll(r)
		if err != nil {
			return 0, err
		}
		n, err := lz4.UncompressBlock(packed, make([]byte, limit))
		return int64(n), err
	}
	return 0, nil
}

// drain counts what a stream decompresses to, up to a byte more than the limit.
func drain(r *bufio.Reader, open func(*bufio.Reader) (io.Reader, func(), error), limit int64) (int64, error) {
	z, done, err := open(r)
	if err != nil {
		return 0, err
	}
	defer done()
	return io.Copy(io.Discard, io.LimitReader(z, limit+1))
}
