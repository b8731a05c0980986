// Package chromium drives a browser in tests of pages: what a reader sees, does and
// is not to be harmed by.
package chromium

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Screenshots is the folder that pictures go to; empty where none are wanted.
var Screenshots = flag.String("screenshots", "", "folder to put pictures of the page in")

// Browser is a headless Chromium driven over its debugging pipe: messages are
// JSON with a zero byte behind, on the descriptors 3 and 4.
type Browser struct {
	t       testing.TB
	in      *os.File
	out     *bufio.Reader
	id      int
	Session string  // that is asked
	Events  []Event // since the page was opened
}

// Event is what the browser answers, or tells of itself.
type Event struct {
	ID        int
	SessionID string
	Method    string
	Params    json.RawMessage
	Result    json.RawMessage
	Error     *struct{ Message string }
}

func findChromium(t testing.TB) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no chromium to open the page in")
	return ""
}

// Start starts a browser that ends with the test; without one, or in a short run, the
// test is skipped.
func Start(t testing.TB) *Browser {
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	chromium := findChromium(t)
	theirIn, in, err := os.Pipe()
	require.NoError(t, err)
	out, theirOut, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, out.SetReadDeadline(time.Now().Add(time.Minute)))
	home, err := os.MkdirTemp("", "browser") // t.TempDir fails where a helper process still writes
	require.NoError(t, err)
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--remote-debugging-pipe", "--user-data-dir="+home, "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	require.NoError(t, cmd.Start())
	theirIn.Close()
	theirOut.Close()
	b := &Browser{t: t, in: in, out: bufio.NewReaderSize(out, 1<<20)}
	t.Cleanup(func() {
		b.send("Browser.close", nil)
		in.Close()
		timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		defer timer.Stop()
		cmd.Wait()
		out.Close()
		os.RemoveAll(home)
	})
	b.attach()
	return b
}

func (b *Browser) attach() {
	var target struct{ TargetID string }
	b.Decode(b.Call("Target.createTarget", map[string]any{"url": "about:blank"}), &target)
	var session struct{ SessionID string }
	b.Decode(b.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &session)
	b.Session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		b.Call(domain+".enable", nil)
	}
}

func (b *Browser) send(method string, params map[string]any) {
	b.id++
	if params == nil {
		params = map[string]any{}
	}
	msg := map[string]any{"id": b.id, "method": method, "params": params}
	if b.Session != "" && !strings.HasPrefix(method, "Browser.") {
		msg["sessionId"] = b.Session
	}
	raw, err := json.Marshal(msg)
	require.NoError(b.t, err)
	_, _ = b.in.Write(append(raw, 0))
}

func (b *Browser) read() Event {
	raw, err := b.out.ReadBytes(0)
	require.NoError(b.t, err)
	var e Event
	b.Decode(raw[:len(raw)-1], &e)
	if e.Method != "" {
		b.Events = append(b.Events, e)
	}
	return e
}

// Call asks for something that must succeed.
func (b *Browser) Call(method string, params map[string]any) json.RawMessage {
	b.t.Helper()
	e := b.Ask(method, params)
	require.Nil(b.t, e.Error, "%s: %v", method, e.Error)
	return e.Result
}

// Ask asks for something.
func (b *Browser) Ask(method string, params map[string]any) Event {
	b.send(method, params)
	for {
		if e := b.read(); e.ID == b.id {
			return e
		}
	}
}

// Decode reads JSON that must be right.
func (b *Browser) Decode(raw json.RawMessage, v any) {
	require.NoError(b.t, json.Unmarshal(raw, v))
}

// Eval runs an expression in the page and reads its value; a frame is drawn first.
func (b *Browser) Eval(expression string, v any) {
	b.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	const frame = "(async () => { await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); return (%s); })()"
	b.Decode(b.Call("Runtime.evaluate", map[string]any{"expression": fmt.Sprintf(frame, expression), "awaitPromise": true, "returnByValue": true}), &r)
	require.Empty(b.t, string(r.ExceptionDetails), expression)
	if v != nil {
		b.Decode(r.Result.Value, v)
	}
}

// Text is the value of an expression that gives a string.
func (b *Browser) Text(expression string) string {
	var s string
	b.Eval(expression, &s)
	return s
}

// Device sets window and theme.
func (b *Browser) Device(width, height int, theme string) {
	b.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": theme}}})
}

// Picture keeps a screenshot where the flag asks for one.
func (b *Browser) Picture(name string) {
	if *Screenshots == "" {
		return
	}
	b.Eval("1", nil)
	var shot struct{ Data string }
	b.Decode(b.Call("Page.captureScreenshot", nil), &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(*Screenshots, name+".png"), png, 0o644))
}

// Open shows an address and waits until it is loaded.
func (b *Browser) Open(url string) {
	b.Events = nil
	b.Call("Page.navigate", map[string]any{"url": url})
	for !slices.ContainsFunc(b.Events, func(e Event) bool { return e.Method == "Page.loadEventFired" }) {
		b.read()
	}
}

// Complaints lists exceptions, messages, and requests for what is foreign.
func (b *Browser) Complaints(foreign func(url string) bool) (out []string) {
	b.Eval("1", nil)
	for _, e := range b.Events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
			out = append(out, string(e.Params))
		case "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			b.Decode(e.Params, &p)
			if foreign(p.Request.URL) {
				out = append(out, p.Request.URL)
			}
		}
	}
	return out
}
