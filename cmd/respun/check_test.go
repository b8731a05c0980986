//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCheckInterrupted ends a check that waits for its draft, and one that waits
// for what to compare it with: status 130, no report.
func TestCheckInterrupted(t *testing.T) {
	for name, args := range map[string][]string{"draft": {"-", "--against", "kept.txt"}, "archive": {"kept.txt", "--against", "-"}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "kept.txt"), []byte("The storm closed every harbour.\n"), 0o644))
			c, stdin, stdout, stderr := start(t, dir, append([]string{"check", "--output", "out.txt"}, args...)...)
			defer stdin.Close()
			_, err := io.WriteString(stdin, "The storm closed every harbour")
			require.NoError(t, err)
			require.Eventually(t, func() bool { return len(list(t, dir)) == 2 }, 10*time.Second, 5*time.Millisecond, "the output is open")
			require.NoError(t, c.Process.Signal(syscall.SIGINT))
			_ = c.Wait() // the status says it all
			assert.Equal(t, statusInterrupted, c.ProcessState.ExitCode())
			assert.Equal(t, "respun: interrupted\n", stderr.String())
			assert.Empty(t, stdout.String())
			assert.Len(t, list(t, dir), 1, "no report")
		})
	}
}
