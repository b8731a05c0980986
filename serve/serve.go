// Package serve is the desk and the crawler over HTTP: check a draft, filter a
// document or a stream of them, read a document, and a page for people.
//
// What it holds to. A line that was answered is stored: a filter answers only what
// its store has taken for good, shutting down ends what has begun, and a client
// that was cut off may send everything again, since what came before gets its
// first verdict again. What a client can take is bounded: bytes (413), time (408),
// work at a time, by requests and by bytes (429), connections, headers. What a client is told is bounded
// too: no path of this machine, no cause of an inner fault; those are logged.
//
// Whom it trusts. Without a token only this machine may be listened to, and a page
// of a stranger open in the same machine's browser is kept out by the Host and
// Origin of its requests. TLS is for a proxy in front.
//
// Rejected: compressed bodies (a bomb for everybody, for little gain beside the
// crawler); one rule for streams with and without a declared length (a client that
// sends all before it reads would wait for ever, see filter.go).
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"respun/check"
	"respun/detect"
	"respun/filter"
	"respun/internal/corpus"
)

// Archive is what drafts are compared with. Implementations are safe for use by
// several goroutines.
type Archive interface {
	detect.Index
	// Find returns the ordinals of the documents with a name, its revisions, the
	// latest last. There may be none.
	Find(name string) ([]uint32, error)
}

// Options is what a Server is made with; begin with Defaults.
type Options struct {
	Archive  Archive          // what drafts are compared with
	Detector *detect.Detector // finds reuse; made with check.Options
	Policy   check.Policy     // what counts in a check
	Filter   *filter.Filter   // judges documents
	Fields   filter.Fields    // where a line has its document's parts
	// Token is what a client has to show as a bearer. Empty: none is asked for, and
	// only requests to a name of this machine are answered.
	Token string
	// MaxBody is how many bytes a body may have, or a line of a stream without a
	// declared length.
	MaxBody int64
	// Timeout is how long a body, the wait until it may be worked on beside others, the
	// work on it, and one write may each take; in a stream without a declared length,
	// the wait for the next whole line.
	Timeout time.Duration
	// Concurrency is how many requests are worked on at a time.
	Concurrency int
	// Log takes a line a request, without names or texts of documents, and the
	// cause of every inner fault.
	Log *slog.Logger
}

// Defaults returns options that want an Archive, a Detector and a Filter: bodies of 16 MiB
// (some 5,000 articles), 30 seconds, 16 requests at a time, the usual names of fields, and
// no log.
func Defaults() Options {
	o := Options{MaxBody: 16 << 20, Timeout: 30 * time.Second, Concurrency: 16, Log: slog.New(slog.DiscardHandler)}
	o.Fields.ID, o.Fields.Text, o.Fields.Date, o.Fields.Source = corpus.UsualNames()
	return o
}

// Validate names every fault at once.
func (o Options) Validate() error {
	var faults []error
	if o.Archive == nil || o.Detector == nil || o.Filter == nil || o.Log == nil {
		faults = append(faults, errors.New("archive, detector, filter and log are needed"))
	}
	if len(o.Fields.Text) == 0 {
		faults = append(faults, errors.New("no field has a document's text"))
	}
	if o.MaxBody < 1 {
		faults = append(faults, fmt.Errorf("bodies of at most %d bytes, below 1", o.MaxBody))
	}
	if o.Timeout <= 0 {
		faults = append(faults, fmt.Errorf("a time limit of %v, not above 0", o.Timeout))
	}
	if o.Concurrency < 1 {
		faults = append(faults, fmt.Errorf("%d requests at a time, below 1", o.Concurrency))
	}
	return errors.Join(append(faults, o.Policy.Validate())...)
}

// Server answers requests. Make it with New; it is an http.Handler, and Serve brings what
// bounds connections.
type Server struct {
	Options
	mux      *http.ServeMux
	guarded  http.Handler
	slots    chan struct{}
	room     *semaphore.Weighted // bytes that may be worked on, atWork in all
	atWork   int64
	metrics  *metrics
	failed   atomic.Bool     // the filter's store takes nothing any more
	draining context.Context // done once the server is to end
	drain    context.CancelFunc
	lastRead time.Time    // until when streams are read; known once draining
	running  sync.RWMutex // read-locked by every request, so that the end can wait for them
}

// New returns a Server. The error names every fault of the options.
func New(o Options) (*Server, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	s := &Server{Options: o, mux: http.NewServeMux(), slots: make(chan struct{}, o.Concurrency), metrics: newMetrics(o.Filter)}
	s.atWork = largestAtWork * min(s.MaxBody, math.MaxInt64/largestAtWork)
	s.room = semaphore.NewWeighted(s.atWork)
	s.draining, s.drain = context.WithCancel(context.Background())
	for _, r := range s.routes() {
		s.mux.HandleFunc(r.pattern, s.handle(r))
	}
	s.guarded = s.guard(s.dispatch())
	return s, nil
}

// route is a pattern of package http and what answers it.
type route struct {
	pattern string
	answer  func(*answer, *http.Request) error
	open    bool // asks for no token
	work    bool // takes a slot
}

// routes are described for clients in openapi.json; a test holds that to this.
func (s *Server) routes() []route {
	return []route{
		{pattern: "POST /v1/check", answer: s.check, work: true},
		{pattern: "POST /v1/filter", answer: s.filter, work: true},
		{pattern: "GET /v1/documents/{id...}", answer: s.document, work: true},
		{pattern: "GET /metrics", answer: s.metrics.answer},
		{pattern: "GET /healthz", answer: s.healthz, open: true},
		{pattern: "GET /readyz", answer: s.readyz, open: true},
		{pattern: "GET /openapi.json", answer: s.openapi, open: true},
		{pattern: "GET /{$}", answer: s.page, open: true},
	}
}

// handle makes a handler of a route: what it asks for before it answers, and what
// becomes of its error.
func (s *Server) handle(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		a := w.(*answer)
		if !r.open && !s.authorized(req) {
			a.Header().Set("WWW-Authenticate", "Bearer")
			s.refuse(a, req, refusal(http.StatusUnauthorized, "a bearer token is needed"))
			return
		}
		if r.work {
			select {
			case s.slots <- struct{}{}:
				release := a.free
				a.free = func() { <-s.slots; release() }
			default:
				s.refuse(a, req, refusal(http.StatusTooManyRequests, "%d requests are worked on, the most at a time", s.Concurrency))
				return
			}
		}
		if err := r.answer(a, req); err != nil {
			s.refuse(a, req, err)
		}
	}
}

// healthz tells whether the process should go on: a store that failed has to be
// opened again.
func (s *Server) healthz(a *answer, _ *http.Request) error {
	if s.failed.Load() {
		return errStore
	}
	return a.text("ok\n")
}

var errStore = refusal(http.StatusServiceUnavailable, "the index takes no documents until the server is started again; its log says why")

// readyz tells whether requests should be sent here.
func (s *Server) readyz(a *answer, _ *http.Request) error {
	switch {
	case s.draining.Err() != nil:
		return refusal(http.StatusServiceUnavailable, "shutting down")
	case s.failed.Load():
		return errStore
	}
	return a.text("ready\n")
}
