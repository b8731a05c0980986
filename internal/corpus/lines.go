package corpus

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines splits a stream at newlines. It holds no more than max bytes of a line;
// the rest of a longer one is passed over, so that a line of gigabytes costs
// time but no memory.
type lines struct {
	r   *bufio.Reader
	max int64
	n   int    // number of the line last returned, from 1
	at  int64  // where it begins in the stream
	end int64  // where the next one begins
	buf []byte // a line longer than the reader's buffer
}

// next returns the next line without its newline, valid until the following
// call. errLarge says that the line was too long and passed over; reading may
// go on. A last line that the input breaks off is dropped for the error.
func (l *lines) next() ([]byte, error) {
	l.n++
	l.at = l.end
	line, err := l.r.ReadSlice('\n')
	l.end += int64(len(line))
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = l.long(line)
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(line, []byte("\n")), nil
}

// long collects a line that does not fit the reader's buffer.
func (l *lines) long(part []byte) ([]byte, error) {
	if cap(l.buf) > 16*bufferSize {
		l.buf = nil // one giant must not be paid for until the end of the file
	}
	l.buf = l.buf[:0]
	large := false
	for {
		if large = large || int64(len(l.buf)+len(part)) > l.max; !large {
			l.buf = append(l.buf, part...)
		}
		var err error
		part, err = l.r.ReadSlice('\n')
		l.end += int64(len(part))
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		if large || int64(len(l.buf)+len(part)) > l.max {
			return nil, errLarge
		}
		return append(l.buf, part...), err
	}
}
