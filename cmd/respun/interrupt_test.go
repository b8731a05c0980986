//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// start runs a command as a process of its own, with standard input left open.
func start(t *testing.T, dir string, args ...string) (c *exec.Cmd, stdin io.WriteCloser, stdout, stderr *bytes.Buffer) {
	t.Helper()
	c = exec.Command(installed(t), args...)
	c.Dir = dir
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	c.Stdout, c.Stderr = stdout, stderr
	stdin, err := c.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	return c, stdin, stdout, stderr
}

// interrupt ends a command once its output is open beside so many files: status 130, no
// report, no temporary file.
func interrupt(t *testing.T, s syscall.Signal, c *exec.Cmd, dir string, files int, stdout, stderr *bytes.Buffer) {
	t.Helper()
	require.Eventually(t, func() bool { return len(list(t, dir)) == files+1 }, time.Minute, 5*time.Millisecond, "the output is open")
	require.NoError(t, c.Process.Signal(s))
	_ = c.Wait() // the status says it all
	assert.Equal(t, statusInterrupted, c.ProcessState.ExitCode())
	assert.Equal(t, "respun: interrupted\n", stderr.String())
	assert.Empty(t, stdout.String())
	assert.Len(t, list(t, dir), files)
}

// TestInterrupted ends a scan that waits for input: status 130, no report, no
// temporary file.
func TestInterrupted(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, command := range []string{"scan", "scan --memory 1GiB --tmp .", "extract"} {
			t.Run(fmt.Sprint(command, " ", s), func(t *testing.T) {
				dir := t.TempDir()
				c, stdin, stdout, stderr := start(t, dir, append(strings.Fields(command), "--output", "out.txt", "-")...)
				defer stdin.Close()
				_, err := io.WriteString(stdin, "The storm closed every harbour")
				require.NoError(t, err)
				interrupt(t, s, c, dir, 0, stdout, stderr)
			})
		}
	}
}

// TestNoHangup: where a hangup is ignored, as nohup has it, a run goes on to its end.
func TestNoHangup(t *testing.T) {
	dir := t.TempDir()
	var stderr bytes.Buffer
	c := exec.Command("sh", "-c", `trap "" HUP; exec respun extract --output out.txt -`)
	c.Dir, c.Stderr = dir, &stderr
	stdin, err := c.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	_, err = io.WriteString(stdin, "The storm closed every harbour")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(list(t, dir)) == 1 }, time.Minute, 5*time.Millisecond, "the output is open")
	require.NoError(t, c.Process.Signal(syscall.SIGHUP))
	require.NoError(t, stdin.Close())
	require.NoError(t, c.Wait(), stderr.String())
	assert.FileExists(t, filepath.Join(dir, "out.txt"))
}

// TestInterruptedBeforeAPipeOpens: nobody writes to the pipe, and it is not waited for.
func TestInterruptedBeforeAPipeOpens(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Skip("no named pipes:", err)
	}
	for _, args := range [][]string{{"scan", "--output", "out.txt", "fifo"}, {"scan", "--output", "out.txt", "--files-from", "fifo"}} {
		c, stdin, stdout, stderr := start(t, dir, args...)
		defer stdin.Close()
		interrupt(t, syscall.SIGINT, c, dir, 1, stdout, stderr)
	}
}

// TestInterruptedBeforeAPipeIsRead: nobody reads from the pipe, and it is not waited for.
func TestInterruptedBeforeAPipeIsRead(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("no named pipes:", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	opened := make(chan error, 1)
	go func() {
		_, err := openTarget(ctx, fifo, nil)
		opened <- err
	}()
	cancel()
	select {
	case err := <-opened:
		require.ErrorIs(t, err, context.Canceled)
	case <-time.After(time.Minute):
		t.Error("it waits")
	}
	reader, err := os.OpenFile(fifo, os.O_RDONLY|syscall.O_NONBLOCK, 0) // sets the waiting goroutine free
	require.NoError(t, err)
	defer reader.Close()
	goleak.VerifyNone(t)
}

// lists are commands that read a list beside their documents: IN stands for it.
var lists = []string{
	"compare --pairs IN", "eval found IN run", "eval found gold IN", "eval align gold run --pairs IN", "index remove a.idx --names IN",
	"scan --keep IN a.txt", "check a.txt --against a.txt --ignore IN", "serve --against a.txt --token-file IN",
}

// TestInterruptedAtAList: a list that does not end is not waited for, be it standard
// input, a pipe or a pipe that nobody opens.
func TestInterruptedAtAList(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Chdir(t.TempDir())
	for file, text := range map[string]string{"a.txt": "The storm closed every harbour.", "gold": "", "run": `{"type":"begin","format":1,"offsets":"rune"}` + "\n" + `{"type":"end"}`} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	for k, command := range lists {
		fifo := fmt.Sprint("fifo", k)
		if err := syscall.Mkfifo(fifo, 0o600); err != nil {
			t.Skip("no named pipes:", err)
		}
		held, w := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, _ = io.WriteString(w, "\n") // returns once it is read
			cancel()
		}()
		interrupted(ctx, t, command, "-", held)
		require.NoError(t, w.Close())

		ctx, cancel = context.WithCancel(t.Context())
		timer := time.AfterFunc(50*time.Millisecond, cancel)
		interrupted(ctx, t, command, fifo, strings.NewReader(""))
		timer.Stop()
		release, err := os.OpenFile(fifo, os.O_RDWR, 0) // who waits for it goes on, or comes to it later
		require.NoError(t, err)
		t.Cleanup(func() { _ = release.Close() })
		ctx, cancel = context.WithCancel(t.Context())
		timer = time.AfterFunc(50*time.Millisecond, cancel)
		interrupted(ctx, t, command, fifo, strings.NewReader(""))
		timer.Stop()
	}
}

