package flat

import (
	"os"

	"golang.org/x/sys/unix"
)

// nameless opens a file in dir that never has a name, so that no kill, however
// early, leaves it behind. Some file systems have none.
func nameless(dir string) (*os.File, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: dir, Err: err}
	}
	return os.NewFile(uintptr(fd), dir), nil
}
