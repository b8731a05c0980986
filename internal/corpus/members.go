package corpus

import (
	"encoding/json"
	"slices"

	"respun/internal/jsontext"
)

// A line of JSON is mostly one long string. A general parser finds its end,
// copies it, parses it again and copies that; this one goes over it once. It takes what is plainly an object; of anything else it says
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
	if end := jsontext.Plain(p.raw, from); end < len(p.raw) && p.raw[end] == '"' {
		p.at = end + 1
		return p.raw[from:end], true
	}
	out, end, ok := jsontext.Unescape(p.scratch[:0], p.raw, from)
	p.scratch, p.at = out, end+1
	return out, ok
}
