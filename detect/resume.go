package detect

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"unsafe"

	"github.com/zeebo/xxh3"

	"respun/internal/checkpoint"
	"respun/internal/flat"
)

// What a scan puts into its checkpoint (package checkpoint), so that it can go on after
// it was killed: candidate pairs, the hits and the matches of units of documents, measured
// pairs. A run reads its inputs again, which takes little beside the rest, and does what
// is not there.
//
// Rejected: keeping the documents too, which would spare reading them (an eighth
// of the time) at the price of their size on disk and of believing that files have
// not changed since.

// The kinds of records.
const (
	pairsRecord   = 'p' // a block of candidate pairs
	soughtRecord  = 's' // that all pairs are there, and what finding them has told
	hitsRecord    = 'h' // of a unit
	matchesRecord = 'm' // of a unit
	likesRecord   = 'l' // document level: a block of measured pairs
)

// journal is the checkpoint of a run, if there is one: what is put down in none is not
// kept, and nothing is found there.
type journal struct{ *checkpoint.Journal }

// openCheckpoint opens the journal in the folder that the options name, or begins
// one; it is nil where they name none.
func (o Options) openCheckpoint() (*checkpoint.Journal, error) {
	if o.Checkpoint == "" {
		return nil, nil
	}
	return checkpoint.Open(o.Checkpoint, o.checkpointKey())
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
	Stars  stars
}

// keepPairs puts down the candidate pairs.
func (j journal) keepPairs(pairs []pair, f *finder) error {
	if j.Journal == nil {
		return nil
	}
	for k := 0; k*blockOfPairs < len(pairs); k++ {
		block := pairs[k*blockOfPairs : min(len(pairs), (k+1)*blockOfPairs)]
		if err := j.Put(pairsRecord, k, unsafe.Slice((*byte)(unsafe.Pointer(&block[0])), 8*len(block))); err != nil {
			return err
		}
	}
	b, err := json.Marshal(soughtPairs{len(pairs), f.funnel.stages, f.c.common, f.c.stars})
	if err != nil {
		return err
	}
	return j.Put(soughtRecord, 0, b)
}

// pairs returns the candidate pairs, if all are there.
func (j journal) pairs(f *finder) (pairs []pair, ok bool, err error) {
	b, ok, err := j.Get(soughtRecord, 0)
	if err != nil || !ok {
		return nil, false, err
	}
	var s soughtPairs
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, false, fmt.Errorf("checkpoint: %w", err)
	}
	list := flat.NewArray[pair](f.c.disk)
	for k := 0; list.Len() < s.Pairs; k++ {
		b, ok, err := j.Get(pairsRecord, k)
		if err != nil || !ok {
			return nil, false, err
		}
		for ; len(b) >= 8; b = b[8:] {
			if err := list.Append(pair(binary.NativeEndian.Uint64(b))); err != nil {
				return nil, false, err
			}
		}
	}
	f.funnel.stages, f.c.common, f.c.stars = s.Stages, s.Common, s.Stars
	pairs, err = list.Done()
	return pairs, true, err
}

// likes returns a block of pairs measured before.
func (j journal) likes(k int) (list []likeness, ok bool, err error) {
	b, ok, err := j.Get(likesRecord, k)
	if err != nil || !ok {
		return nil, false, err
	}
	for r := (byteReader{b}); len(r.b) > 0; {
		list = append(list, likeness{jaccard: r.float(), containment: r.float(), coverA: r.float(), coverB: r.float(), running: r.number()})
	}
	return list, true, nil
}

// putLikes puts down a block of measured pairs.
func (j journal) putLikes(k int, list []likeness) error {
	if j.Journal == nil {
		return nil
	}
	var b []byte
	for _, l := range list {
		for _, x := range [...]float64{l.jaccard, l.containment, l.coverA, l.coverB} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		b = binary.AppendUvarint(b, uint64(l.running))
	}
	return j.Put(likesRecord, k, b)
}
