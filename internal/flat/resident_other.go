//go:build !linux

package flat

// Resident tells nothing: this system has no cheap way to ask.
func Resident() (size int64, ok bool) { return 0, false }
