package serve

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// largest is a text that takes a whole body of the tests below.
var largest = harbour + strings.Repeat(" ", 100<<10-len(harbour))

// fill starts as many checks as may be worked on and returns once they are.
func fill(t *testing.T, s *running, archive *stuck, status int) *sync.WaitGroup {
	var all sync.WaitGroup
	for range largestAtWork {
		all.Go(func() { assert.Equal(t, status, post(t, s.url+"/v1/check", "text/plain", largest).StatusCode) })
	}
	for range largestAtWork {
		<-archive.asked
	}
	return &all
}

// TestLargeBodiesWait: of bodies of the largest size two are worked on, the others wait, and
// small ones go first.
func TestLargeBodiesWait(t *testing.T) {
	o, _ := options(t)
	archive := &stuck{asked: make(chan struct{}, 100), release: make(chan struct{})}
	o.Archive, o.Concurrency, o.MaxBody = archive, 100, 100<<10+100
	s := start(t, o)
	begun := fill(t, s, archive, 200)
	document := `{"id":"large","text":"` + largest + `"}`
	var waiting sync.WaitGroup
	for _, c := range []struct{ path, contentType string }{{"check", "text/plain"}, {"filter", jsonType}, {"filter", lineType}} {
		body := document
		if c.path == "check" {
			body = largest
		}
		waiting.Go(func() {
			assert.Equal(t, 200, post(t, s.url+"/v1/"+c.path, c.contentType, body).StatusCode, c)
		})
	}
	waits := func(n int) func() bool {
		return func() bool {
			return strings.Contains(get(t, s.url+"/metrics").body, fmt.Sprintf("respun_http_waits_total %d\n", n))
		}
	}
	require.Eventually(t, waits(3), 20*time.Second, time.Millisecond)
	assert.Equal(t, 200, post(t, s.url+"/v1/filter", jsonType, someDoc).StatusCode, "little is worked on at once")
	assert.Equal(t, 1, s.Filter.Stats().Documents, "much is not")
	assert.Empty(t, archive.asked)
	close(archive.release)
	begun.Wait()
	waiting.Wait()
	assert.Equal(t, 2, s.Filter.Stats().Documents)
	assert.True(t, s.room.TryAcquire(s.atWork), "all room is given back")
}

// TestLargeBodiesWaitInVain: who has waited for as long as a request may take is sent away,
// also where work that is too late goes on.
func TestLargeBodiesWaitInVain(t *testing.T) {
	o, _ := options(t)
	archive := &stuck{asked: make(chan struct{}, 100), release: make(chan struct{}), deaf: true}
	o.Archive, o.Concurrency, o.MaxBody, o.Timeout = archive, 100, 100<<10, slow
	s := start(t, o)
	fill(t, s, archive, 408).Wait()
	for _, path := range []string{"check", "filter"} {
		got := post(t, s.url+"/v1/"+path, "text/plain", largest)
		assert.Equal(t, 429, got.StatusCode)
		assert.Equal(t, "1", got.Header.Get("Retry-After"))
		holdProblem(t, got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(slow/10, cancel)
	_, err := http.DefaultClient.Do(request(t, "POST", s.url+"/v1/check", "text/plain", strings.NewReader(largest)).WithContext(ctx))
	require.Error(t, err)
	close(archive.release)
	assert.Eventually(t, func() bool { return s.room.TryAcquire(s.atWork) }, 20*time.Second, time.Millisecond)
}

// TestFirstOf: pieces are whole lines, of a bounded size or one alone, and lose nothing.
func TestFirstOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []byte
		for range rapid.IntRange(0, 9).Draw(t, "lines") {
			all = append(append(all, strings.Repeat("x", rapid.SampledFrom([]int{0, 1, 9, pieceSize / 2, pieceSize - 2, pieceSize - 1, pieceSize, 2 * pieceSize}).Draw(t, "length"))...), '\n')
		}
		if len(all) > 0 && rapid.Bool().Draw(t, "without the last newline") {
			all = all[:len(all)-1]
		}
		for rest := all; len(rest) > 0; {
			piece := firstOf(rest)
			rest = rest[len(piece):]
			lines := strings.SplitAfter(strings.TrimSuffix(string(piece), "\n"), "\n")
			if len(rest) > 0 && piece[len(piece)-1] != '\n' {
				t.Fatalf("a line is cut")
			}
			if len(piece) > pieceSize && len(lines) > 1 {
				t.Fatalf("%d lines in %d bytes", len(lines), len(piece))
			}
			if next, _, _ := strings.Cut(string(rest), "\n"); len(rest) > 0 && len(piece)+len(next)+1 <= pieceSize {
				t.Fatalf("%d bytes, with room for %d more", len(piece), len(next)+1)
			}
		}
	})
}

// TestRoomFor: what is larger than all room, as a line may be, has it alone, and who gave up
// waiting is not told to come again.
func TestRoomFor(t *testing.T) {
	o, _ := options(t)
	o.MaxBody = neverWaits
	s, err := New(o)
	require.NoError(t, err)
	leave, err := s.roomFor(t.Context(), int(3*s.atWork))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(slow/10, cancel)
	_, err = s.roomFor(ctx, neverWaits+1)
	assert.ErrorIs(t, err, context.Canceled)
	leave()
	assert.True(t, s.room.TryAcquire(s.atWork))
}
