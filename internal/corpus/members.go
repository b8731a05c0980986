package corpus

import (
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// A line of JSON is mostly one long string. A general parser finds its end,
// copies it, parses it again and copies that; this one goes over it once, eight
// bytes at a time. It takes what is plainly an object; of anything else it says
// nothing, and the general parser tells what is wrong or finds it right after all.

// quickMembers is how many members an object may have to be read here: the
// last of two with the same name counts, and names are compared one by one.
const quickMembers = 64

// quick reads the members of an object that is plainly one, in UTF-8, into
// cells. Where it returns false the object may be sound or not.
func (o *objects) quick(raw []byte) bool {
	o.cells = o.cells[:0]
	p := scanner{raw: raw, scratch: o.scratch}
	defer func() { o.scratch = p.scratch }()
	if !p.take('{') || p.space() == '}' {
		return false
	}
	for {
		text, ok := p.text()
		if !ok || !p.take(':') {
			return false
		}
		name := o.intern(text)
		c, ok := p.value()
		if !ok || len(o.cells) == quickMembers {
			return false
		}
		o.put(name, c)
		switch p.space() {
		case ',':
			p.at++
		case '}':
			p.at++
			p.space()
			return p.at == len(raw)
		default:
			return false
		}
	}
}

// put adds a cell, or replaces the one of the same name.
func (o *objects) put(name string, c cell) {
	c.name = name
	if i := slices.IndexFunc(o.cells, func(x cell) bool { return x.name == name }); i >= 0 {
		o.cells[i] = c
		return
	}
	o.cells = append(o.cells, c)
}

// intern returns a name as a string, the same for the same name: a million
// objects have the same dozen.
func (o *objects) intern(name []byte) string {
	if s, ok := o.names[string(name)]; ok {
		return s
	}
	s := string(name)
	if o.names == nil || len(o.names) >= 1024 {
		o.names = map[string]string{}
	}
	o.names[s] = s
	return s
}

// scanner goes over JSON. Its methods return false where they are not sure.
type scanner struct {
	raw     []byte
	at      int
	scratch []byte // for strings with escapes
}

// space passes over white space and returns what follows; 0 at the end.
func (p *scanner) space() byte {
	for ; p.at < len(p.raw); p.at++ {
		switch c := p.raw[p.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

func (p *scanner) take(c byte) bool {
	if p.space() != c {
		return false
	}
	p.at++
	return true
}

// value reads any value. Lists and objects are kept as they are written.
func (p *scanner) value() (cell, bool) {
	switch c := p.space(); {
	case c == '"':
		s, ok := p.text()
		return cell{value: string(s), kind: isString}, ok
	case c == '-' || '0' <= c && c <= '9':
		return p.json(isNumber)
	case c == 'n':
		v, ok := p.json(isNull)
		v.value = ""
		return v, ok
	}
	return p.json(isOther)
}

// json reads a value that is not a string, by its brackets and quotes alone, and
// lets the general parser judge it.
func (p *scanner) json(k kind) (cell, bool) {
	from := p.at
	for e := (element{}); p.at < len(p.raw); p.at++ {
		c := p.raw[p.at]
		if e.depth == 0 && !e.quoted && (separates(c) || c == '}') {
			break
		}
		if e.ends(c) {
			p.at++
			break
		}
	}
	v := p.raw[from:p.at]
	return cell{value: string(v), kind: k}, json.Valid(v)
}

// text reads a string. The result is valid until the next call.
func (p *scanner) text() ([]byte, bool) {
	if !p.take('"') {
		return nil, false
	}
	from := p.at
	p.plain()
	if p.at < len(p.raw) && p.raw[p.at] == '"' {
		p.at++
		return p.raw[from : p.at-1], true
	}
	out := p.scratch[:0]
	for p.at < len(p.raw) && p.raw[p.at] == '\\' {
		out = append(out, p.raw[from:p.at]...)
		var ok bool
		if out, ok = p.escape(out); !ok {
			return nil, false
		}
		from = p.at
		p.plain()
	}
	if p.at >= len(p.raw) || p.raw[p.at] != '"' {
		return nil, false
	}
	out = append(out, p.raw[from:p.at]...)
	p.scratch = out
	p.at++
	return out, true
}

// plain passes over what stands for itself in a string: all but quotes,
// backslashes and control characters.
func (p *scanner) plain() {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	raw, i := p.raw, p.at
	for ; i+8 <= len(raw); i += 8 {
		x := binary.LittleEndian.Uint64(raw[i:])
		quote, slash := x^'"'*ones, x^'\\'*ones
		// The lowest top bit tells the first byte that is zero, or less than a space.
		if found := ((quote-ones)&^quote | (slash-ones)&^slash | (x-' '*ones)&^x) & tops; found != 0 {
			p.at = i + bits.TrailingZeros64(found)/8
			return
		}
	}
	for i < len(raw) && raw[i] != '"' && raw[i] != '\\' && raw[i] >= ' ' {
		i++
	}
	p.at = i
}

// escape reads an escape and appends what it stands for.
func (p *scanner) escape(out []byte) ([]byte, bool) {
	if p.at+1 >= len(p.raw) {
		return nil, false
	}
	c := p.raw[p.at+1]
	if c == 'u' {
		r, ok := p.unicode()
		return utf8.AppendRune(out, r), ok
	}
	p.at += 2
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	default:
		return nil, false
	}
	return append(out, c), true
}

// unicode reads \uXXXX, or two of them that make one character. Half of such a
// pair is no character; it is replaced.
func (p *scanner) unicode() (rune, bool) {
	r, ok := p.hex(p.at)
	if !ok {
		return 0, false
	}
	p.at += 6
	if !utf16.IsSurrogate(r) {
		return r, true
	}
	if low, ok := p.hex(p.at); ok {
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			p.at += 6
			return both, true
		}
	}
	return utf8.RuneError, true
}

// hex reads \uXXXX at i.
func (p *scanner) hex(i int) (r rune, ok bool) {
	if i+6 > len(p.raw) || p.raw[i] != '\\' || p.raw[i+1] != 'u' {
		return 0, false
	}
	for _, c := range p.raw[i+2 : i+6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
