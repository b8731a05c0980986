package lsh

import (
	"sync"
	"sync/atomic"
)

// parallel runs work(worker, task) for every task in [0, tasks), each worker
// taking the next task that is left. It returns when all are done.
func parallel(workers, tasks int, work func(worker, task int)) {
	var next atomic.Int64
	take := func(worker int) {
		for t := int(next.Add(1)) - 1; t < tasks; t = int(next.Add(1)) - 1 {
			work(worker, t)
		}
	}
	if workers == 1 {
		take(0)
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { take(w) })
	}
	wg.Wait()
}

// cut returns the half-open range of items of the given task, for items dealt
// evenly and in order to that many tasks.
func cut(items, task, tasks int) (lo, hi int) {
	return items * task / tasks, items * (task + 1) / tasks
}
