package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"respun/internal/chromium"
)

// browser shows a report.
type browser struct {
	*chromium.Browser
	t testing.TB
}

func startBrowser(t testing.TB) *browser { return &browser{chromium.Start(t), t} }

// open shows a page from a file and waits until it is loaded.
func (b *browser) open(html string) {
	path := filepath.Join(b.t.TempDir(), "report.html")
	require.NoError(b.t, os.WriteFile(path, []byte(html), 0o644))
	b.Open("file://" + path)
}

func (b *browser) number(expression string) float64 {
	var n float64
	b.Eval(expression, &n)
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
	b.Call("Input.dispatchKeyEvent", p)
	p["type"] = "keyUp"
	delete(p, "text")
	b.Call("Input.dispatchKeyEvent", p)
}

// complaints lists exceptions, console messages and requests for anything but
// the file itself.
func (b *browser) complaints() []string {
	return b.Complaints(func(url string) bool {
		return !strings.HasPrefix(url, "file://") || !strings.HasSuffix(url, "/report.html")
	})
}
