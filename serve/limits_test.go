package serve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/filter"
	"respun/index"
)

// dial opens a connection that is closed at the end.
func dial(t *testing.T, addr, send string) (net.Conn, *bufio.Reader) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	require.NoError(t, c.SetDeadline(time.Now().Add(20*time.Second))) // later than what tests wait for
	_, err = io.WriteString(c, send)
	require.NoError(t, err)
	return c, bufio.NewReader(c)
}

// drip sends a byte now and then until the server has enough.
func drip(c net.Conn) {
	for {
		if _, err := c.Write([]byte("x")); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

const slow = 500 * time.Millisecond

// TestSlowBodies: a body that trickles in ends with 408, and so does a stream
// whose first line does.
func TestSlowBodies(t *testing.T) {
	o, _ := options(t)
	o.Timeout = slow
	s := start(t, o)
	for _, head := range []string{
		"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
		"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
		"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n",
		"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n",
	} {
		began := time.Now()
		c, in := dial(t, s.addr, head)
		go drip(c)
		resp, err := http.ReadResponse(in, nil)
		require.NoError(t, err, head)
		assert.Equal(t, 408, resp.StatusCode, head)
		assert.True(t, resp.Close)
		assert.Less(t, time.Since(began), 30*slow)
	}
}

// TestSlowHeaders: a connection that does not come to the end of its header is closed.
func TestSlowHeaders(t *testing.T) {
	o, _ := options(t)
	o.Timeout = slow
	s := start(t, o)
	began := time.Now()
	c, in := dial(t, s.addr, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
	go drip(c)
	_, _ = io.Copy(io.Discard, in) // to the end, or until it is reset
	assert.Less(t, time.Since(began), 30*slow)
}

// TestSlowStream: a stream that pauses too long is cut off behind the answers it got.
func TestSlowStream(t *testing.T) {
	o, _ := options(t)
	o.Timeout = slow
	s := start(t, o)
	line := someDoc + "\n"
	c, in := dial(t, s.addr, fmt.Sprintf("POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nfff\r\n", len(line), line))
	go drip(c)
	resp, err := http.ReadResponse(in, nil)
	require.NoError(t, err)
	require.Equal(t, 200, resp.StatusCode)
	body, err := io.ReadAll(resp.Body)
	assert.Error(t, err, "what was cut off must not look whole")
	assert.Contains(t, string(body), `"verdict":"new"`)
	assert.Eventually(t, func() bool { return len(s.slots) == 0 }, 20*time.Second, time.Millisecond)
}

// TestLongStream: a stream lasts as long as its lines come in time.
func TestLongStream(t *testing.T) {
	o, _ := options(t)
	o.Timeout = 2 * time.Second
	s := start(t, o)
	in, out := io.Pipe()
	go func() {
		for range 6 {
			time.Sleep(o.Timeout / 5)
			_, _ = io.WriteString(out, someDoc+"\n")
		}
		out.Close()
	}()
	got := do(t, request(t, "POST", s.url+"/v1/filter", lineType, in))
	require.NoError(t, got.cut)
	assert.Equal(t, 6, strings.Count(got.body, `"verdict":"new"`))
}

// TestSlowReader: a client that does not read what it asked for gives its slot back.
func TestSlowReader(t *testing.T) {
	o, _ := options(t)
	o.Timeout, o.MaxBody = 2*time.Second, 64<<20
	s := start(t, o)
	body := strings.Repeat("no JSON but as long as a line is\n", 250_000)
	c, _ := dial(t, s.addr, "")
	_, err := fmt.Fprintf(c, "POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return len(s.slots) == 1 }, 20*time.Second, time.Millisecond)
	assert.Eventually(t, func() bool { return len(s.slots) == 0 }, 20*time.Second, 10*time.Millisecond)
	assert.False(t, s.failed.Load(), "a client that is gone is no fault of the index")
}

// TestSlowWork: a check that takes too long ends with 408 and is not gone on with.
func TestSlowWork(t *testing.T) {
	o, log := options(t)
	archive := &stuck{asked: make(chan struct{}, 10)}
	o.Archive, o.Timeout = archive, slow
	s := start(t, o)
	got := post(t, s.url+"/v1/check", "text/plain", harbour)
	assert.Equal(t, 408, got.StatusCode)
	holdProblem(t, got)
	assert.Len(t, archive.asked, 1)
	assert.NotContains(t, log.String(), "ERROR")
}

// TestDeafWork: work that does not end in time keeps its slot, and the server from
// ending, but not its client.
func TestDeafWork(t *testing.T) {
	o, _ := options(t)
	archive := &stuck{asked: make(chan struct{}, 10), release: make(chan struct{}), deaf: true}
	o.Archive, o.Timeout, o.Concurrency = archive, slow, 1
	s := start(t, o)
	assert.Equal(t, 408, post(t, s.url+"/v1/check", "text/plain", harbour).StatusCode)
	assert.Equal(t, 429, post(t, s.url+"/v1/check", "text/plain", harbour).StatusCode)
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	select {
	case <-stopped:
		t.Fatal("the server is gone while it works")
	case <-time.After(2 * slow):
	}
	close(archive.release)
	assert.NoError(t, <-stopped)
}

// TestClientGoesAway: the work on its draft ends too.
func TestClientGoesAway(t *testing.T) {
	o, log := options(t)
	archive := &stuck{asked: make(chan struct{}, 10)}
	o.Archive = archive
	s := start(t, o)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-archive.asked
		cancel()
	}()
	_, err := http.DefaultClient.Do(request(t, "POST", s.url+"/v1/check", "text/plain", strings.NewReader(harbour)).WithContext(ctx))
	require.Error(t, err)
	assert.Eventually(t, func() bool { return strings.Contains(log.String(), `"status":499`) }, 20*time.Second, time.Millisecond)
	assert.NotContains(t, log.String(), "ERROR")
}

// TestBusy: as many as may be are worked on, the next is sent away; what takes no
// work is answered all the same.
func TestBusy(t *testing.T) {
	o, _ := options(t)
	archive := &stuck{asked: make(chan struct{}, 100), release: make(chan struct{})}
	o.Archive, o.Concurrency = archive, 2
	s := start(t, o)
	var waiting sync.WaitGroup
	for range o.Concurrency {
		waiting.Go(func() { assert.Equal(t, 200, post(t, s.url+"/v1/check", "text/plain", harbour).StatusCode) })
	}
	for range o.Concurrency {
		<-archive.asked
	}
	for _, got := range []reply{post(t, s.url+"/v1/check", "", harbour), post(t, s.url+"/v1/filter", "", someDoc), get(t, s.url+"/v1/documents/a")} {
		assert.Equal(t, 429, got.StatusCode)
		assert.Equal(t, "1", got.Header.Get("Retry-After"))
		holdProblem(t, got)
	}
	assert.Equal(t, 200, get(t, s.url+"/readyz").StatusCode)
	close(archive.release)
	waiting.Wait()
	assert.Equal(t, 404, get(t, s.url+"/v1/documents/a").StatusCode)
}

// TestMany: checks, filters and reads at once; each gets its own answer.
func TestMany(t *testing.T) {
	o, _ := options(t)
	o.Concurrency = 100
	s := start(t, o)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 5 {
				id := fmt.Sprintf("%d-%d", i, j)
				assert.Contains(t, post(t, s.url+"/v1/check?name="+id, "text/plain", harbour).body, `"draft":"`+id+`"`)
				assert.Contains(t, post(t, s.url+"/v1/filter", jsonType, `{"id":"`+id+`","text":"A word of `+id+`."}`).body, id)
				assert.Equal(t, 200, get(t, s.url+"/v1/documents/news/harbour").StatusCode)
				assert.Equal(t, 200, get(t, s.url+"/metrics").StatusCode)
			}
		})
	}
	all.Wait()
	assert.Equal(t, 40, s.Filter.Stats().Documents)
}

