package serve

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

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
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
	// The frame of the report may be a process, and with it a session, of its own.
	b.call("Target.setAutoAttach", map[string]any{"autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true})
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
	e := b.ask(method, params)
	require.Nil(b.t, e.Error, "%s: %v", method, e.Error)
	return e.Result
}

func (b *browser) ask(method string, params map[string]any) event {
	b.send(method, params)
	for {
		if e := b.read(); e.ID == b.id {
			return e
		}
	}
}

func (b *browser) decode(raw json.RawMessage, v any) {
	require.NoError(b.t, json.Unmarshal(raw, v))
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

// open shows an address and waits until it is loaded.
func (b *browser) open(url string) {
	b.events = nil
	b.call("Page.navigate", map[string]any{"url": url})
	for !slices.ContainsFunc(b.events, func(e event) bool { return e.Method == "Page.loadEventFired" }) {
		b.read()
	}
}

// complaints lists exceptions, messages and requests for what is not the server.
func (b *browser) complaints(url string) (out []string) {
	b.eval("1", nil)
	for _, e := range b.events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
			out = append(out, string(e.Params))
		case "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			b.decode(e.Params, &p)
			if !strings.HasPrefix(p.Request.URL, url+"/") && !strings.HasPrefix(p.Request.URL, "about:srcdoc") {
				out = append(out, p.Request.URL)
			}
		}
	}
	return out
}

// inFrame waits for the frame of the report and runs an expression in it.
func (b *browser) inFrame(expression string) string {
	b.t.Helper()
	for range 200 {
		for _, context := range b.frames() {
			session := b.session
			b.session = context.session
			answer := b.ask("Runtime.evaluate", map[string]any{"expression": expression, "contextId": context.id, "returnByValue": true, "awaitPromise": true})
			b.session = session
			if answer.Error != nil {
				continue // of a report before
			}
			var r struct {
				Result           struct{ Value string }
				ExceptionDetails json.RawMessage
			}
			b.decode(answer.Result, &r)
			require.Empty(b.t, string(r.ExceptionDetails), expression)
			if r.Result.Value != "" {
				return r.Result.Value
			}
		}
		time.Sleep(20 * time.Millisecond)
		b.eval("1", nil)
	}
	b.t.Fatal("no report in the frame")
	return ""
}

type frame struct {
	session string
	id      int
}

// frames returns where scripts of the report run: a process of their own, or the
// page's.
func (b *browser) frames() (out []frame) {
	for _, e := range slices.Clone(b.events) {
		switch e.Method {
		case "Target.attachedToTarget":
			var p struct {
				SessionID  string
				TargetInfo struct{ Type string }
			}
			b.decode(e.Params, &p)
			if p.TargetInfo.Type == "iframe" && !slices.ContainsFunc(b.events, func(x event) bool {
				return x.Method == "Runtime.executionContextCreated" && x.SessionID == p.SessionID
			}) {
				session := b.session
				b.session = p.SessionID
				for _, domain := range []string{"Runtime", "Log", "Network"} {
					b.ask(domain+".enable", nil) // it may be gone
				}
				b.session = session
			}
		case "Runtime.executionContextCreated":
			var p struct {
				Context struct {
					ID      int
					Origin  string
					AuxData struct{ IsDefault bool }
				}
			}
			b.decode(e.Params, &p)
			if p.Context.AuxData.IsDefault && (e.SessionID != b.session || p.Context.Origin == "://" || p.Context.Origin == "null") {
				out = append(out, frame{e.SessionID, p.Context.ID})
			}
		}
	}
	slices.Reverse(out) // the latest report first
	return out
}

// hostile is a draft of somebody who wants the page to run something.
const hostile = harbour + ` <script>document.title = "taken"; parent.document.title = "taken"</script><img src="x" onerror="document.title='taken'">
<svg onload="document.title='taken'"></svg> </script><script>document.title = "taken"</script> <!-- <iframe src="https://example.com/"> \u2028 ]]> --> <base href="https://example.com/">`

