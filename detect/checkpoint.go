package detect

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"unsafe"

	"github.com/zeebo/xxh3"

	"respun/internal/flat"
)

// A checkpoint is what a scan has done so far, so that it can go on after it was
// killed. Stages give the same result for the same input, so it need not hold a
// state: it is a journal of finished work (candidate pairs, the hits and the
// matches of units of documents, measured pairs), each with its checksum. A run
// reads its inputs again, which takes little beside the rest, and does what is not
// in the journal.
//
// What is there counts only for the same work: the journal begins with a hash of
// the options and the program, and holds one of the documents, names, texts and
// all. What a kill has left half written at its end is cut off. It goes away when
// the scan is done.
//
// Rejected: keeping the documents too, which would spare reading them (an eighth
// of the time) at the price of their size on disk and of believing that files have
// not changed since.

const (
	checkpointName  = "scan.checkpoint"
	checkpointMagic = "respun checkpoint 2\n" // another number whenever records are written otherwise
	recordHead      = 1 + 4 + 4 + 8           // kind, number, size, checksum
)

// The kinds of records.
const (
	inputsRecord  = 'i' // hash of the documents
	pairsRecord   = 'p' // a block of candidate pairs
	soughtRecord  = 's' // that all pairs are there, and what finding them has told
	hitsRecord    = 'h' // of a unit
	matchesRecord = 'm' // of a unit
	likesRecord   = 'l' // document level: a block of measured pairs
)

// checkpoint is the journal of a run; nil keeps nothing. It is safe for use by
// many goroutines.
type checkpoint struct {
	file   *os.File
	name   string
	unlock func() error // gives the folder back
	mu     sync.Mutex
	end    int64
	places map[byte]map[int]checkpointPlace
}

type checkpointPlace struct {
	at   int64
	size int
}

// openCheckpoint opens the journal in the folder that the options name, or begins
// one.
func (o Options) openCheckpoint() (*checkpoint, error) {
	if o.Checkpoint == "" {
		return nil, nil
	}
	if err := os.MkdirAll(o.Checkpoint, 0o777); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	// The folder, not the journal: the scan that ends first takes that away.
	unlock, err := flat.LockFolder(o.Checkpoint)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %s: %w", o.Checkpoint, err)
	}
	name := filepath.Join(o.Checkpoint, checkpointName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("checkpoint: %w", err), unlock())
	}
	c := &checkpoint{file: f, name: name, unlock: unlock, places: map[byte]map[int]checkpointPlace{}}
	if err := c.open(o.checkpointKey()); err != nil {
		return nil, errors.Join(err, f.Close(), unlock())
	}
	return c, nil
}

func (c *checkpoint) open(key uint64) error {
	head := binary.LittleEndian.AppendUint64([]byte(checkpointMagic), key)
	old := make([]byte, len(head))
	n, err := io.ReadFull(c.file, old)
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF && string(old[:n]) == string(head[:n]): // killed before it began
		if _, err := c.file.WriteAt(head, 0); err != nil {
			return fmt.Errorf("checkpoint: %w", err)
		}
		c.end = int64(len(head))
		return nil
	case err == io.ErrUnexpectedEOF || err == nil && string(old[:len(checkpointMagic)]) != checkpointMagic:
		return fmt.Errorf("checkpoint: %s is no checkpoint of a scan; name another folder", c.name)
	case err != nil:
		return fmt.Errorf("checkpoint: %w", err)
	case string(old) != string(head):
		return fmt.Errorf("checkpoint: %s was made with other options or by another version; scan with the same ones, remove it to begin anew, or name another folder", c.name)
	}
	c.end = int64(len(head))
	return c.read()
}

