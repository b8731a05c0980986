package filter

import "respun/lsh"

// Frames: what a site repeats on every page (menus, notices, "sign up to our
// newsletter") is no reuse. A sampled shingle that many documents of one source
// have is part of a frame, and so is the text from it to the next sampled shingle
// that is not. Frames are left out of the numbers, and their keys name no
// candidates. Nothing has to be kept for it: the buckets know who has a shingle.
//
// Documents are counted after near-duplicates are left out, or a story copied
// many times would become a frame; and within one source, or a wire story that
// every outlet prints would.
const (
	frameDocuments = 8  // of one source
	frameUnknown   = 32 // where the source is not known, all count as one
)

// isFrame tells whether the documents of a bucket make its key part of a frame of
// the source.
func (m *memory) isFrame(bucket []uint32, source uint32) bool {
	least := frameDocuments
	if source == 0 {
		least = frameUnknown
	}
	if len(bucket) < least {
		return false
	}
	n := 0
	for _, o := range bucket {
		if r, _ := m.at(o); r != nil && r.source == source {
			n++
		}
	}
	return n >= least
}

// frameSize counts the shingles of a document that belong to frames: from a
// sampled one that does to the next sampled one that does not, on both sides.
func frameSize(o *outline, frames map[lsh.Key]struct{}) (n int) {
	inside := false // what follows the last sampled shingle belongs to a frame
	since := 0      // shingles since, not counted yet
	for _, h := range o.shingles {
		if h > o.bound {
			since++
			continue
		}
		_, frame := frames[lsh.Key(h)]
		if inside || frame {
			n += since
		}
		if frame {
			n++
		}
		inside, since = frame, 0
	}
	if inside {
		n += since
	}
	return n
}
