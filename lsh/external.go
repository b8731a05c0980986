package lsh

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/bits"
)

// External: buckets of a collection whose entries don't fit in memory.
//
// What. Keys are asked for to count them, and again, one half after the other, to
// write their entries to their places in a file that is divided by key range. Each
// range is read back, sorted and grouped as in memory, and the members of its
// buckets go to a second file. Of that, buckets one after the other, a block of items
// at a time takes what its items' buckets hold from them on, and is then asked as if it
// were all.
//
// Why so. The counts tell where each worker's entries go, so they are written in
// order and no runs need merging. The second file is read once a block, front to
// back: 4 bytes for an entry that shares its bucket, where pairs written out and
// sorted grow with the square of a bucket. Partitions (Options) bound the
// building alone, at one more pass over all items each; what is built still lies
// in memory as a whole.
//
// Literature: Vitter 2001 (distribution sort); Graefe 2006 (external sorting).

// External names the candidates of a collection block after block. Its files are
// unlinked as soon as they are open, where the system allows it, so that nothing
// stays behind however the process ends; elsewhere Close removes them.
type External struct {
	whole   *Buckets // where all fits in memory
	block   *Buckets // else one after the other, in the same memory
	items   int
	workers int
	memory  int64
	members *memberFile
	stats   Stats
}

// BuildExternal puts items 0 to items-1 into the buckets their keys name, in
// about memory bytes beside what sources and counters hold: with Build where that
// is enough, else by way of files in dir (empty: where the system keeps such), 8 bytes an
// entry at most, less for most. Options.Partitions, Hold and Linked, which divide time and
// memory otherwise, count for nothing. The candidates are the same either way. The caller
// must Close what is returned. The error is one of Build's, or of the files.
func BuildExternal(items int, newSource func() Source, o Options, dir string, memory int64) (*External, error) {
	o.Partitions, o.Hold, o.Linked = 1<<maxPartitionBits, false, 0
	g, err := newGrouper(items, newSource, o)
	if err != nil {
		return nil, err
	}
	g.countKeys()
	if 8*g.total()+4*int64(items) <= memory {
		o.Partitions = 1
		whole, err := Build(items, newSource, o)
		if err != nil {
			return nil, err
		}
		return &External{whole: whole, stats: whole.stats}, nil
	}
	e := &External{items: items, workers: g.workers, memory: memory}
	if err := e.build(g, dir); err != nil {
		return nil, errors.Join(fmt.Errorf("lsh: buckets on disk: %w", err), e.Close())
	}
	e.stats = g.stats
	e.stats.PeakBytes = g.peak
	most := min(int64(e.room(1)), e.members.count)
	e.block = &Buckets{items: items, weighs: o.Crowded > 0, stats: e.stats, members: make([]uint32, 0, most)}
	return e, nil
}

// build writes the members of all buckets to a file, by way of one of entries.
func (e *External) build(g *grouper, dir string) (err error) {
	g.divide(e.memory / 2) // the other half is for sorting, buffers and uneven ranges
	if e.members, err = newMemberFile(dir); err != nil {
		return err
	}
	for half := range uint32(2) { // one after the other: all entries would be twice the text
		lo, hi := half*g.partitions()/2, (half+1)*g.partitions()/2
		if lo == hi {
			continue
		}
		if err := e.buildRange(g, dir, lo, hi); err != nil {
			return err
		}
	}
	return e.members.flush()
}

// buildRange writes the members of the buckets of partitions lo to hi-1.
func (e *External) buildRange(g *grouper, dir string, lo, hi uint32) (err error) {
	entries, err := writeEntries(g, dir, e.memory/4, lo, hi)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, entries.Close()) }()
	g.fill = func(p uint32, next [][]uint32) error { return entries.fill(g, p-lo, next) }
	// From the end, so that the file of entries shrinks while that of members grows.
	for p := hi; p > lo; p-- {
		pieces, err := g.partition(p - 1)
		if err != nil {
			return err
		}
		g.peak = max(g.peak, 8*int64(cap(g.entries)))
		if err := errors.Join(e.members.write(pieces), entries.Truncate(entries.starts[p-1-lo][0])); err != nil {
			return err
		}
	}
	return nil
}

// divide chooses the fewest partitions whose entries take at most so many bytes,
// out of the ranges counted.
func (g *grouper) divide(bytes int64) {
	leading := g.partitionBits + g.pieceBits
	parts := 8 * g.total() / max(1, bytes)
	g.partitionBits = min(maxPartitionBits, uint(bits.Len64(uint64(parts))))
	g.pieceBits = leading - g.partitionBits
}

// Stats returns the counts of the build.
func (e *External) Stats() Stats { return e.stats }

// Close removes the files. Blocks must not be used any more.
func (e *External) Close() error {
	if e.members == nil {
		return nil
	}
	return e.members.Close()
}

// Blocks yields buckets that know about one range of items after the other
// (Buckets.Range) and name the same candidates as Build's would. A block is valid until the
// next; an error is the last. One loop at a time.
func (e *External) Blocks() iter.Seq2[*Buckets, error] {
	return func(yield func(*Buckets, error) bool) {
		if e.whole != nil {
			yield(e.whole, nil)
			return
		}
		size := e.firstBlock()
		for lo := 0; lo < e.items; {
			size = min(size, e.items-lo)
			err := e.load(lo, size)
			if errors.Is(err, errBlockTooLarge) {
				size = (size + 1) / 2
				continue
			}
			if err != nil {
				yield(nil, fmt.Errorf("lsh: buckets on disk: %w", err))
				return
			}
			if !yield(e.block, nil) {
				return
			}
			lo += size
			if len(e.block.members) < e.room(size)/4 {
				size *= 2 // past the items that share more than most
			}
		}
	}
}

// firstBlock is the number of items that would fill the memory if each had as
// many shared entries as the mean, and met every bucket's members once.
func (e *External) firstBlock() int {
	mean := 4 + 8*float64(e.members.count)/float64(e.items)
	return max(1, int(float64(e.memory)/mean))
}

// errBlockTooLarge tells that a block of items does not fit in memory.
var errBlockTooLarge = errors.New("block does not fit in memory")

// room is the number of members a block of so many items may have: 4 bytes
// each, 4 for what follows it, and 4 an item.
func (e *External) room(size int) int {
	return int(max(0, min(math.MaxUint32, (e.memory-4*int64(size))/8)))
}

// load reads the members of the buckets of a block, from the block's first on.
// A single item is loaded whatever it needs.
func (e *External) load(lo, size int) error {
	b, room := e.block, e.room(size)
	b.first, b.linked, b.members = uint32(lo), size, b.members[:0]
	inside := false // of a bucket in which one of the block was met,
	whole := true   // and from its first on
	begins := true  // the next bucket
	err := e.members.each(func(part []byte) error {
		for ; len(part) > 0; part = part[4:] {
			member := binary.LittleEndian.Uint32(part)
			first := begins
			begins = member&last != 0
			// A flagged member is its bucket's last, which nothing follows, or at its cap.
			if !inside && member-b.first >= uint32(size) {
				continue
			}
			if !inside {
				whole = first
			}
			if !whole && member&last == 0 && member >= capped {
				member |= last | crowded // what is over the cap goes with the first alone
			}
			inside = member&last == 0
			if size > 1 && len(b.members) >= room {
				return errBlockTooLarge
			}
			b.members = append(b.members, member)
		}
		return nil
	})
	if err == nil {
		b.link(e.workers)
	}
	return err
}
