package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// call runs a command in process, with nothing on standard input.
func call(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(context.Background(), args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

// TestSeeds holds what a scan of the seed articles says, for people and for
// programs. `go test ./cmd/respun -update` renews it.
func TestSeeds(t *testing.T) {
	t.Chdir("../..")
	for file, format := range map[string]string{"seeds.txt": "text", "seeds.jsonl": "jsonl"} {
		status, got, stderr := call(t, "scan", "--format", format, "seeds")
		require.Equal(t, statusDone, status, stderr)
		golden := filepath.Join("testdata", file)
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o666))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s: renew with -update if the change is meant", golden)
	}
}

// TestWorkers holds the promise that a report does not depend on who made it.
func TestWorkers(t *testing.T) {
	t.Chdir("../..")
	for _, args := range [][]string{
		{"scan", "--format", "jsonl", "--classes", "all", "--min-confidence", "0", "--documents", "seeds"},
		{"scan", "--format", "jsonl", "--level", "document", "--min-pair", "0", "seeds"},
		{"scan", "--stats", "--brute", "seeds"},
	} {
		_, want, _ := call(t, append(args, "--workers", "1")...)
		require.NotEmpty(t, want)
		for _, n := range []string{"2", "8"} {
			_, got, _ := call(t, append(args, "--workers", n)...)
			require.Equal(t, want, got, "%v with %s workers", args, n)
		}
	}
}
