package filter

import (
	"errors"
	"fmt"

	"respun/internal/jsontext"
)

// A line goes out as it came in but for one member, so the filter needs to know
// where members stand, which decoders don't tell. This reads the outer object of
// a line, checks all of it, and keeps nothing. encoding/json's idea of what is
// valid is the truth it is tested against: bytes that are no UTF-8 may stand in
// strings.

// span is a half-open range of bytes of a line.
type span struct{ start, end int }

// member is one member of the outer object: name with its quotes, and value.
type member struct{ name, value span }

var errNotObject = errors.New("not a JSON object")

// maxDepth bounds nesting, as encoding/json does.
const maxDepth = 10000

// membersOf appends the members of the JSON object that a line is.
func membersOf(line []byte, dst []member) ([]member, error) {
	s := jsonScanner{b: line}
	s.space()
	if s.peek() != '{' {
		return dst, errNotObject
	}
	dst, err := s.outer(dst)
	if err != nil {
		return dst, err
	}
	s.space()
	if s.i < len(line) {
		return dst, s.fault("nothing more")
	}
	return dst, nil
}

type jsonScanner struct {
	b []byte
	i int
}

func (s *jsonScanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *jsonScanner) space() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\n' || s.b[s.i] == '\r' || s.b[s.i] == '\t') {
		s.i++
	}
}

func (s *jsonScanner) fault(want string) error {
	return fmt.Errorf("not valid JSON: byte %d: want %s", s.i+1, want)
}

// take steps over one wanted byte.
func (s *jsonScanner) take(c byte) error {
	s.space()
	if s.i >= len(s.b) || s.b[s.i] != c {
		return s.fault("'" + string(rune(c)) + "'")
	}
	s.i++
	return nil
}

// outer reads the object at i.
func (s *jsonScanner) outer(dst []member) ([]member, error) {
	s.i++
	s.space()
	if s.peek() == '}' {
		s.i++
		return dst, nil
	}
	for {
		name, err := s.name()
		if err != nil {
			return dst, err
		}
		s.space()
		start := s.i
		if err := s.value(); err != nil {
			return dst, err
		}
		dst = append(dst, member{name, span{start, s.i}})
		s.space()
		if s.peek() != ',' {
			return dst, s.take('}')
		}
		s.i++
	}
}

// name reads a member's name and the colon.
func (s *jsonScanner) name() (span, error) {
	s.space()
	start := s.i
	if err := s.str(); err != nil {
		return span{}, err
	}
	end := s.i
	return span{start, end}, s.take(':')
}

// value reads a value of any depth without recursion: open holds the brackets
// that are not closed yet.
func (s *jsonScanner) value() error {
	var open []byte
	for {
		s.space()
		switch c := s.peek(); {
		case c == '{' || c == '[':
			if len(open) == maxDepth-1 {
				return s.fault("less nesting")
			}
			open = append(open, c+2) // the bracket that closes it
			s.i++
			if s.space(); s.peek() != c+2 {
				if c == '{' {
					if _, err := s.name(); err != nil {
						return err
					}
				}
				continue
			}
		case c == '"':
			if err := s.str(); err != nil {
				return err
			}
		default:
			if err := s.scalar(c); err != nil {
				return err
			}
		}
		more, err := s.close(&open)
		if err != nil || !more {
			return err
		}
	}
}

// close reads what may follow a value: closing brackets, then a comma. more is
// true where another value follows.
func (s *jsonScanner) close(open *[]byte) (more bool, err error) {
	o := *open
	for len(o) > 0 {
		s.space()
		last := o[len(o)-1]
		switch {
		case s.i < len(s.b) && s.b[s.i] == last:
			s.i++
			o = o[:len(o)-1]
		case s.peek() == ',':
			s.i++
			if last == '}' {
				_, err = s.name()
			}
			*open = o
			return true, err
		default:
			return false, s.fault("',' or '" + string(rune(last)) + "'")
		}
	}
	return false, nil
}

func (s *jsonScanner) scalar(c byte) error {
	for _, word := range []string{"true", "false", "null"} {
		if c == word[0] {
			if len(s.b)-s.i < len(word) || string(s.b[s.i:s.i+len(word)]) != word {
				return s.fault(word)
			}
			s.i += len(word)
			return nil
		}
	}
	return s.number()
}

func (s *jsonScanner) number() error {
	if s.peek() == '-' {
		s.i++
	}
	if s.peek() == '0' {
		s.i++
	} else if s.digits() == 0 {
		return s.fault("a value")
	}
	if s.peek() == '.' {
		s.i++
		if s.digits() == 0 {
			return s.fault("a digit")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.i++
		if c := s.peek(); c == '+' || c == '-' {
			s.i++
		}
		if s.digits() == 0 {
			return s.fault("a digit")
		}
	}
	return nil
}

func (s *jsonScanner) digits() (n int) {
	for s.peek()-'0' < 10 {
		s.i++
		n++
	}
	return n
}

// str reads a string with its quotes.
func (s *jsonScanner) str() error {
	if s.peek() != '"' {
		return s.fault("a string")
	}
	s.i++
	for {
		s.i = jsontext.Plain(s.b, s.i)
		switch {
		case s.i == len(s.b):
			return s.fault("the end of a string")
		case s.b[s.i] == '"':
			s.i++
			return nil
		case s.b[s.i] != '\\':
			return s.fault("no control character in a string")
		}
		n := escape(s.b[s.i:])
		if n == 0 {
			return s.fault("an escape")
		}
		s.i += n
	}
}

// escape returns the length of the escape b begins with, 0 where it is none.
func escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) < 6 {
			return 0
		}
		for _, c := range b[2:6] {
			if !(c-'0' < 10 || c|0x20-'a' < 6) {
				return 0
			}
		}
		return 6
	}
	return 0
}
