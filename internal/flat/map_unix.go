//go:build unix

package flat

import (
	"os"

	"golang.org/x/sys/unix"
)

const canMap = true

func mapFile(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
}

func unmap(b []byte) error { return unix.Munmap(b) }

// drop takes the pages out of the process; they stay with the file.
func drop(b []byte) { _ = unix.Madvise(b, unix.MADV_DONTNEED) } // a hint: without it more memory is used
