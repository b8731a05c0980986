//go:build unix

package flat

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLockFolder(t *testing.T) {
	dir := t.TempDir()
	unlock, err := LockFolder(dir)
	require.NoError(t, err)
	_, err = LockFolder(dir)
	assert.ErrorIs(t, err, ErrInUse)
	_, err = LockFolder(filepath.Join(dir, "nosuch"))
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, unlock())
	unlock, err = LockFolder(dir)
	require.NoError(t, err)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
	require.NoError(t, unlock())
}
