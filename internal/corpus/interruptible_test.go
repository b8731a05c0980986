package corpus

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file that opens only when nobody waits for it any more is closed.
func TestAwaitLeavesNothingOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	late, ends := make(chan *os.File), make(chan error)
	go func() {
		_, err := Await(ctx, func() (*os.File, error) { return <-late, nil })
		ends <- err
	}()
	cancel()
	require.ErrorIs(t, <-ends, context.Canceled)
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	late <- w
	_, err = r.Read(make([]byte, 1)) // returns once nobody writes
	require.Error(t, err)
}
