package lsh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"respun/internal/flat"
)

// entryFile holds entries of some partitions, 8 bytes each, little-endian: partition
// after partition, in each chunk after chunk, in each by item.
type entryFile struct {
	*flat.File
	starts [][]int64 // by partition, from the first, and chunk, in bytes; one more chunk for the end
}

// writeEntries asks for the keys of partitions lo to hi-1 and writes them where
// the counts tell, with buffers of at most so many bytes in all.
func writeEntries(g *grouper, dir string, buffers int64, lo, hi uint32) (*entryFile, error) {
	file, err := flat.NewFile(dir)
	if err != nil {
		return nil, err
	}
	f := &entryFile{File: file}
	f.place(g, lo, hi)
	errs := make([]error, g.workers)
	parallel(g.workers, g.chunks, func(worker, chunk int) {
		w := f.writer(chunk, int(min(64<<10, buffers/int64(g.workers)/int64(g.partitions()))))
		g.walk(worker, chunk, g.keyRange(lo, hi-1), func(item uint32, keys []Key) {
			for _, k := range keys {
				if p := k >> (32 - g.partitionBits); p >= lo && p < hi {
					w.add(p-lo, uint64(k)<<32|uint64(item))
				}
			}
		})
		errs[worker] = errors.Join(errs[worker], w.flush())
	})
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// place computes where each chunk of partitions lo to hi-1 starts.
func (f *entryFile) place(g *grouper, lo, hi uint32) {
	at := int64(0)
	for p := lo; p < hi; p++ {
		var starts []int64
		for _, counts := range g.countsOf(p) {
			starts = append(starts, at)
			for _, n := range counts {
				at += 8 * int64(n)
			}
		}
		f.starts = append(f.starts, append(starts, at))
	}
}

// fill reads the entries of partition p, counted from the first, and puts them where next tells.
func (f *entryFile) fill(g *grouper, p uint32, next [][]uint32) error {
	errs := make([]error, g.workers)
	parallel(g.workers, g.chunks, func(worker, chunk int) {
		from, to := f.starts[p][chunk], f.starts[p][chunk+1]
		r := bufio.NewReaderSize(io.NewSectionReader(f, from, to-from), 64<<10)
		var b [8]byte
		for range (to - from) / 8 {
			if _, err := io.ReadFull(r, b[:]); err != nil {
				errs[worker] = errors.Join(errs[worker], err)
				return
			}
			e := binary.LittleEndian.Uint64(b[:])
			at := &next[chunk][g.piece(Key(e>>32))]
			g.entries[*at] = e
			*at++
		}
	})
	return errors.Join(errs...)
}

// entryWriter writes the entries of one chunk.
type entryWriter struct {
	file    io.WriterAt
	at      []int64  // by partition: where the next bytes go
	buffers [][]byte // by partition
	size    int
	err     error // the first; nothing is written after it
}

func (f *entryFile) writer(chunk, size int) *entryWriter {
	w := &entryWriter{file: f, size: max(8, size), buffers: make([][]byte, len(f.starts))}
	for _, starts := range f.starts {
		w.at = append(w.at, starts[chunk])
	}
	return w
}

func (w *entryWriter) add(partition uint32, entry uint64) {
	b := &w.buffers[partition]
	if *b == nil {
		*b = make([]byte, 0, w.size)
	}
	if len(*b)+8 > cap(*b) {
		w.write(partition)
	}
	*b = binary.LittleEndian.AppendUint64(*b, entry)
}

func (w *entryWriter) write(partition uint32) {
	b := w.buffers[partition]
	if w.err == nil {
		_, w.err = w.file.WriteAt(b, w.at[partition])
	}
	w.at[partition] += int64(len(b))
	w.buffers[partition] = b[:0]
}

func (w *entryWriter) flush() error {
	for p := range w.buffers {
		w.write(uint32(p))
	}
	return w.err
}

// memberFile holds the members of buckets, 4 bytes each, little-endian, the last
// of each bucket flagged.
type memberFile struct {
	*flat.File
	out   *bufio.Writer
	count int64
}

func newMemberFile(dir string) (*memberFile, error) {
	file, err := flat.NewFile(dir)
	if err != nil {
		return nil, err
	}
	return &memberFile{File: file, out: bufio.NewWriterSize(file, 256<<10)}, nil
}

func (f *memberFile) write(pieces [][]uint64) error {
	for _, piece := range pieces {
		f.count += int64(len(piece))
		for _, e := range piece {
			b := binary.LittleEndian.AppendUint32(f.out.AvailableBuffer(), uint32(e))
			if _, err := f.out.Write(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush ends the writing.
func (f *memberFile) flush() error {
	err := f.out.Flush()
	f.out = nil
	return err
}

// each hands all members, as they lie in the file (four bytes each, the lowest
// first), to use, part after part, until it returns an error.
func (f *memberFile) each(use func(part []byte) error) error {
	buf := make([]byte, 256<<10)
	for at := int64(0); at < 4*f.count; at += int64(len(buf)) {
		buf = buf[:min(int64(len(buf)), 4*f.count-at)]
		if _, err := f.ReadAt(buf, at); err != nil {
			return err
		}
		if err := use(buf); err != nil {
			return err
		}
	}
	return nil
}
