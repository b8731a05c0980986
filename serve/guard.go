package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, began := newAnswer(w, s.Timeout), time.Now()
	defer s.done(a, r, began)
	setHeaders(a.Header())
	if !s.running.TryRLock() {
		s.tell(a, refusal(http.StatusServiceUnavailable, "shutting down"))
		return
	}
	a.free = s.running.RUnlock
	defer func() {
		if a.free != nil {
			a.free()
		}
	}()
	s.guarded.ServeHTTP(a, r)
}

// done ends a request: a panic is told as what it is here and as nothing there.
func (s *Server) done(a *answer, r *http.Request, began time.Time) {
	fault := recover()
	if fault != nil && fault != http.ErrAbortHandler {
		s.Log.Error("panic", "path", r.Pattern, "cause", fault, "stack", string(debug.Stack()))
		if a.status == 0 {
			s.tell(a, refusal(http.StatusInternalServerError, "the server failed; its log says why"))
			fault = nil
		}
	}
	took := time.Since(began)
	s.metrics.count(r.Pattern, a.status, took)
	s.record(a, r, took)
	if fault != nil {
		panic(http.ErrAbortHandler)
	}
}

// record logs a request by its route: what a path, query or body has is a
// stranger's, and names documents.
func (s *Server) record(a *answer, r *http.Request, took time.Duration) {
	log := s.Log.Info
	if r.Pattern == "GET /healthz" || r.Pattern == "GET /readyz" || r.Pattern == "GET /metrics" {
		log = s.Log.Debug // asked for every few seconds, for ever
	}
	log("request", "route", routeName(r.Pattern), "status", a.status, "bytes", a.bytes, "ms", took.Milliseconds(), "from", r.RemoteAddr)
}

// setHeaders forbids browsers to do anything with an answer but to show it. The
// page and the report say for themselves what they need.
func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

// guard keeps out requests that a page of a stranger had a browser send: those
// that say so (Sec-Fetch-Site, Origin), and where no token is asked for, those
// meant for a name that only resolves to this machine.
func (s *Server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.tell(w.(*answer), refusal(http.StatusForbidden, "a page of another origin may not ask for this"))
	}))
	next = cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Token == "" && !isLoopback(r.Host) {
			s.tell(w.(*answer), refusal(http.StatusMisdirectedRequest, "without a token only requests to localhost are answered"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback tells whether a host, with or without a port, is this machine by name
// or number.
func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// dispatch finds the route. A path that is not as short as can be is not found:
// to be sent elsewhere would make another document of it.
func (s *Server) dispatch() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := w.(*answer)
		h, pattern := s.mux.Handler(r)
		_, ours := h.(http.HandlerFunc)
		switch {
		case ours && pattern != "":
			s.mux.ServeHTTP(a, r)
		case allowed(h, r, a.Header()):
			s.tell(a, refusal(http.StatusMethodNotAllowed, "%s is not for this path", r.Method))
		default:
			s.tell(a, refusal(http.StatusNotFound, "there is nothing at this path"))
		}
	})
}

// allowed reports whether the path is there for other methods, and says which.
func allowed(h http.Handler, r *http.Request, to http.Header) bool {
	p := probe{header: http.Header{}}
	h.ServeHTTP(&p, r)
	if p.status != http.StatusMethodNotAllowed {
		return false
	}
	to.Set("Allow", p.header.Get("Allow"))
	return true
}

// probe takes the answer that package http has of its own.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

// authorized compares in a time that tells nothing of the token, not even its length.
func (s *Server) authorized(r *http.Request) bool {
	if s.Token == "" {
		return true
	}
	scheme, shown, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	a, b := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(s.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}
