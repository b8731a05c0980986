//go:build !unix

package flat

// LockFolder does nothing: this system has no such locks.
func LockFolder(string) (unlock func() error, err error) {
	return func() error { return nil }, nil
}
