package serve

import (
	"context"
	"net/http"
)

// What is worked on takes up to fifty times its bytes of memory (a document of nothing but
// words of a letter, a page of nothing but tags), bodies that wait only their own. So bodies
// are bounded by their number, and work by its bytes. Work on little never waits: there is
// not more of it at a time than there are requests.
const (
	largestAtWork = 2         // bodies of the largest size that may be worked on at a time
	neverWaits    = pieceSize // bytes
)

// roomFor waits until so many bytes may be worked on beside others, as long as a request may
// take. Who waits holds no room, so that nobody waits for ever. leave gives the room back.
func (s *Server) roomFor(ctx context.Context, bytes int) (leave func(), err error) {
	if bytes <= neverWaits {
		return func() {}, nil
	}
	n := min(int64(bytes), s.atWork) // a line may have a bit more than a body
	if !s.room.TryAcquire(n) {
		s.metrics.waits.Inc()
		patience, cancel := context.WithTimeout(ctx, s.Timeout)
		defer cancel()
		if err := s.room.Acquire(patience, n); err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			return nil, refusal(http.StatusTooManyRequests, "%d bytes are worked on, the most at a time, and no others could be within %v", s.atWork, s.Timeout)
		}
	}
	return func() { s.room.Release(n) }, nil
}
