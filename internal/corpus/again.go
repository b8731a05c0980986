package corpus

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"respun/internal/jsontext"
	"respun/shingle"
)

// Texts that lie in plain files can be read again, and a run of a million
// documents that asks for a few of them once more need not hold them all. What
// stands in a compressed file or in a pipe cannot.

// lineBits are the bits of a place that tell a line's length; those above tell
// where it begins. Longer lines, and those beyond a terabyte, are not read again.
const lineBits = 24

// lineAgain reads the text of a line of JSON again.
type lineAgain struct {
	r       *Reader
	path    string
	mends   atomic.Bool // some lines are not all UTF-8, so each is looked at
	scratch sync.Pool   // *lineScratch
}

type lineScratch struct {
	objects *objects
	raw     []byte
}

// lineAgain is nil where the input cannot be read again.
func (u *run) lineAgain(in *source) *lineAgain {
	if in.file == nil {
		return nil
	}
	return &lineAgain{r: u.Reader, path: in.file.Name()}
}

// at returns what reads the line between two offsets again.
func (a *lineAgain) at(from, to int64) (shingle.Again, uint64) {
	if a == nil || to-from >= 1<<lineBits || from >= 1<<(64-lineBits) {
		return nil, 0
	}
	return a, uint64(from)<<lineBits | uint64(to-from)
}

// Text implements shingle.Again.
func (a *lineAgain) Text(place uint64) (string, error) {
	s, _ := a.scratch.Get().(*lineScratch)
	if s == nil {
		s = &lineScratch{objects: (&run{Reader: a.r}).objects(a.path)}
	}
	defer a.scratch.Put(s)
	n := int(place & (1<<lineBits - 1))
	if cap(s.raw) < n {
		s.raw = make([]byte, n)
	}
	s.raw = s.raw[:n]
	if err := a.r.files.readAt(a.path, s.raw, int64(place>>lineBits)); err != nil {
		return "", err
	}
	raw := s.raw
	if a.mends.Load() && !utf8.Valid(raw) {
		raw, _ = jsontext.ReplaceInvalid(raw)
	}
	return s.objects.text(raw)
}

// text is the text of the document of one JSON object.
func (o *objects) text(raw []byte) (string, error) {
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte(bom)))
	if len(raw) == 0 {
		return "", errors.New("no longer there")
	}
	_, why := o.members(raw)
	if why == "" {
		d, missing := o.document(o.cells, "", 0)
		if missing == "" {
			return d.Text, nil
		}
		why = missing
	}
	return "", errors.New(why)
}

// files reads parts of files. The one that was asked for last stays open: most
// runs have one that is large.
type files struct {
	mu   sync.RWMutex
	open *os.File
}

func (f *files) readAt(path string, b []byte, at int64) error {
	f.mu.RLock()
	if f.open == nil || f.open.Name() != path {
		f.mu.RUnlock()
		return f.change(path, b, at)
	}
	defer f.mu.RUnlock()
	_, err := f.open.ReadAt(b, at)
	return err
}

// change reads a part of another file and keeps that open instead.
func (f *files) change(path string, b []byte, at int64) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open != nil {
		f.open.Close()
	}
	f.open = file
	_, err = file.ReadAt(b, at)
	return err
}

// fileAgain is the path of a file that is a document as a whole.
type fileAgain string

// Text implements shingle.Again.
func (path fileAgain) Text(uint64) (string, error) {
	raw, err := os.ReadFile(string(path))
	text, _ := validUTF8(string(raw))
	return text, err
}
