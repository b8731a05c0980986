package flat

import "errors"

// ErrInUse is the error of a lock that another process holds.
var ErrInUse = errors.New("in use by another process")
