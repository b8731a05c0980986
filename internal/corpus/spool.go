package corpus

import (
	"fmt"
	"io"
	"os"
)

// maxSpool is the largest compressed or piped input that is copied to disk, in bytes.
const maxSpool = 4 << 30

// whole returns an input that is read from its end as a file: itself, or a copy below the
// system's temporary folder where it is piped or compressed. done gives the file back.
func (in *source) whole() (file *os.File, size int64, done func(), err error) {
	file, done = in.file, func() {}
	if file == nil {
		if file, err = spool(in); err != nil {
			return nil, 0, nil, err
		}
		done = func() {
			_ = file.Close()
			_ = os.Remove(file.Name()) // gone already, where an open file may have no name
		}
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = unsupported("this format is read from files and standard input only")
	}
	if err != nil {
		done()
		return nil, 0, nil, err
	}
	return file, info.Size(), done, nil
}

// spool copies an input to disk.
func spool(in *source) (*os.File, error) {
	f, err := os.CreateTemp("", "respun-*.spool")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // at once, where the system allows it: a kill leaves nothing behind
	n, err := io.Copy(f, io.LimitReader(in, maxSpool+1))
	if err == nil && n > maxSpool {
		err = fmt.Errorf("%w: %d bytes on disk", errLarge, int64(maxSpool))
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, err
	}
	return f, nil
}
