//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startServer runs serve as a process of its own and waits until it listens.
func startServer(t *testing.T, args ...string) (c *exec.Cmd, url string, log *bufio.Reader) {
	t.Helper()
	c = exec.Command(installed(t), append([]string{"serve", "--listen", "localhost:0"}, args...)...)
	stderr, err := c.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() { _ = c.Process.Kill() })
	log = bufio.NewReader(stderr)
	for {
		raw, err := log.ReadBytes('\n')
		require.NoError(t, err, "%s", raw)
		var line struct{ Msg, Address string }
		require.NoError(t, json.Unmarshal(raw, &line), "%s", raw)
		if line.Msg == "listening" {
			return c, "http://" + line.Address, log
		}
	}
}

func ask(t *testing.T, url, contentType, body string) string {
	t.Helper()
	resp, err := http.Post(url, contentType, strings.NewReader(body))
	require.NoError(t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s", answer)
	return string(answer)
}

// TestServe: what was filtered is there after a restart, for the filter and for
// drafts; a signal ends the server with status 0, and standard error is JSON.
func TestServe(t *testing.T) {
	dir, broken := filepath.Join(t.TempDir(), "index"), filepath.Join(t.TempDir(), "broken.jsonl")
	require.NoError(t, os.WriteFile(broken, []byte(`{"text":`), 0o600)) // without --strict, it is told and passed over
	const text = "The storm closed every harbour on the northern coast before noon on Sunday, and two ferries turned back."
	for i, verdict := range []string{"new", "exact"} {
		c, url, log := startServer(t, "--index", dir, "--against", "../../seeds", "--against", broken)
		got := ask(t, url+"/v1/filter", "application/json", fmt.Sprintf(`{"id":"harbour-%d","text":"%s"}`, i, text))
		assert.Contains(t, got, `"verdict":"`+verdict+`"`)
		got = ask(t, url+"/v1/filter", "application/x-ndjson", `{"id":"harbour-0","text":"`+text+`"}`)
		assert.Contains(t, got, `"verdict":"new"`, "its first verdict again")
		got = ask(t, url+"/v1/check?format=text", "text/plain", "We hear this. "+text)
		assert.Contains(t, got, "harbour-0")
		require.NoError(t, c.Process.Signal([]syscall.Signal{syscall.SIGTERM, syscall.SIGINT}[i]))
		rest, err := io.ReadAll(log)
		require.NoError(t, err)
		require.NoError(t, c.Wait(), "%s", rest)
		for line := range strings.Lines(string(rest)) {
			assert.True(t, json.Valid([]byte(line)), line)
		}
	}
}

// TestServeNeedsItsAddress: where somebody else listens nothing is read or made before that is told.
func TestServeNeedsItsAddress(t *testing.T) {
	l, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	defer l.Close()
	dir := filepath.Join(t.TempDir(), "index")
	var stderr bytes.Buffer
	status := run(t.Context(), []string{"serve", "--index", dir, "--listen", l.Addr().String()}, strings.NewReader(""), io.Discard, &stderr)
	assert.Equal(t, statusFailed, status)
	assert.Contains(t, stderr.String(), "address already in use")
	assert.NoDirExists(t, dir)
}

// TestServeEndsAtOnce: a second signal does not wait for what runs.
func TestServeEndsAtOnce(t *testing.T) {
	c, url, log := startServer(t, "--against", "../../seeds")
	in, out := io.Pipe()
	defer out.Close()
	go func() { _, _ = io.WriteString(out, `{"id":"a","text":"b"}`+"\n") }()
	resp, err := http.Post(url+"/v1/filter", "application/x-ndjson", in)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	for {
		line, err := log.ReadString('\n')
		require.NoError(t, err)
		if strings.Contains(line, "shutting down") {
			break
		}
	}
	go func() { // again and again: the one sent while the first is being handled is lost
		for c.Process.Signal(syscall.SIGTERM) == nil {
			time.Sleep(10 * time.Millisecond)
		}
	}()
	assert.Error(t, c.Wait(), "killed, not ended in order")
}
