package serve

import (
	"net/http"
	"time"
)

// answer is a response: it bounds how long a client may take to read, and keeps
// what the log tells of it.
type answer struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	status   int // 0 until the header is written
	bytes    int64
	lines    int64  // of a filter that were judged
	failed   error  // the first error of writing: the client is gone, or does not read
	free     func() // gives back what the request holds; nil once somebody else will
}

func newAnswer(w http.ResponseWriter, patience time.Duration) *answer {
	return &answer{ResponseWriter: w, control: http.NewResponseController(w), patience: patience}
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader begins the response.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.hurry()
	a.ResponseWriter.WriteHeader(status)
}

// Write writes a part of the body, for which the client has its time.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	a.hurry()
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	if err != nil && a.failed == nil {
		a.failed = err
	}
	return n, err
}

// hurry gives the client time anew. Where that cannot be set there is no
// connection to bound, as in tests without one.
func (a *answer) hurry() { _ = a.control.SetWriteDeadline(time.Now().Add(a.patience)) }

func (a *answer) text(s string) error {
	return a.send("text/plain; charset=utf-8", []byte(s))
}

// send writes a whole response.
func (a *answer) send(contentType string, body []byte) error {
	a.Header().Set("Content-Type", contentType)
	_, err := a.Write(body)
	return err
}
