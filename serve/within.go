package serve

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
)

// work does work on so many bytes, once there is room for it, in the time that a request has.
func (s *Server) work(a *answer, r *http.Request, bytes int, work func(context.Context) error) error {
	leave, err := s.roomFor(r.Context(), bytes)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.Timeout)
	defer cancel()
	return s.within(ctx, a, func() error {
		defer leave()
		return work(ctx)
	})
}

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
