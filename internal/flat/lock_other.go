//go:build !unix

package flat

import "os"

// Lock does nothing: this system has no such locks.
func Lock(*os.File) error { return nil }

// LockFolder does nothing: this system has no such locks.
func LockFolder(string) (unlock func() error, err error) {
	return func() error { return nil }, nil
}