// read notes the whole records and cuts off what follows them.
func (c *checkpoint) read() error {
	var head [recordHead]byte
	var buf []byte
	for {
		if _, err := c.file.ReadAt(head[:], c.end); err != nil {
			break
		}
		kind, k := head[0], int(binary.LittleEndian.Uint32(head[1:]))
		size, sum := int(binary.LittleEndian.Uint32(head[5:])), binary.LittleEndian.Uint64(head[9:])
		if info, err := c.file.Stat(); err != nil || c.end+recordHead+int64(size) > info.Size() {
			break
		}
		if cap(buf) < size {
			buf = make([]byte, size)
		}
		if _, err := c.file.ReadAt(buf[:size], c.end+recordHead); err != nil || recordSum(head[:9], buf[:size]) != sum {
			break
		}
		c.note(kind, k, size)
	}
	if err := c.file.Truncate(c.end); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

func recordSum(head, b []byte) uint64 { return xxh3.Hash(b) ^ xxh3.Hash(head) }

// note notes a record at the end.
func (c *checkpoint) note(kind byte, k, size int) {
	if c.places[kind] == nil {
		c.places[kind] = map[int]checkpointPlace{}
	}
	c.places[kind][k] = checkpointPlace{c.end + recordHead, size}
	c.end += recordHead + int64(size)
}

// put adds a record.
func (c *checkpoint) put(kind byte, k int, b []byte) error {
	if c == nil {
		return nil
	}
	r := append(make([]byte, 0, recordHead+len(b)), kind)
	r = binary.LittleEndian.AppendUint32(r, uint32(k))
	r = binary.LittleEndian.AppendUint32(r, uint32(len(b)))
	r = binary.LittleEndian.AppendUint64(r, recordSum(r[:9], b))
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.file.WriteAt(append(r, b...), c.end); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	c.note(kind, k, len(b))
	return nil
}

// get returns a record, if it is there.
func (c *checkpoint) get(kind byte, k int) (b []byte, ok bool, err error) {
	if c == nil {
		return nil, false, nil
	}
	c.mu.Lock()
	p, ok := c.places[kind][k]
	c.mu.Unlock()
	if !ok {
		return nil, false, nil
	}
	b = make([]byte, p.size)
	if _, err := c.file.ReadAt(b, p.at); err != nil {
		return nil, false, fmt.Errorf("checkpoint: %w", err)
	}
	return b, true, nil
}

// of makes sure that the journal is of these documents.
func (c *checkpoint) of(documents uint64) error {
	b, ok, err := c.get(inputsRecord, 0)
	if err != nil || c == nil {
		return err
	}
	sum := binary.LittleEndian.AppendUint64(nil, documents)
	if !ok {
		return c.put(inputsRecord, 0, sum)
	}
	if string(b) != string(sum) {
		return fmt.Errorf("checkpoint: %s is of other documents than are there now; remove it to begin anew, or name another folder", c.name)
	}
	return nil
}

// close closes the journal, and takes it away once the scan is done.
func (c *checkpoint) close(done bool) error {
	if c == nil {
		return nil
	}
	err := c.file.Close()
	if done {
		err = errors.Join(err, os.Remove(c.name))
	}
	return errors.Join(err, c.unlock())
}

// checkpointKey is the hash of what the work depends on beside the documents.
func (o Options) checkpointKey() uint64 {
	build, _ := debug.ReadBuildInfo()
	commit := ""
	if build != nil {
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
				commit += s.Value + " "
			}
		}
	}
	// Hits are kept as they lie in memory: their fields' names tell the layout; so do
	// those of tallies.
	return xxh3.HashString(fmt.Sprintf("%s %s %s %+v %+v %d", o.fingerprint(), commit, runtime.GOARCH, hit{}, tally{}, unitDocs))
}

// identity is a hash of documents in their order.
type identity uint64

// add takes in the next document: its text and its record.
func (x *identity) add(text string, record []byte, isNew bool) {
	h := uint64(*x)*0x9e3779b97f4a7c15 + xxh3.HashString(text)
	h = h*0x9e3779b97f4a7c15 + xxh3.Hash(record)
	if isNew {
		h++
	}
	*x = identity(h ^ h>>29)
}

// blockOfPairs is how many pairs a record holds.
const blockOfPairs = 1 << 16

// soughtPairs is what finding pairs has told.
type soughtPairs struct {
	Pairs  int
	Stages []Stage
	Common []uint64
}

// keepPairs puts down the candidate pairs.
func (c *checkpoint) keepPairs(pairs []pair, f *finder) error {
	if c == nil {
		return nil
	}
	for k := 0; k*blockOfPairs < len(pairs); k++ {
		block := pairs[k*blockOfPairs : min(len(pairs), (k+1)*blockOfPairs)]
		if err := c.put(pairsRecord, k, unsafe.Slice((*byte)(unsafe.Pointer(&block[0])), 8*len(block))); err != nil {
			return err
		}
	}
	b, err := json.Marshal(soughtPairs{len(pairs), f.funnel.stages, f.c.common})
	if err != nil {
		return err
	}
	return c.put(soughtRecord, 0, b)
}

// pairs returns the candidate pairs, if all are there.
func (c *checkpoint) pairs(f *finder) (pairs []pair, ok bool, err error) {
	b, ok, err := c.get(soughtRecord, 0)
	if err != nil || !ok {
		return nil, false, err
	}
	var s soughtPairs
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, false, fmt.Errorf("checkpoint: %w", err)
	}
	list := flat.NewArray[pair](f.c.disk)
	for k := 0; list.Len() < s.Pairs; k++ {
		b, ok, err := c.get(pairsRecord, k)
		if err != nil || !ok {
			return nil, false, err
		}
		for ; len(b) >= 8; b = b[8:] {
			if err := list.Append(pair(binary.NativeEndian.Uint64(b))); err != nil {
				return nil, false, err
			}
		}
	}
	f.funnel.stages, f.c.common = s.Stages, s.Common
	pairs, err = list.Done()
	return pairs, true, err
}

// likes returns a block of pairs measured before.
func (c *checkpoint) likes(k int) (list []likeness, ok bool, err error) {
	b, ok, err := c.get(likesRecord, k)
	if err != nil || !ok {
		return nil, false, err
	}
	for r := (byteReader{b}); len(r.b) > 0; {
		list = append(list, likeness{jaccard: r.float(), containment: r.float(), coverA: r.float(), coverB: r.float(), running: r.number()})
	}
	return list, true, nil
}

// putLikes puts down a block of measured pairs.
func (c *checkpoint) putLikes(k int, list []likeness) error {
	if c == nil {
		return nil
	}
	var b []byte
	for _, l := range list {
		for _, x := range [...]float64{l.jaccard, l.containment, l.coverA, l.coverB} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		b = binary.AppendUvarint(b, uint64(l.running))
	}
	return c.put(likesRecord, k, b)
}
