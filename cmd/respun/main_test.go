package main

import (
	"archive/zip"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// update renews the golden output of the seeds and the outputs in the scripts.
var update = flag.Bool("update", false, "renew golden output")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"respun": main})
}

// installed returns the path of the program under test: TestMain puts it there.
func installed(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("respun")
	require.NoError(t, err)
	return path
}

// TestScripts runs the scripts: a command each, or what all commands share.
func TestScripts(t *testing.T) {
	seeds, err := filepath.Abs("../../seeds")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": status, "zip": zipFiles},
		Condition: func(name string) (bool, error) {
			return name == "root" && os.Geteuid() == 0, nil
		},
		Setup: func(e *testscript.Env) error {
			return os.Symlink(seeds, filepath.Join(e.WorkDir, "seeds"))
		},
	})
}

// zipFiles makes a zip archive of files: zip FILE PATH=FILE...
func zipFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: zip file path=file...")
	}
	out, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer out.Close()
	z := zip.NewWriter(out)
	for _, a := range args[1:] {
		path, file, _ := strings.Cut(a, "=")
		w, err := z.Create(path)
		ts.Check(err)
		_, err = io.WriteString(w, ts.ReadFile(file))
		ts.Check(err)
	}
	ts.Check(z.Close())
}

// status runs a command that ends with a given status: status 3 respun scan ...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	err = ts.Exec(args[1], args[2:]...)
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}