// TestShutdownEndsWhatHasBegun: no new request is let in, a check that runs is
// answered, and Serve returns only then.
func TestShutdownEndsWhatHasBegun(t *testing.T) {
	o, _ := options(t)
	archive := &stuck{asked: make(chan struct{}, 10), release: make(chan struct{})}
	o.Archive = archive
	s := start(t, o)
	answered := make(chan reply, 1)
	go func() { answered <- post(t, s.url+"/v1/check", "text/plain", harbour) }()
	<-archive.asked
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	require.Eventually(t, func() bool { return s.draining.Err() != nil }, 20*time.Second, time.Millisecond)
	assert.ErrorContains(t, s.readyz(nil, nil), "shutting down")
	assert.Eventually(t, func() bool {
		c, err := net.Dial("tcp", s.addr)
		if err == nil {
			c.Close()
		}
		return err != nil
	}, 20*time.Second, time.Millisecond)
	select {
	case <-stopped:
		t.Fatal("the server is gone while it works")
	case <-time.After(50 * time.Millisecond):
	}
	close(archive.release)
	assert.Equal(t, 200, (<-answered).StatusCode)
	assert.NoError(t, <-stopped)
}

// TestShutdownCutsOff: an answer that is read too slowly does not hold up the end
// for longer than the time limit.
func TestShutdownCutsOff(t *testing.T) {
	o, log := options(t)
	o.Timeout, o.MaxBody = 2*time.Second, 64<<20
	s := start(t, o)
	body := strings.Repeat("no JSON but as long as a line is\n", 250_000)
	_, in := dial(t, s.addr, fmt.Sprintf("POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	go func() {
		for err := error(nil); err == nil; time.Sleep(time.Millisecond) {
			_, err = io.CopyN(io.Discard, in, 4<<10)
		}
	}()
	require.Eventually(t, func() bool { return len(s.slots) == 1 }, 20*time.Second, time.Millisecond)
	began := time.Now()
	require.NoError(t, s.stop())
	assert.Less(t, time.Since(began), 15*time.Second)
	assert.Contains(t, log.String(), "requests cut off")
}

// TestShutdownLosesNothing ends a server under load: each line that was answered
// is in the index afterwards, with its text, and the same verdict is given again.
func TestShutdownLosesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	o, _ := options(t)
	open := func() *index.Index {
		x, err := index.Open(dir, index.Options{Create: true, Passages: true, Outline: filter.Outline})
		require.NoError(t, err)
		o.Archive = x
		stored := filter.Defaults()
		stored.Store, stored.KeepText = x, true
		o.Filter, err = filter.New(context.Background(), stored)
		require.NoError(t, err)
		return x
	}
	x := open()
	o.Concurrency = 100
	s := start(t, o)
	var clients sync.WaitGroup
	var answers sync.Map
	var count atomic.Int64
	doc := func(id string) string {
		return fmt.Sprintf(`{"id":"%s","text":"Report %s of the harbour master on what was seen from the tower that day, by %s."}`+"\n", id, id, id)
	}
	keep := func(line string) {
		id, _, _ := strings.Cut(strings.TrimPrefix(line, `{"id":"`), `"`)
		answers.Store(id, line)
		count.Add(1)
	}
	for i := range 4 {
		clients.Go(func() { stream(s.url, func(n int) string { return doc(fmt.Sprintf("stream-%d-%d", i, n)) }, keep) })
		clients.Go(func() {
			for n := 0; ; n++ {
				resp, err := http.Post(s.url+"/v1/filter", jsonType, strings.NewReader(doc(fmt.Sprintf("one-%d-%d", i, n))))
				if err != nil {
					return
				}
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err == nil && resp.StatusCode == 200 {
					keep(string(body))
				}
			}
		})
	}
	require.Eventually(t, func() bool { return count.Load() > 1000 }, 20*time.Second, time.Millisecond)
	began := time.Now()
	require.NoError(t, s.stop())
	assert.Less(t, time.Since(began), time.Minute)
	clients.Wait()
	require.NoError(t, x.Close())
	t.Log(count.Load(), "answered")

	x = open()
	defer func() { require.NoError(t, x.Close()) }()
	answers.Range(func(id, line any) bool {
		found, err := x.Find(id.(string))
		require.NoError(t, err)
		require.Len(t, found, 1, id)
		stored, err := x.Document(context.Background(), found[0])
		require.NoError(t, err)
		require.Contains(t, doc(id.(string)), stored.Text)
		v, err := o.Filter.Put(context.Background(), stored)
		require.NoError(t, err)
		require.Contains(t, line, `"verdict":"`+v.Kind.String()+`"`)
		return true
	})
	assert.NotZero(t, o.Filter.Stats().Replayed)
}

// stream sends lines until it is cut off, and hands each whole answer to keep.
func stream(url string, line func(int) string, keep func(string)) {
	in, out := io.Pipe()
	go func() {
		for n := 0; ; n++ {
			if _, err := io.WriteString(out, line(n)); err != nil {
				return
			}
		}
	}()
	defer in.CloseWithError(io.ErrClosedPipe)
	resp, err := http.Post(url+"/v1/filter", lineType, in)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	for {
		answer, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		keep(answer)
	}
}

// TestIdleStreamEndsSoon: a stream that waits for its client does not hold up the end.
func TestIdleStreamEndsSoon(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	line := someDoc + "\n"
	_, in := dial(t, s.addr, fmt.Sprintf("POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(line), line))
	resp, err := http.ReadResponse(in, nil)
	require.NoError(t, err)
	began := time.Now()
	require.NoError(t, s.stop())
	assert.Less(t, time.Since(began), 15*time.Second)
	body, err := io.ReadAll(resp.Body)
	assert.Error(t, err)
	assert.Contains(t, string(body), `"verdict":"new"`)
}
