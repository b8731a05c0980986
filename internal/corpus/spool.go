package corpus

import (
	"errors"
	"fmt"
	"io"
	"os"

	"respun/internal/flat"
)

// maxSpool is the largest compressed or piped input that is copied to disk, in bytes.
const maxSpool = 4 << 30

// whole returns an input that is read from its end as a file: itself, or a copy below the
// system's temporary folder where it is piped or compressed. done gives the file back.
func (in *source) whole() (file *os.File, size int64, done func(), err error) {
	file, done = in.file, func() {}
	if file == nil {
		copied, err := spool(in)
		if err != nil {
			return nil, 0, nil, err
		}
		file, done = copied.File, func() { _ = copied.Close() }
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
func spool(in *source) (*flat.File, error) {
	f, err := flat.NewFile("")
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(f, io.LimitReader(in, maxSpool+1))
	if err == nil && n > maxSpool {
		err = fmt.Errorf("%w: %d bytes on disk", errLarge, int64(maxSpool))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
