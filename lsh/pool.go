package lsh

// pool hands out the memory of leaves in blocks cut from large chunks, and takes
// it back for other leaves. Leaves change size by the thousand a second; left to
// the garbage collector, they held 330 to 460 bytes a document of a million for
// 228 in use, whatever the collector was told.
type pool struct {
	rest []uint64                       // of the newest chunk, not handed out yet
	free [maxBlock/blockUnit + 1][]leaf // blocks given back, by size in units
	held int                            // entries all chunks have room for
	idle int                            // of these, entries in free
}

// Sizes in entries of 8 bytes. Blocks are multiples of blockUnit: 16 wastes 8
// entries a leaf on average, and as all leaves need the same few sizes, what one
// gives back fits the next. Leaves above maxBlock, hot buckets without a limit, have
// memory of their own.
const (
	blockUnit = 16
	maxBlock  = 64 * blockUnit
	chunk     = 16 * maxBlock
)

// get returns an empty leaf with room for size entries or a little more.
func (p *pool) get(size int) leaf {
	if size > maxBlock {
		return make(leaf, 0, size)
	}
	if size == 0 {
		return nil
	}
	units := (size + blockUnit - 1) / blockUnit
	if n := len(p.free[units]); n > 0 {
		block := p.free[units][n-1]
		p.free[units] = p.free[units][:n-1]
		p.idle -= cap(block)
		return block
	}
	return p.cut(units * blockUnit)
}

// cut returns a block that was never used.
func (p *pool) cut(size int) leaf {
	if len(p.rest) < size {
		p.put(leaf(p.rest))
		p.rest = make([]uint64, chunk)
		p.held += chunk
	}
	block := p.rest[:0:size]
	p.rest = p.rest[size:]
	return leaf(block)
}

// put takes the memory of a leaf back, which must not be used any more.
func (p *pool) put(l leaf) {
	if cap(l) == 0 || cap(l) > maxBlock {
		return
	}
	units := cap(l) / blockUnit
	p.free[units] = append(p.free[units], l[:0])
	p.idle += cap(l)
}

// resize moves the entries of a leaf to where there is room for size.
func (p *pool) resize(l leaf, size int) leaf {
	moved := append(p.get(size), l...)
	p.put(l)
	return moved
}

// fit gives back memory where a quarter of a leaf or more is unused.
func (p *pool) fit(l leaf) leaf {
	if cap(l)-len(l) >= max(blockUnit, cap(l)/4) {
		return p.resize(l, len(l))
	}
	return l
}

// bytes is the memory held in chunks.
func (p *pool) bytes() int64 { return 8 * int64(p.held) }
