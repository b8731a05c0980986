package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"respun/index"
)

// That the disk is full is told once; what else goes wrong in closing is told too.
func TestWithClosing(t *testing.T) {
	full, other := fmt.Errorf("index: a: %w", index.ErrFull), errors.New("other")
	kept := fmt.Errorf("%w; what was stored is kept", full)
	for _, c := range []struct {
		err, closing error
		want         string
	}{
		{full, kept, kept.Error()}, {nil, kept, kept.Error()}, {full, nil, full.Error()},
		{full, other, full.Error() + "\nother"}, {other, kept, "other\n" + kept.Error()},
	} {
		assert.EqualError(t, withClosing(c.err, c.closing), c.want)
	}
	assert.NoError(t, withClosing(nil, nil))
}
