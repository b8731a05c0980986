//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

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
			interrupt(t, syscall.SIGINT, c, dir, 1, stdout, stderr)
		})
	}
}
