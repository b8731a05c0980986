package flat

import (
	"bytes"
	"os"
	"strconv"
)

// resident returns how many bytes the process has in memory; all where the system
// doesn't tell, which hands pages back too often rather than too late.
func resident() int64 {
	f, err := os.Open("/proc/self/statm")
	if err != nil {
		return 1 << 62
	}
	defer f.Close()
	var buf [128]byte
	n, _ := f.Read(buf[:])
	fields := bytes.Fields(buf[:n])
	if len(fields) < 2 {
		return 1 << 62
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 1 << 62
	}
	return pages * int64(os.Getpagesize())
}
