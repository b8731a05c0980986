package detect

import (
	"context"
	"sync"
	"sync/atomic"
)

// inOrder makes parts 0 to n-1 on workers, each with a function of its own, and
// hands them to take in order, from the goroutine that called. Few parts wait at
// a time, however far the slowest is behind. The first error ends it, as the end
// of ctx does.
func inOrder[T any](ctx context.Context, workers, n int, newWorker func(worker int) func(k int) (T, error), take func(k int, part T) error) error {
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

// rangeSize is how many neighbours one worker takes at a time.
const rangeSize = 64

// eachRange calls a worker's function for 0 to n-1; each rangeSize of them, from
// the first on, by one worker.
func (r *result) eachRange(ctx context.Context, n int, newWorker func() func(i int) error) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for range min(r.o.workers(), (n+rangeSize-1)/rangeSize) {
		workers.Go(func() {
			do := newWorker()
			for ctx.Err() == nil {
				from := int(next.Add(rangeSize)) - rangeSize
				if from >= n {
					return
				}
				for i := from; i < min(n, from+rangeSize); i++ {
					if err := do(i); err != nil {
						cancel(err) // the first one
						return
					}
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}