// check pastes a draft, sends it and waits for what the page says.
func (b *browser) check(draft string) string {
	b.eval(fmt.Sprintf(`(document.getElementById("draft").value = %q, document.getElementById("go").click())`, draft), nil)
	for range 200 {
		if state := b.text(`document.getElementById("state").textContent`); state != "Checking…" {
			return state
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatal("no answer")
	return ""
}

// TestPageInBrowser: the page shows the report of a draft, on a desk and a phone,
// by day and by night, and runs nothing that a draft or a document brings along.
func TestPageInBrowser(t *testing.T) {
	b := startBrowser(t)
	o, _ := options(t)
	archive, err := Collect(t.Context(), o.Detector, sequence(detect.Document{Name: `x"><script>document.title="taken"</script>`, Text: hostile}))
	require.NoError(t, err)
	o.Archive = archive
	s := start(t, o)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int{1200, 390} {
			b.device(width, 800, theme)
			b.open(s.url + "/")
			assert.Equal(t, "respun: check a draft", b.text("document.title"))
			b.picture(fmt.Sprintf("page-%s-%d-empty", theme, width))
			assert.Equal(t, "There is no draft yet: paste a text or choose a file.", b.check("  "))
			require.Equal(t, "Checked.", b.check("I wrote this myself. "+hostile))
			assert.Contains(t, b.inFrame(`document.getElementById("desk") && document.getElementById("desk").innerText`), "Does not pass")
			assert.Equal(t, "respun report", b.inFrame("document.title"))
			// The reader of a match opens in the frame, though that has no origin.
			assert.Equal(t, "open", b.inFrame(`(location.hash = "#match-1", new Promise(r => setTimeout(() => r(document.getElementById("reader").open ? "open" : "closed"), 200)))`))
			b.picture(fmt.Sprintf("page-%s-%d", theme, width))
			assert.Equal(t, "respun: check a draft", b.text("document.title"))
			assert.Equal(t, "true", b.text("String(document.documentElement.scrollWidth <= innerWidth)"), "nothing to scroll sideways at %d", width)
			assert.Empty(t, b.complaints(s.url))
		}
	}
}

// TestPageSaysWhatWentWrong: refusals are told in words; a token is sent.
func TestPageSaysWhatWentWrong(t *testing.T) {
	b := startBrowser(t)
	o, _ := options(t)
	o.Token, o.MaxBody = "0123456789abcdef", 1000
	s := start(t, o)
	b.open(s.url + "/")
	assert.Equal(t, "Unauthorized: a bearer token is needed", b.check(harbour))
	b.eval(`(document.getElementById("token").value = "0123456789abcdef")`, nil)
	assert.Equal(t, "Request Entity Too Large: more than 1000 bytes", b.check(strings.Repeat(harbour, 10)))
	b.eval(`(document.getElementById("limit").value = "many")`, nil)
	assert.Contains(t, b.check(harbour), "Bad Request: max_copied")
	b.eval(`(document.getElementById("limit").value = "100 %")`, nil)
	assert.Equal(t, "Checked.", b.check(harbour))
	assert.Contains(t, b.inFrame(`document.getElementById("desk") && document.getElementById("desk").innerText`), "Passes")
	file := filepath.Join(t.TempDir(), "draft.html")
	require.NoError(t, os.WriteFile(file, []byte("<title>x</title><p>"+harbour), 0o600))
	var node struct{ Root struct{ NodeID int } }
	b.decode(b.call("DOM.getDocument", nil), &node)
	var input struct{ NodeID int }
	b.decode(b.call("DOM.querySelector", map[string]any{"nodeId": node.Root.NodeID, "selector": "#file"}), &input)
	b.call("DOM.setFileInputFiles", map[string]any{"nodeId": input.NodeID, "files": []string{file}})
	b.eval(`(document.getElementById("report").srcdoc = "", document.getElementById("go").click())`, nil)
	assert.Contains(t, b.inFrame(`document.getElementById("desk") && document.getElementById("desk").innerText`), "draft.html")
}
