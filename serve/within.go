package serve

import (
	"context"
	"fmt"
	"runtime/debug"
)

// within does work until it is done or ctx ends. Work that does not heed ctx at
// once goes on without the client; it keeps the slot of its request, and the server
// from ending, until it does.
func (s *Server) within(ctx context.Context, a *answer, work func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				done <- fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			}
		}()
		done <- work()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		free := a.free
		a.free = nil
		go func() {
			<-done
			free()
		}()
		return context.Cause(ctx)
	}
}
