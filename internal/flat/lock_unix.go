//go:build unix

package flat

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A process that was killed holds its locks until its memory is given back, so a
// lock is waited for: a file's as long as that may take, a folder's, which tells
// people that they called twice, as long as they don't mind.
const (
	patience       = 3 * time.Second
	folderPatience = patience / 6
)

// Lock takes a file for this process until it is closed. It fails where another
// process has it and keeps it.
func Lock(f *os.File) error { return lockWithin(f, patience) }

// LockFolder takes a folder for this process until it is unlocked or the process
// dies: nothing is left in it that a kill could leave behind. It is ErrInUse where
// another process has it. Disks that lock no folders (some network disks) let all
// have it.
func LockFolder(dir string) (unlock func() error, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if lockWithin(f, folderPatience) == unix.EWOULDBLOCK {
		return nil, errors.Join(ErrInUse, f.Close())
	}
	return f.Close, nil
}

func lockWithin(f *os.File, wait time.Duration) (err error) {
	for end := time.Now().Add(wait); ; time.Sleep(patience / 100) {
		if err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != unix.EWOULDBLOCK || time.Now().After(end) {
			return err
		}
	}
}
