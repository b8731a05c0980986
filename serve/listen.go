package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Bounds of connections, which cost some 20 KB each. A header is a few hundred
// bytes of an honest client, and is there at once.
const (
	maxConnections = 1024
	maxHeader      = 16 << 10 // bytes
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
)

// Listen opens an address to serve at. Without a token it refuses all but those of
// this machine, as whoever reaches the server reads the archive and fills the index.
func Listen(ctx context.Context, address, token string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	if token == "" && !isLoopback(net.JoinHostPort(host, "0")) {
		return nil, fmt.Errorf("serve: %s is not this machine alone: other machines need a token", address)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	return l, nil
}

// Serve answers what comes in at l until ctx ends. Then it takes in nothing more,
// ends what it has begun, and returns once nothing runs; what takes longer than
// Options.Timeout is cut off. It closes l. It is called once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	base, cut := context.WithCancel(context.Background())
	defer cut()
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: min(headerTimeout, s.Timeout),
		ReadTimeout:       s.Timeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return base },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(netutil.LimitListener(l, maxConnections)) }()
	var err error
	select {
	case err = <-ended: // the listener failed
	case <-ctx.Done():
	}
	s.Log.Info("shutting down")
	s.lastRead = time.Now().Add(min(drainPatience, s.Timeout))
	s.drain()
	patience, cancel := context.WithTimeout(context.Background(), s.Timeout)
	defer cancel()
	if late := server.Shutdown(patience); late != nil {
		s.Log.Warn("requests cut off", "cause", late.Error())
		cut()
		_ = server.Close() // what it closes is lost either way
	}
	s.running.Lock() // for good: nothing runs any more, and nothing will
	if err == nil {
		err = <-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}
