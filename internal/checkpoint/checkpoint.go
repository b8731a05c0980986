// Package checkpoint keeps what long work has done so far, so that it can go on after it
// was killed.
//
// Stages give the same result for the same input, so it need not hold a state: it is a
// journal of finished work, each piece a record with its checksum, found again by its
// kind and number. What the pieces are is not known here.
//
// What is there counts only for the same work: the journal begins with a key, the hash of
// what the work depends on, and holds a hash of its inputs. What a kill has left half
// written at its end is cut off. It goes away when the work is done.
//
// Rejected: putting down now and then how things stand, which loses what was done since,
// and is written whole each time.
package checkpoint

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/zeebo/xxh3"

	"respun/internal/flat"
)

// FileName is the name of the journal in its folder.
const FileName = "scan.checkpoint"

const (
	magic      = "respun checkpoint 2\n" // another number whenever records are written otherwise
	recordHead = 1 + 4 + 4 + 8           // kind, number, size, checksum
)

// HeadSize is how many bytes of the file come before the first record.
const HeadSize = len(magic) + 8

// inputsRecord is the kind of the record that holds the hash of the inputs.
const inputsRecord = 'i'

// Journal is what is done so far; nil keeps nothing. It is safe for use by many
// goroutines.
type Journal struct {
	file   *os.File
	name   string
	unlock func() error // gives the folder back
	mu     sync.Mutex
	end    int64
	places map[byte]map[int]place
}

// place is where a record's bytes lie in the file.
type place struct {
	at   int64
	size int
}

// Open opens the journal in a folder, which it makes if need be and holds against other
// processes until Close, or begins one. It fails where another one is at work there, where
// the file is no journal, and where that was made with another key.
func Open(folder string, key uint64) (*Journal, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	// The folder, not the journal: who ends first takes that away.
	unlock, err := flat.LockFolder(folder)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %s: %w", folder, err)
	}
	name := filepath.Join(folder, FileName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("checkpoint: %w", err), unlock())
	}
	j := &Journal{file: f, name: name, unlock: unlock, places: map[byte]map[int]place{}}
	if err := j.open(key); err != nil {
		return nil, errors.Join(err, f.Close(), unlock())
	}
	return j, nil
}

func (j *Journal) open(key uint64) error {
	head := binary.LittleEndian.AppendUint64([]byte(magic), key)
	old := make([]byte, HeadSize)
	n, err := io.ReadFull(j.file, old)
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF && string(old[:n]) == string(head[:n]): // killed before it began
		if _, err := j.file.WriteAt(head, 0); err != nil {
			return fmt.Errorf("checkpoint: %w", err)
		}
		j.end = int64(HeadSize)
		return nil
	case err == io.ErrUnexpectedEOF || err == nil && string(old[:len(magic)]) != magic:
		return fmt.Errorf("checkpoint: %s is no checkpoint of a scan; name another folder", j.name)
	case err != nil:
		return fmt.Errorf("checkpoint: %w", err)
	case string(old) != string(head):
		return fmt.Errorf("checkpoint: %s was made with other options or by another version; scan with the same ones, remove it to begin anew, or name another folder", j.name)
	}
	j.end = int64(HeadSize)
	return j.read()
}

// read notes the whole records and cuts off what follows them.
func (j *Journal) read() error {
	var head [recordHead]byte
	var buf []byte
	for {
		if _, err := j.file.ReadAt(head[:], j.end); err != nil {
			break
		}
		kind, k := head[0], int(binary.LittleEndian.Uint32(head[1:]))
		size, sum := int(binary.LittleEndian.Uint32(head[5:])), binary.LittleEndian.Uint64(head[9:])
		if info, err := j.file.Stat(); err != nil || j.end+recordHead+int64(size) > info.Size() {
			break
		}
		if cap(buf) < size {
			buf = make([]byte, size)
		}
		if _, err := j.file.ReadAt(buf[:size], j.end+recordHead); err != nil || recordSum(head[:9], buf[:size]) != sum {
			break
		}
		j.note(kind, k, size)
	}
	if err := j.file.Truncate(j.end); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

func recordSum(head, b []byte) uint64 { return xxh3.Hash(b) ^ xxh3.Hash(head) }

// note notes a record at the end.
func (j *Journal) note(kind byte, k, size int) {
	if j.places[kind] == nil {
		j.places[kind] = map[int]place{}
	}
	j.places[kind][k] = place{j.end + recordHead, size}
	j.end += recordHead + int64(size)
}

// Put adds a record of a kind, but 'i', under a number from 0 to 2³²-1.
func (j *Journal) Put(kind byte, k int, b []byte) error {
	if j == nil {
		return nil
	}
	r := append(make([]byte, 0, recordHead+len(b)), kind)
	r = binary.LittleEndian.AppendUint32(r, uint32(k))
	r = binary.LittleEndian.AppendUint32(r, uint32(len(b)))
	r = binary.LittleEndian.AppendUint64(r, recordSum(r[:9], b))
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.WriteAt(append(r, b...), j.end); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	j.note(kind, k, len(b))
	return nil
}

// Get returns a record, if it is there: the one that was put last. The bytes are the
// caller's.
func (j *Journal) Get(kind byte, k int) (b []byte, ok bool, err error) {
	if j == nil {
		return nil, false, nil
	}
	j.mu.Lock()
	p, ok := j.places[kind][k]
	j.mu.Unlock()
	if !ok {
		return nil, false, nil
	}
	b = make([]byte, p.size)
	if _, err := j.file.ReadAt(b, p.at); err != nil {
		return nil, false, fmt.Errorf("checkpoint: %w", err)
	}
	return b, true, nil
}

// Of makes sure that the journal is of these documents, given by their hash: it notes the
// hash where it has none, and fails where it has another one.
func (j *Journal) Of(documents uint64) error {
	b, ok, err := j.Get(inputsRecord, 0)
	if err != nil || j == nil {
		return err
	}
	sum := binary.LittleEndian.AppendUint64(nil, documents)
	if !ok {
		return j.Put(inputsRecord, 0, sum)
	}
	if string(b) != string(sum) {
		return fmt.Errorf("checkpoint: %s is of other documents than are there now; remove it to begin anew, or name another folder", j.name)
	}
	return nil
}

// Close closes the journal, takes it away once all is done, and gives the folder back.
func (j *Journal) Close(done bool) error {
	if j == nil {
		return nil
	}
	err := j.file.Close()
	if done {
		err = errors.Join(err, os.Remove(j.name))
	}
	return errors.Join(err, j.unlock())
}
