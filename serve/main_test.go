package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"respun/check"
	"respun/detect"
	"respun/filter"
	"respun/lsh"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	harbour = "The storm closed every harbour on the northern coast before noon on Sunday, and two ferries turned back to the mainland with their lights out."
	bakery  = "A bakery in the old town sells rye bread that was baked in an oven of 1874, and its owner says that nobody else may light the fire."
)

var archived = []detect.Document{
	{Name: "news/harbour", Text: harbour, Source: "Courier", Date: "2024-03-01"},
	{Name: "https://example.com/b?x=1", Text: bakery},
}

// logged is what a server logged.
type logged struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.String()
}

// options returns those of a server with a small archive, and its log.
func options(t testing.TB) (Options, *logged) {
	d, err := detect.New(check.Options(detect.Defaults()))
	require.NoError(t, err)
	archive, err := Collect(context.Background(), d, detect.All(archived...))
	require.NoError(t, err)
	f, err := filter.New(context.Background(), filter.Defaults())
	require.NoError(t, err)
	log := new(logged)
	o := Defaults()
	o.Archive, o.Detector, o.Filter, o.Log = archive, d, f, slog.New(slog.NewJSONHandler(log, nil))
	o.MaxBody, o.Timeout, o.Concurrency = 1<<20, 20*time.Second, 4
	return o, log
}

// running is a server that listens.
type running struct {
	*Server
	url  string
	addr string
	stop func() error // ends it and waits
}

func start(t testing.TB, o Options) *running {
	s, err := New(o)
	require.NoError(t, err)
	l, err := Listen(context.Background(), "127.0.0.1:0", "")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stop := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		require.NoError(t, stop())
	})
	return &running{s, "http://" + l.Addr().String(), l.Addr().String(), stop}
}

// reply is a response that was read to its end.
type reply struct {
	*http.Response
	body string
	cut  error // it was not whole
}

func do(t testing.TB, r *http.Request) reply {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return reply{resp, string(body), err}
}

func request(t testing.TB, method, url, contentType string, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, body)
	require.NoError(t, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func post(t testing.TB, url, contentType, body string) reply {
	t.Helper()
	return do(t, request(t, "POST", url, contentType, strings.NewReader(body)))
}

func get(t testing.TB, url string) reply {
	t.Helper()
	return do(t, request(t, "GET", url, "", nil))
}

// raw sends bytes as they are, and reads until the server closes.
func raw(t testing.TB, addr, bytes string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	defer c.Close()
	_, err = io.WriteString(c, bytes)
	require.NoError(t, err)
	require.NoError(t, c.SetReadDeadline(time.Now().Add(20*time.Second)))
	got, err := io.ReadAll(c)
	require.False(t, isTimeout(errors.Join(err)), "the server leaves the connection open")
	return string(got)
}

// stuck is an archive that answers when it is told to, or with an error or panic.
type stuck struct {
	asked   chan struct{}
	release chan struct{}
	err     error
	panics  bool
	deaf    bool // to the end of a context
}

func (s *stuck) Postings(ctx context.Context, _ []lsh.Key, _ func(int, []uint32) error) error {
	if s.panics {
		panic("secret /etc/shadow")
	}
	if s.err != nil {
		return s.err
	}
	s.asked <- struct{}{}
	if s.deaf {
		<-s.release
		return nil
	}
	select {
	case <-s.release:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *stuck) Find(string) ([]uint32, error) {
	if s.panics {
		panic("secret /etc/shadow")
	}
	return nil, s.err
}

func (s *stuck) Document(context.Context, uint32) (detect.Document, error) {
	return detect.Document{}, s.err
}
