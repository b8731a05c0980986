package report

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var screenshots = flag.String("screenshots", "", "folder to put pictures of the page in")

// browser is a headless Chromium driven over its debugging pipe: messages are
// JSON with a zero byte behind, on the descriptors 3 and 4.
type browser struct {
	t       testing.TB
	in      *os.File
	out     *bufio.Reader
	id      int
	session string
	events  []event
}

type event struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
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

func startBrowser(t testing.TB) *browser {
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
	b := &browser{t: t, in: in, out: bufio.NewReaderSize(out, 1<<20)}
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

func (b *browser) attach() {
	var target struct{ TargetID string }
	b.decode(b.call("Target.createTarget", map[string]any{"url": "about:blank"}), &target)
	var session struct{ SessionID string }
	b.decode(b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &session)
	b.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		b.call(domain+".enable", nil)
	}
}

func (b *browser) send(method string, params map[string]any) {
	b.id++
	if params == nil {
		params = map[string]any{}
	}
	msg := map[string]any{"id": b.id, "method": method, "params": params}
	if b.session != "" && !strings.HasPrefix(method, "Browser.") {
		msg["sessionId"] = b.session
	}
	raw, err := json.Marshal(msg)
	require.NoError(b.t, err)
	_, _ = b.in.Write(append(raw, 0))
}

func (b *browser) read() event {
	raw, err := b.out.ReadBytes(0)
	require.NoError(b.t, err)
	var e event
	b.decode(raw[:len(raw)-1], &e)
	if e.Method != "" {
		b.events = append(b.events, e)
	}
	return e
}

func (b *browser) call(method string, params map[string]any) json.RawMessage {
	b.t.Helper()
	b.send(method, params)
	for {
		if e := b.read(); e.ID == b.id {
			require.Nil(b.t, e.Error, "%s: %v", method, e.Error)
			return e.Result
		}
	}
}

func (b *browser) decode(raw json.RawMessage, v any) {
	require.NoError(b.t, json.Unmarshal(raw, v))
}

// open shows a page from a file and waits until it is loaded.
func (b *browser) open(html string) {
	path := filepath.Join(b.t.TempDir(), "report.html")
	require.NoError(b.t, os.WriteFile(path, []byte(html), 0o644))
	b.events = nil
	b.call("Page.navigate", map[string]any{"url": "file://" + path})
	for !b.seen("Page.loadEventFired") {
		b.read()
	}
}

func (b *browser) seen(method string) bool {
	for _, e := range b.events {
		if e.Method == method {
			return true
		}
	}
	return false
}

// eval runs an expression in the page and reads its value; a frame is drawn first.
func (b *browser) eval(expression string, v any) {
	b.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	const frame = "(async () => { await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); return (%s); })()"
	b.decode(b.call("Runtime.evaluate", map[string]any{"expression": fmt.Sprintf(frame, expression), "awaitPromise": true, "returnByValue": true}), &r)
	require.Empty(b.t, string(r.ExceptionDetails), expression)
	if v != nil {
		b.decode(r.Result.Value, v)
	}
}

func (b *browser) text(expression string) string {
	var s string
	b.eval(expression, &s)
	return s
}

func (b *browser) number(expression string) float64 {
	var n float64
	b.eval(expression, &n)
	return n
}

// press sends a key as a keyboard does.
func (b *browser) press(key string) {
	p := map[string]any{"type": "keyDown", "key": key, "code": key}
	if len(key) == 1 {
		p["text"] = key
	}
	if key == "Enter" {
		p["text"], p["windowsVirtualKeyCode"] = "\r", 13
	}
	if key == "Escape" {
		p["windowsVirtualKeyCode"] = 27
	}
	b.call("Input.dispatchKeyEvent", p)
	p["type"] = "keyUp"
	delete(p, "text")
	b.call("Input.dispatchKeyEvent", p)
}

// device sets window and theme.
func (b *browser) device(width, height int, theme string) {
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": theme}}})
}

// picture keeps a screenshot where the flag asks for one.
func (b *browser) picture(name string) {
	if *screenshots == "" {
		return
	}
	b.eval("1", nil)
	var shot struct{ Data string }
	b.decode(b.call("Page.captureScreenshot", nil), &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644))
}

// complaints lists exceptions, console messages and requests for anything but
// the file itself.
func (b *browser) complaints() []string {
	b.eval("1", nil)
	var out []string
	for _, e := range b.events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
			out = append(out, string(e.Params))
		case "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			b.decode(e.Params, &p)
			if !strings.HasPrefix(p.Request.URL, "file://") || !strings.HasSuffix(p.Request.URL, "/report.html") {
				out = append(out, p.Request.URL)
			}
		}
	}
	return out
}
