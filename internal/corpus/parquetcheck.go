package corpus

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// The library allocates what the footer and the page headers of a file claim,
// before it reads what they speak of. So the claims are checked first. What a
// page decompresses to is the library's to bound.

// Bounds on claims, in bytes and values. Writers make pages of about one MiB.
const (
	maxFooter = 64 << 20
	maxPart   = 256 << 20
	maxValues = 1 << 24
)

// checkPages walks the page headers of a row group.
func checkPages(file io.ReaderAt, group format.RowGroup) (err error) {
	defer recovered(&err)
	for _, c := range group.Columns {
		at := c.MetaData.DataPageOffset
		if d := c.MetaData.DictionaryPageOffset; d > 0 && d < at {
			at = d
		}
		for end := at + c.MetaData.TotalCompressedSize; at < end; {
			h, size, err := pageHeader(file, at, end)
			if err != nil {
				return err
			}
			if err := checkPage(h); err != nil {
				return err
			}
			at += int64(size) + int64(h.CompressedPageSize)
		}
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
