// Package parallel has workers, a goroutine each, make the numbered parts of a whole: so
// that they are taken in order, so that neighbours are one worker's, or as they come. What a
// worker needs is made once and used again.
//
// The order is that of the numbers, whatever the number of workers, and the memory that
// of a few parts. Rejected: to gather all parts and sort them in the end, which holds the
// whole at once; a part of equal size for each worker, which waits for the slowest.
package parallel

import (
	"context"
	"sync"
	"sync/atomic"
)

// InOrder makes parts 0 to n-1 on workers, each with a function of its own, and
// hands them to take in order, from the goroutine that called. Few parts wait at
// a time, however far the slowest is behind. The first error ends it, as the end
// of ctx does.
func InOrder[T any](ctx context.Context, workers, n int, newWorker func(worker int) func(k int) (T, error), take func(k int, part T) error) error {
	type made struct {
		part T
		err  error
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel(nil)
	ahead := 4 * workers
	room := make(chan struct{}, ahead)
	slots := make([]chan made, ahead)
	for i := range slots {
		slots[i] = make(chan made, 1)
	}
	var next atomic.Int64
	for w := range min(workers, n) {
		all.Go(func() {
			do := newWorker(w)
			for {
				select {
				case <-ctx.Done():
					return
				case room <- struct{}{}:
				}
				k := int(next.Add(1)) - 1
				if k >= n {
					return
				}
				part, err := do(k)
				slots[k%ahead] <- made{part, err} // free: at most ahead parts have room
			}
		})
	}
	for k := range n {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case m := <-slots[k%ahead]:
			if m.err != nil {
				return m.err
			}
			if err := take(k, m.part); err != nil {
				return err
			}
			<-room
		}
	}
	return nil
}

// Each calls do for 0 to n-1, each once, on workers, and returns when all are done. A
// single worker is who called.
func Each(workers, n int, do func(i int)) {
	if workers = min(workers, n); workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}

// RangeSize is how many neighbours one worker of EachRange takes at a time.
const RangeSize = 64

// EachRange calls a worker's function for 0 to n-1; each RangeSize of them, from
// the first on, by one worker. The first error ends it, as the end of ctx does.
func EachRange(ctx context.Context, workers, n int, newWorker func() func(i int) error) error {
	var next atomic.Int64
	var all sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for range min(workers, (n+RangeSize-1)/RangeSize) {
		all.Go(func() {
			do := newWorker()
			for ctx.Err() == nil {
				from := int(next.Add(RangeSize)) - RangeSize
				if from >= n {
					return
				}
				for i := from; i < min(n, from+RangeSize); i++ {
					if err := do(i); err != nil {
						cancel(err) // the first one
						return
					}
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}
