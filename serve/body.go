package serve

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"time"
)

// acceptable refuses bodies that are too large by their own account, and those
// that would have to be unpacked.
func (s *Server) acceptable(r *http.Request) error {
	if r.ContentLength > s.MaxBody {
		return s.tooLarge()
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return refusal(http.StatusUnsupportedMediaType, "send bodies without Content-Encoding")
	}
	return nil
}

// body reads a whole body, for which the client has until http.Server.ReadTimeout.
func (s *Server) body(a *answer, r *http.Request) ([]byte, error) {
	var body bytes.Buffer
	if r.ContentLength > 0 { // growing would leave twice as much behind
		body.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(http.MaxBytesReader(a.ResponseWriter, r.Body, s.MaxBody)); err != nil {
		return nil, broken(err)
	}
	// Or it would end the request while it is worked on. Fails only where there is
	// no connection, as in tests without one.
	_ = a.control.SetReadDeadline(time.Time{})
	return body.Bytes(), nil
}

// broken is the error of a body that could not be read: it was malformed, or the
// client went away.
func broken(err error) error {
	var ours *problem
	var large *http.MaxBytesError
	if errors.As(err, &ours) || errors.As(err, &large) || isTimeout(err) {
		return err
	}
	return refusal(http.StatusBadRequest, "the body ends before it is whole")
}

// mediaType is the type of a body, without parameters; empty where none is told.
func mediaType(r *http.Request) string {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}
