package detect

import (
	"sync"
	"sync/atomic"
)

// contents lists, for each document, its distinct content stems and how many of
// its sentences contain each. A document is compared with many others; taking
// its words apart again each time would be a third of the verification.
type contents struct {
	ids    []uint32
	counts []uint8 // stays at 255
	starts []uint32
}

// of returns the stems of document d and their counts.
func (c *contents) of(d int) (ids []uint32, counts []uint8) {
	lo, hi := c.starts[d], c.starts[d+1]
	return c.ids[lo:hi], c.counts[lo:hi]
}

// listContents fills the contents of all documents on all workers.
func (c *corpus) listContents(workers int) {
	parts := make([]contents, (len(c.docs)+chunk-1)/chunk)
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			at := make([]uint64, len(c.vocab.stems)) // by stem: document+1<<32 | place in the list
			last := make([]uint32, len(c.vocab.stems))
			for {
				k := int(next.Add(1)) - 1
				if k >= len(parts) {
					return
				}
				for d := k * chunk; d < min(len(c.docs), (k+1)*chunk); d++ {
					parts[k].add(c, d, at, last)
				}
			}
		})
	}
	all.Wait()
	c.contents.starts = append(c.contents.starts, 0)
	for _, p := range parts {
		base := uint32(len(c.contents.ids))
		for _, end := range p.starts {
			c.contents.starts = append(c.contents.starts, base+end)
		}
		c.contents.ids = append(c.contents.ids, p.ids...)
		c.contents.counts = append(c.contents.counts, p.counts...)
	}
}

// add lists document d; here starts holds where each list ends.
func (c *contents) add(from *corpus, d int, at []uint64, last []uint32) {
	stamp := uint64(d+1) << 32
	for s := from.first[d]; s < from.first[d+1]; s++ {
		for _, t := range from.tokensOf(s, s) {
			if !t.IsContent() {
				continue
			}
			id := t.ID()
			switch {
			case at[id]>>32 != stamp>>32:
				at[id] = stamp | uint64(len(c.ids))
				c.ids, c.counts = append(c.ids, id), append(c.counts, 1)
			case last[id] != s:
				if n := &c.counts[uint32(at[id])]; *n < 255 {
					*n++
				}
			}
			last[id] = s
		}
	}
	c.starts = append(c.starts, uint32(len(c.ids)))
}
