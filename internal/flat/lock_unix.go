//go:build unix

package flat

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how long a folder is waited for. A process that was killed holds its
// locks until its memory is given back; people who called twice are to be told so.
const patience = time.Second / 2

// LockFolder takes a folder for this process until it is unlocked or the process
// dies: nothing is left in it that a kill could leave behind. It is ErrInUse where
// another process has it. Disks that lock no folders (some network disks) let all
// have it.
func LockFolder(dir string) (unlock func() error, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(patience); unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == unix.EWOULDBLOCK; time.Sleep(patience / 16) {
		if time.Now().After(end) {
			return nil, errors.Join(ErrInUse, f.Close())
		}
	}
	return f.Close, nil
}