// interrupted runs a command that has to end with its context.
func interrupted(ctx context.Context, t *testing.T, command, list string, stdin io.Reader) {
	t.Helper()
	done := make(chan int, 1)
	var stdout, stderr bytes.Buffer
	go func() {
		done <- run(ctx, strings.Fields(strings.Replace(command, "IN", list, 1)), stdin, &stdout, &stderr)
	}()
	select {
	case status := <-done:
		assert.Equal(t, statusInterrupted, status, "%s: %s", command, stderr.String())
		assert.Empty(t, stdout.String(), command)
	case <-time.After(time.Minute):
		require.Fail(t, "goes on", "%s with %s", command, list)
	}
}

// TestInterruptedIndex: an index that is interrupted tells what it has stored by then.
func TestInterruptedIndex(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stdin, feed := io.Pipe()
	go func() { // far more than is read ahead, so that the first documents are stored
		for i := range 3 * addAtOnce {
			fmt.Fprintf(feed, `{"id":"d%d","text":"%s"}`+"\n", i, strings.Repeat(fmt.Sprintf("harbour %d ", i), 500))
		}
		cancel()
	}()
	var stdout, stderr bytes.Buffer
	status := run(ctx, []string{"index", "build", filepath.Join(t.TempDir(), "a.idx"), "-"}, stdin, &stdout, &stderr)
	assert.Equal(t, statusInterrupted, status)
	assert.Regexp(t, `^respun: interrupted; kept: added \d+, replaced 0, unchanged 0\n$`, stderr.String())
}

// TestKilled: a scan that was killed goes on where it was, and leaves no temporary
// files.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	var input strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&input, `{"id":"d%d","text":"The storm closed harbour %d on the northern coast before noon on Sunday %d. Ferries %d were late again."}`+"\n", i, i%700, i%90, i%50)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "in.jsonl"), []byte(input.String()), 0o600))
	args := []string{"scan", "--format", "jsonl", "in.jsonl"}
	whole, _, want, _ := start(t, dir, args...)
	require.NoError(t, whole.Wait())
	args = append(args, "--checkpoint", "kept", "--memory", "1GiB", "--tmp", ".")
	for k := range 4 {
		c, _, _, _ := start(t, dir, args...)
		time.Sleep(time.Duration(20+60*k) * time.Millisecond)
		_ = c.Process.Kill() // it may be done
		_ = c.Wait()
	}
	c, _, got, stderr := start(t, dir, args...)
	require.NoError(t, c.Wait(), stderr.String())
	assert.Equal(t, want.String(), got.String())
	assert.Len(t, list(t, dir), 2, "the input and the folder of the checkpoint")
	assert.Empty(t, list(t, filepath.Join(dir, "kept")))
}

func list(t *testing.T, dir string) []os.DirEntry {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	return entries
}

// cutOff interrupts the run once something is written.
type cutOff struct {
	bytes.Buffer
	cancel func()
}

func (c *cutOff) Write(p []byte) (int, error) {
	c.cancel()
	return c.Buffer.Write(p)
}

// TestInterruptedOutput: what is written when the interrupt comes ends with a
// whole record, and nothing is left running.
func TestInterruptedOutput(t *testing.T) {
	defer goleak.VerifyNone(t)
	var input strings.Builder
	for i := range 600 {
		fmt.Fprintf(&input, `{"id":"d%d","text":"The storm closed every harbour on the northern coast before noon on Sunday."}`+"\n", i)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out := &cutOff{cancel: cancel}
	var stderr bytes.Buffer
	status := run(ctx, []string{"scan", "--format", "jsonl", "--input-format", "jsonl", "-"}, strings.NewReader(input.String()), out, &stderr)
	assert.Equal(t, statusInterrupted, status, stderr.String())
	assert.True(t, strings.HasSuffix(out.String(), "}\n"), "ends in the middle of a record")
	assert.NotContains(t, out.String(), `{"type":"end"`)
}

// brokenPipe is standard output whose reader is gone.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}
}

