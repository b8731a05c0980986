package serve

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/internal/chromium"
)

// browser shows the page.
type browser struct {
	*chromium.Browser
	t testing.TB
}

func startBrowser(t testing.TB) *browser {
	b := &browser{chromium.Start(t), t}
	// The frame of the report may be a process, and with it a session, of its own.
	b.Call("Target.setAutoAttach", map[string]any{"autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true})
	return b
}

// complaints lists exceptions, messages and requests for what is not the server.
func (b *browser) complaints(url string) []string {
	return b.Complaints(func(asked string) bool {
		return !strings.HasPrefix(asked, url+"/") && !strings.HasPrefix(asked, "about:srcdoc")
	})
}

// inFrame waits for the frame of the report and runs an expression in it.
func (b *browser) inFrame(expression string) string {
	b.t.Helper()
	for range 200 {
		for _, context := range b.frames() {
			session := b.Session
			b.Session = context.session
			answer := b.Ask("Runtime.evaluate", map[string]any{"expression": expression, "contextId": context.id, "returnByValue": true, "awaitPromise": true})
			b.Session = session
			if answer.Error != nil {
				continue // of a report before
			}
			var r struct {
				Result           struct{ Value string }
				ExceptionDetails json.RawMessage
			}
			b.Decode(answer.Result, &r)
			require.Empty(b.t, string(r.ExceptionDetails), expression)
			if r.Result.Value != "" {
				return r.Result.Value
			}
		}
		time.Sleep(20 * time.Millisecond)
		b.Eval("1", nil)
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
	for _, e := range slices.Clone(b.Events) {
		switch e.Method {
		case "Target.attachedToTarget":
			var p struct {
				SessionID  string
				TargetInfo struct{ Type string }
			}
			b.Decode(e.Params, &p)
			if p.TargetInfo.Type == "iframe" && !slices.ContainsFunc(b.Events, func(x chromium.Event) bool {
				return x.Method == "Runtime.executionContextCreated" && x.SessionID == p.SessionID
			}) {
				session := b.Session
				b.Session = p.SessionID
				for _, domain := range []string{"Runtime", "Log", "Network"} {
					b.Ask(domain+".enable", nil) // it may be gone
				}
				b.Session = session
			}
		case "Runtime.executionContextCreated":
			var p struct {
				Context struct {
					ID      int
					Origin  string
					AuxData struct{ IsDefault bool }
				}
			}
			b.Decode(e.Params, &p)
			if p.Context.AuxData.IsDefault && (e.SessionID != b.Session || p.Context.Origin == "://" || p.Context.Origin == "null") {
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
	b.Eval(fmt.Sprintf(`(document.getElementById("draft").value = %q, document.getElementById("go").click())`, draft), nil)
	for range 200 {
		if state := b.Text(`document.getElementById("state").textContent`); state != "Checking…" {
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
	archive, err := Collect(t.Context(), o.Detector, detect.All(detect.Document{Name: `x"><script>document.title="taken"</script>`, Text: hostile}))
	require.NoError(t, err)
	o.Archive = archive
	s := start(t, o)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int{1200, 390} {
			b.Device(width, 800, theme)
			b.Open(s.url + "/")
			assert.Equal(t, "respun: check a draft", b.Text("document.title"))
			b.Picture(fmt.Sprintf("page-%s-%d-empty", theme, width))
			assert.Equal(t, "There is no draft yet: paste a text or choose a file.", b.check("  "))
			require.Equal(t, "Checked.", b.check("I wrote this myself. "+hostile))
			assert.Contains(t, b.inFrame(`document.getElementById("desk") && document.getElementById("desk").innerText`), "Does not pass")
			assert.Equal(t, "respun report", b.inFrame("document.title"))
			// The reader of a match opens in the frame, though that has no origin.
			assert.Equal(t, "open", b.inFrame(`(location.hash = "#match-1", new Promise(r => setTimeout(() => r(document.getElementById("reader").open ? "open" : "closed"), 200)))`))
			b.Picture(fmt.Sprintf("page-%s-%d", theme, width))
			assert.Equal(t, "respun: check a draft", b.Text("document.title"))
			assert.Equal(t, "true", b.Text("String(document.documentElement.scrollWidth <= innerWidth)"), "nothing to scroll sideways at %d", width)
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
	b.Open(s.url + "/")
	assert.Equal(t, "Unauthorized: a bearer token is needed", b.check(harbour))
	b.Eval(`(document.getElementById("token").value = "0123456789abcdef")`, nil)
	assert.Equal(t, "Request Entity Too Large: more than 1000 bytes", b.check(strings.Repeat(harbour, 10)))
	b.Eval(`(document.getElementById("limit").value = "many")`, nil)
	assert.Contains(t, b.check(harbour), "Bad Request: max_copied")
	b.Eval(`(document.getElementById("limit").value = "100 %")`, nil)
	assert.Equal(t, "Checked.", b.check(harbour))
	assert.Contains(t, b.inFrame(`document.getElementById("desk") && document.getElementById("desk").innerText`), "Passes")
	file := filepath.Join(t.TempDir(), "draft.html")
	require.NoError(t, os.WriteFile(file, []byte("<title>x</title><p>"+harbour), 0o600))
	var node struct{ Root struct{ NodeID int } }
	b.Decode(b.Call("DOM.getDocument", nil), &node)
	var input struct{ NodeID int }
	b.Decode(b.Call("DOM.querySelector", map[string]any{"nodeId": node.Root.NodeID, "selector": "#file"}), &input)
	b.Call("DOM.setFileInputFiles", map[string]any{"nodeId": input.NodeID, "files": []string{file}})
	b.Eval(`(document.getElementById("report").srcdoc = "", document.getElementById("go").click())`, nil)
	assert.Contains(t, b.inFrame(`document.getElementById("desk") && document.getElementById("desk").innerText`), "draft.html")
}
