//go:build unix

package flat

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how long a lock is waited for: a process that was killed holds its
// locks until its memory is given back.
const patience = 3 * time.Second

// Lock takes a file for this process until it is closed. It fails where another
// process has it and keeps it.
func Lock(f *os.File) (err error) {
	for end := time.Now().Add(patience); ; time.Sleep(patience / 100) {
		if err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != unix.EWOULDBLOCK || time.Now().After(end) {
			return err
		}
	}
}