func TestBrokenPipe(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Chdir("../..")
	for _, args := range [][]string{{"scan", "seeds"}, {"scan", "--format", "html", "seeds"}, {"extract", "seeds"}, {"version"}, {"help"}, {"man"}, {"completion", "zsh"}} {
		var stderr bytes.Buffer
		status := run(context.Background(), args, strings.NewReader(""), brokenPipe{}, &stderr)
		assert.Equal(t, statusDone, status, args)
		assert.Empty(t, stderr.String(), args)
	}
}

// TestBrokenPipeOfAMerge: all is merged though nobody reads what of each.
func TestBrokenPipeOfAMerge(t *testing.T) {
	t.Chdir(t.TempDir())
	quietly := func(stdout io.Writer, args ...string) {
		t.Helper()
		var stderr bytes.Buffer
		require.Equal(t, statusDone, run(t.Context(), args, strings.NewReader(""), stdout, &stderr), stderr.String())
	}
	for _, name := range []string{"a", "b"} {
		require.NoError(t, os.WriteFile(name+".txt", []byte("The storm closed every harbour. "+name), 0o600))
		quietly(io.Discard, "index", "build", name+".idx", name+".txt")
	}
	quietly(brokenPipe{}, "index", "merge", "all.idx", "a.idx", "b.idx")
	var stdout bytes.Buffer
	quietly(&stdout, "index", "info", "all.idx")
	assert.Contains(t, stdout.String(), `"documents": 2`)
}

// TestOutputFails: what is not standard output is no pipe whose reader has seen
// enough.
func TestOutputFails(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("no named pipes:", err)
	}
	reader, err := os.OpenFile(fifo, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	t.Chdir("../..")
	var stderr bytes.Buffer
	closing := &closeOnWrite{w: &stderr, c: reader}
	status := run(context.Background(), []string{"scan", "--output", fifo, "seeds", "nosuch"}, strings.NewReader(""), io.Discard, closing)
	assert.Equal(t, statusFailed, status, stderr.String())
	assert.Contains(t, stderr.String(), "broken pipe")
}

// closeOnWrite closes c at the first write.
type closeOnWrite struct {
	w io.Writer
	c io.Closer
}

func (c *closeOnWrite) Write(p []byte) (int, error) {
	_ = c.c.Close() // again: no matter
	return c.w.Write(p)
}

// A gate whose reader has gone does not pass, and a filter is not done.
func TestBrokenPipeOfAGate(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Chdir("../..")
	const draft, other = "seeds/000_b61e9c218f0af392.txt", "README.md"
	for _, args := range [][]string{{"check", draft, "--against", other}, {"compare", draft, other}, {"filter"}} {
		var stderr bytes.Buffer
		assert.Equal(t, statusFailed, run(t.Context(), args, strings.NewReader(`{"text":"The storm closed every harbour."}`), brokenPipe{}, &stderr), "%v", args)
		assert.Contains(t, stderr.String(), "broken pipe")
	}
}

// TestOneScanACheckpoint: a second scan with the folder of one that runs ends at
// once and touches nothing; after the first ended, killed or not, the folder is free.
func TestOneScanACheckpoint(t *testing.T) {
	dir := t.TempDir()
	article := "The storm closed every harbour on the northern coast before noon on Sunday."
	require.NoError(t, os.WriteFile(filepath.Join(dir, "in.txt"), []byte(article), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "old.txt"), []byte("the report of yesterday"), 0o600))
	second := func() (int, string) {
		c, _, _, stderr := start(t, dir, "scan", "--checkpoint", "kept", "--output", "old.txt", "in.txt")
		_ = c.Wait() // the status says it all
		return c.ProcessState.ExitCode(), stderr.String()
	}
	for _, end := range []func(*exec.Cmd, io.Closer){
		func(c *exec.Cmd, stdin io.Closer) { _ = stdin.Close() },
		func(c *exec.Cmd, _ io.Closer) { _ = c.Process.Kill() },
	} {
		c, stdin, _, stderr := start(t, dir, "scan", "--checkpoint", "kept", "-")
		_, err := io.WriteString(stdin, article)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return len(glob(t, dir, "kept/*")) == 1 }, time.Minute, 5*time.Millisecond, "the first has begun")
		began := time.Now()
		status, told := second()
		assert.Less(t, time.Since(began), 20*time.Second)
		assert.Equal(t, statusFailed, status)
		assert.Equal(t, "respun: --checkpoint kept: another scan keeps its work there; wait for it to end, or name another folder\n", told)
		end(c, stdin)
		_ = c.Wait() // killed, it has a status of its own
		assert.Empty(t, stderr.String())
		require.NoError(t, os.RemoveAll(filepath.Join(dir, "kept", "scan.checkpoint"))) // that of the one killed is of other inputs
		raw, err := os.ReadFile(filepath.Join(dir, "old.txt"))
		require.NoError(t, err)
		assert.Equal(t, "the report of yesterday", string(raw))
	}
	status, told := second()
	assert.Equal(t, statusDone, status, told)
	assert.Empty(t, list(t, filepath.Join(dir, "kept")))
}

func glob(t *testing.T, dir, pattern string) []string {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	require.NoError(t, err)
	return found
}
