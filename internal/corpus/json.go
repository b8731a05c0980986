package corpus

import (
	"bufio"
	"errors"
	"io"
	"strconv"
)

// readJSON delivers the objects of a JSON array, or objects that follow one
// another, printed over any number of lines. Elements are numbered from 1, and
// one without an id is named `path:number`.
func (u *run) readJSON(in *source) error {
	o := u.objects(in.name)
	v := &values{r: in.Reader, max: u.maxRecord()}
	for n := 1; ; n++ {
		raw, err := v.next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, errLarge):
			err = u.tell(o.skip(TooLarge, "element", n, "longer than "+strconv.FormatInt(v.max, 10)+" bytes"))
		case err == nil:
			err = o.object(raw, "element", n)
		}
		if err != nil {
			return err
		}
	}
}

// values splits a stream of JSON into its elements by their brackets and quotes
// alone; what is between them is left to the parser. One faulty element thus
// costs no other, and memory is bounded by the largest element.
type values struct {
	r    *bufio.Reader
	max  int64
	buf  []byte
	list bool // inside the outer list
}

// next returns the next element, valid until the following call. errLarge says
// that it was too long and passed over.
func (v *values) next() ([]byte, error) {
	v.buf = v.buf[:0]
	first, err := v.start()
	if err != nil {
		return nil, err
	}
	e := element{}
	for size := int64(0); ; size++ {
		if size < v.max {
			v.buf = append(v.buf, first)
		}
		if e.ends(first) {
			return v.done(size)
		}
		if e.depth == 0 && !e.quoted { // a bare value ends before what separates it
			next, err := v.r.Peek(1)
			if err == io.EOF || err == nil && separates(next[0]) {
				return v.done(size)
			}
			if err != nil {
				return nil, err
			}
		}
		if first, err = v.r.ReadByte(); err != nil {
			return nil, unexpected(err)
		}
	}
}

func (v *values) done(size int64) ([]byte, error) {
	if size >= v.max {
		v.buf = nil
		return nil, errLarge
	}
	return v.buf, nil
}

// start passes over what stands between elements.
func (v *values) start() (byte, error) {
	for {
		c, err := v.r.ReadByte()
		switch {
		case err == io.EOF && v.list:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case c == '[' && !v.list:
			v.list = true
		case c == ']':
			v.list = false
		case !separates(c) && c != bom[0] && c != bom[1] && c != bom[2]:
			return c, nil
		}
	}
}

func separates(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ']':
		return true
	}
	return false
}

// element follows one element from byte to byte.
type element struct {
	depth           int
	quoted, escaped bool
}

// ends takes the next byte and reports whether it closes the element.
func (e *element) ends(c byte) bool {
	switch {
	case e.escaped:
		e.escaped = false
	case e.quoted && c == '\\':
		e.escaped = true
	case c == '"':
		e.quoted = !e.quoted
		return !e.quoted && e.depth == 0
	case e.quoted:
	case c == '{' || c == '[':
		e.depth++
	case c == '}' || c == ']':
		e.depth--
		return e.depth <= 0
	}
	return false
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
