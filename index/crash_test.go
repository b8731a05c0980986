package index

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/filter"
)

// The crash test kills this test binary, run again as a child that writes under
// load, at random moments. The child tells what was acknowledged; the next one goes
// on a little before, as a pipeline does that cannot know what was printed last.

const (
	childDir   = "RESPUN_CRASH_DIR"
	childStart = "RESPUN_CRASH_START"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		start, _ := strconv.Atoi(os.Getenv(childStart))
		if err := crashChild(dir, start, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// crashDocument is document i of the stream: many repeat an earlier one, whole or in part.
func crashDocument(i int) detect.Document {
	r := rand.New(rand.NewPCG(uint64(i), 11))
	d := detect.Document{Name: fmt.Sprintf("doc %d", i), Text: text(uint64(i), 6)}
	if i > 10 && r.IntN(3) == 0 {
		old := text(uint64(i-1-r.IntN(10)), 6)
		switch r.IntN(3) {
		case 0:
			d.Text = old
		case 1:
			d.Text = old + text(uint64(i), 5)
		default:
			d.Name = fmt.Sprintf("doc %d", i-1-r.IntN(10))
		}
	}
	return d
}

// crashOptions make everything happen often: publishing, flushing of postings.
func crashOptions() Options {
	return Options{Create: true, Passages: true, Outline: filter.Outline, Publish: 20 * time.Millisecond, pendingLimit: 3000}
}

// crashFilter opens a filter on the archive in a folder.
func crashFilter(dir string) (*Index, *filter.Filter, error) {
	x, err := Open(dir, crashOptions())
	if err != nil {
		return nil, nil, err
	}
	o := filter.Defaults()
	o.Store, o.KeepText = x, true
	f, err := filter.New(context.Background(), o)
	return x, f, err
}

// crashChild filters documents and writes a line for each once it is acknowledged.
func crashChild(dir string, start int, out io.Writer) error {
	_, f, err := crashFilter(dir)
	if err != nil {
		return err
	}
	for i := start; ; {
		var docs []detect.Document
		for range 1 + rand.IntN(6) {
			docs = append(docs, crashDocument(i+len(docs)))
		}
		verdicts, err := f.PutAll(context.Background(), docs)
		if err != nil {
			return err
		}
		var lines strings.Builder
		for _, v := range verdicts {
			fmt.Fprintf(&lines, "%d %s\n", i, said(v))
			i++
		}
		if _, err := io.WriteString(out, lines.String()); err != nil {
			return err
		}
	}
}

func said(v filter.Verdict) string {
	return fmt.Sprintf("%v %q %.3f %.3f %d", v.Kind, v.Of, v.Similarity, v.Coverage, v.Matches)
}

// TestKilled: nothing acknowledged is lost, nothing is there by half, and what is
// said is what would have been said without the kills.
func TestKilled(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 10
	}
	dir := filepath.Join(t.TempDir(), "archive")
	acknowledged := map[int]string{}
	next := 0
	for kill := 0; kill < kills || next <= kills; kill++ { // a slow machine needs more of them to get anywhere
		require.Less(t, kill, 50*kills, "the children got nowhere")
		lines := killedChild(t, dir, max(0, next-3), time.Duration(rand.IntN(80))*time.Millisecond)
		for i, line := range lines {
			if before, ok := acknowledged[i]; ok {
				require.Equal(t, before, line, "document %d after kill %d", i, kill)
			}
			acknowledged[i] = line
			next = max(next, i+1)
		}
		if kill%20 == 0 {
			requireSurvived(t, dir, acknowledged)
		}
	}
	requireSurvived(t, dir, acknowledged)
	x, f, err := crashFilter(filepath.Join(t.TempDir(), "undisturbed"))
	require.NoError(t, err)
	defer func() { require.NoError(t, x.Close()) }()
	for i := range next {
		v, err := f.Put(t.Context(), crashDocument(i))
		require.NoError(t, err)
		require.Equal(t, said(v), acknowledged[i], "document %d", i)
	}
	t.Logf("%d kills, %d documents", kills, next)
}

// TestSystemCrash: what was acknowledged or published is there after a crash of the system,
// which may lose the names of files and folders whose folder was not synced.
func TestSystemCrash(t *testing.T) {
	disk := vfs.NewCrashableMem()
	o := Options{Create: true, Passages: true, Publish: time.Hour, fs: disk}
	requireAll := func(published uint32, wanted oracle) {
		for seed := range uint64(20) {
			left := o
			left.Create, left.fs = false, disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: int(5 * seed), RNG: rand.New(rand.NewPCG(seed, 1))})
			x, err := Open("deep/archive", left)
			require.NoError(t, err)
			requireHolds(t, x, wanted)
			latest, err := x.latest()
			require.NoError(t, err)
			counts, err := x.readCounts(latest)
			require.NoError(t, err)
			require.Equal(t, published, counts.next)
			require.NoError(t, x.Close())
		}
	}
	x, err := Open("deep/archive", o)
	require.NoError(t, err)
	add(t, x, doc("a", 1))
	x.publishing.Wait()
	requireAll(1, oracle{"a": 1})
	add(t, x, doc("b", 2))
	requireAll(1, oracle{"a": 1, "b": 2})
	require.NoError(t, x.Close())
	requireAll(2, oracle{"a": 1, "b": 2})
}

