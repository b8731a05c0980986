package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// problem is an error that a client is told (RFC 9457). All others are inner
// faults: the client learns that there was one, the log which.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

func (p *problem) Error() string { return p.Detail }

// refusal is a problem of that status.
func refusal(status int, format string, args ...any) *problem {
	return &problem{http.StatusText(status), status, fmt.Sprintf(format, args...)}
}

// statusGone is what the log tells of a client that went away, as nginx does. It
// is never sent.
const statusGone = 499

// refuse answers with what went wrong. Where an answer has begun, the connection
// is cut: a client must not take a part for the whole.
func (s *Server) refuse(a *answer, r *http.Request, err error) {
	p := s.problemOf(a, r, err)
	if a.status != 0 {
		s.Log.Warn("answer cut short", "path", r.Pattern, "status", p.Status, "cause", err.Error())
		panic(http.ErrAbortHandler)
	}
	if p.Status == statusGone {
		a.status = statusGone
		return
	}
	s.tell(a, p)
}

// tell writes a problem.
func (s *Server) tell(a *answer, p *problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // two strings and a number
	}
	a.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusRequestTimeout || p.Status == http.StatusRequestEntityTooLarge {
		a.Header().Set("Connection", "close") // what is left of the body is not waited for
	}
	if p.Status == http.StatusTooManyRequests {
		a.Header().Set("Retry-After", "1") // who had to wait for it has waited
	}
	a.WriteHeader(p.Status)
	_, _ = a.Write(append(body, '\n')) // kept in a
}

// problemOf finds what a client is to be told of an error.
func (s *Server) problemOf(a *answer, r *http.Request, err error) *problem {
	var p *problem
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &large):
		return s.tooLarge()
	case isTimeout(err):
		return refusal(http.StatusRequestTimeout, "more than %v were needed", s.Timeout)
	case a.failed != nil || errors.Is(r.Context().Err(), context.Canceled):
		return refusal(statusGone, "the client went away")
	}
	s.Log.Error("request failed", "path", r.Pattern, "cause", err.Error())
	return refusal(http.StatusInternalServerError, "the server failed; its log says why")
}

func (s *Server) tooLarge() *problem {
	return refusal(http.StatusRequestEntityTooLarge, "more than %d bytes", s.MaxBody)
}

// isTimeout tells an ended wait for the client, or for the work.
func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}
