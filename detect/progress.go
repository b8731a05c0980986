package detect

import "sync"

// progressStep is how many steps of a stage are told at a time: a screen needs
// ten a second, and workers should not wait for each other.
const progressStep = 64

// newProgress returns a function that workers call after n more steps of a stage
// that has total; it calls show now and then, one call at a time.
func newProgress(show func(Stage), name string, total int) func(n int) {
	if show == nil {
		return func(int) {}
	}
	var mu sync.Mutex
	done, told := 0, 0
	return func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if done += n; done-told >= progressStep || done == total {
			told = done
			show(Stage{Name: name, In: int64(total), Out: int64(done)})
		}
	}
}