// killedChild runs a child, kills it some time after it began, and returns what it
// acknowledged. Half of the time counts from its first line on.
func killedChild(t *testing.T, dir string, start int, after time.Duration) map[int]string {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childDir+"="+dir, childStart+"="+strconv.Itoa(start))
	var failed strings.Builder
	c.Stderr = &failed
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	var once sync.Once
	kill := func() { once.Do(func() { time.AfterFunc(after, func() { _ = c.Process.Kill() }) }) }
	if rand.IntN(2) == 0 {
		kill()
	}
	lines := map[int]string{}
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break // half a line was not acknowledged
		}
		kill()
		number, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		i, err := strconv.Atoi(number)
		require.NoError(t, err)
		lines[i] = rest
	}
	_ = c.Wait()
	require.Empty(t, failed.String())
	return lines
}

// requireSurvived checks the archive after a kill.
func requireSurvived(t *testing.T, dir string, acknowledged map[int]string) {
	x, err := Open(dir, crashOptions())
	require.NoError(t, err)
	requireSound(t, x)
	for i := range acknowledged {
		d := crashDocument(i)
		found, err := x.Find(d.Name)
		require.NoError(t, err)
		there := false
		for _, o := range found {
			got, err := x.Document(t.Context(), o)
			require.NoError(t, err)
			there = there || got.Text == d.Text
		}
		require.True(t, there, "document %d was acknowledged and is lost", i)
	}
	require.NoError(t, x.Close())
}

// A process that is killed while it opens the store may leave it without a log. What the next
// one publishes first can be read all the same.
func TestPublishesWithoutALog(t *testing.T) {
	before := t.TempDir()
	x := open(t, before, nil)
	add(t, x, doc("a", 1))
	require.NoError(t, x.Close())
	x = open(t, before, nil)
	var dir string
	var logs []string
	require.Eventually(t, func() bool { // the store clears up behind itself meanwhile
		dir = t.TempDir()
		err := os.CopyFS(dir, os.DirFS(before))
		logs, _ = filepath.Glob(filepath.Join(dir, "db", "*.log"))
		return err == nil && len(logs) == 1
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, x.Close())
	info, err := os.Stat(logs[0])
	require.NoError(t, err)
	require.Zero(t, info.Size())
	require.NoError(t, os.Remove(logs[0]))
	x = open(t, dir, nil)
	add(t, x, doc("b", 2))
	x.publishing.Wait()
	r, err := Open(dir, Options{ReadOnly: true})
	require.NoError(t, err)
	require.EqualValues(t, 2, r.Info().Documents)
	require.NoError(t, r.Close())
	require.NoError(t, x.Close())
}
