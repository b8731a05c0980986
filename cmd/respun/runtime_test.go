package main

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A run keeps to as many processors as it has workers, and gives the others back.
func TestKeepTo(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	for _, tt := range []struct{ workers, want int }{{0, before}, {1, 1}, {before, before}, {before + 1, before}} {
		undo := keepTo(tt.workers)
		assert.Equal(t, tt.want, runtime.GOMAXPROCS(0), "%d workers", tt.workers)
		undo()
		assert.Equal(t, before, runtime.GOMAXPROCS(0))
	}
}
