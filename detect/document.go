package detect

import (
	"context"
	"errors"
)

func (r *result) documents(ctx context.Context) error { return errors.New("not yet") }
