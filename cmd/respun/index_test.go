package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/index"
)

// That the disk is full is told once; what else goes wrong in closing is told too.
func TestWithClosing(t *testing.T) {
	skipped := func(text string) error { return statusError{errors.New(text), statusSkipped} }
	full, other := fmt.Errorf("index: a: %w", index.ErrFull), errors.New("other")
	kept := fmt.Errorf("%w; what was stored is kept", full)
	for _, c := range []struct {
		err, closing error
		want         string
	}{
		{full, kept, kept.Error()}, {nil, kept, kept.Error()}, {full, nil, full.Error()},
		{full, other, full.Error() + "\nother"}, {other, kept, "other\n" + kept.Error()},
		{skipped(""), kept, kept.Error()}, {skipped("1 skipped"), kept, "1 skipped\n" + kept.Error()},
	} {
		got := withClosing(c.err, c.closing)
		assert.EqualError(t, got, c.want)
		assert.Equal(t, statusFailed, statusOf(t.Context(), got, nil, true), c.want)
	}
	assert.Equal(t, skipped(""), withClosing(skipped(""), nil))
	assert.NoError(t, withClosing(nil, nil))
}

// A signal by which a server is meant to end is no interrupt: what fails afterwards is told.
func TestLateErrorsAreTold(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	closing := errors.New("index: a: not published")
	assert.Equal(t, statusInterrupted, statusOf(ended, closing, nil, false))
	late := lateError{errors.Join(nil, closing)}
	require.Equal(t, statusFailed, statusOf(ended, late, nil, false))
	var told strings.Builder
	tell(&told, statusFailed, late)
	assert.Equal(t, "respun: index: a: not published\n", told.String())
}

// A file is told by the name that was asked for, also where it is written only half.
func TestOutputErrorsNameTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "report.html")
	r, err := newReplacement(name)
	require.NoError(t, err)
	require.NoError(t, r.file.Close()) // stands for a disk that is full
	_, err = io.WriteString(r, "half")
	assert.EqualError(t, err, "output "+name+": file already closed")
	r.abort()
	left, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	assert.Empty(t, left)
}
