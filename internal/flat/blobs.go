package flat

import (
	"errors"
	"sync"
)

// Blobs keeps runs of bytes by number. It is safe for use by many goroutines.
type Blobs struct {
	disk   *Disk
	mu     sync.RWMutex
	memory [][]byte
	places []place
	file   *File
	end    int64
}

// place is where a blob lies in the file.
type place struct {
	at   int64
	size int
}

// NewBlobs returns an empty Blobs.
func NewBlobs(d *Disk) *Blobs { return &Blobs{disk: d} }

// Put keeps a copy of b under number k, in place of what was there.
func (s *Blobs) Put(k int, b []byte) error {
	if s.disk == nil {
		c := append(make([]byte, 0, len(b)), b...)
		s.mu.Lock()
		defer s.mu.Unlock()
		for len(s.memory) <= k {
			s.memory = append(s.memory, nil)
		}
		s.memory[k] = c
		return nil
	}
	at, err := s.reserve(k, len(b))
	if err != nil || len(b) == 0 {
		return err
	}
	_, err = s.file.WriteAt(b, at)
	return err
}

// reserve makes room in the file.
func (s *Blobs) reserve(k, size int) (at int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		if s.file, err = s.disk.create(); err != nil {
			return 0, err
		}
	}
	for len(s.places) <= k {
		s.places = append(s.places, place{})
	}
	at = s.end
	s.places[k] = place{at, size}
	s.end += int64(size)
	return at, nil
}

// Get returns the blob with number k, read into buf if it is large enough. It is
// not to be written to; it is empty where nothing was put.
func (s *Blobs) Get(k int, buf []byte) ([]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.disk == nil {
		if k >= len(s.memory) {
			return nil, nil
		}
		return s.memory[k], nil
	}
	if k >= len(s.places) || s.places[k].size == 0 {
		return nil, nil
	}
	p := s.places[k]
	if cap(buf) < p.size {
		buf = make([]byte, p.size)
	}
	buf = buf[:p.size]
	if _, err := s.file.ReadAt(buf, p.at); err != nil {
		return nil, errors.Join(errors.New("temporary file cannot be read"), err)
	}
	return buf, nil
}

// Free gives everything back.
func (s *Blobs) Free() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.file
	s.memory, s.places, s.file, s.end = nil, nil, nil, 0
	if f == nil {
		return nil
	}
	return s.disk.forget(f)
}
