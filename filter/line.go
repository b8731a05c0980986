package filter

import (
	"bytes"
	"slices"
	"unicode/utf8"
	"unsafe"

	"respun/detect"
	"respun/internal/jsontext"
)

// Fields are the names of the members with a document's parts, those to try
// first in front.
type Fields struct {
	ID, Text, Date, Source []string
}

// Key is the member of a line under which the verdict stands.
const Key = "respun"

const bom = "\xef\xbb\xbf"

// line is one line of a stream: a JSON object, if it is no bad line.
type line struct {
	raw     []byte // without its newline
	end     []byte // the newline; empty where the input ends without one
	bom     bool   // a byte order mark stood before it
	members []member
	doc     detect.Document
	bad     string // what is wrong with it; empty where nothing is
	object  bool   // raw is a JSON object
	blank   bool

	replaced int // bytes of raw that are no UTF-8, or escape half a character: in doc they are U+FFFD, raw goes on with them
}

// parse reads the line. It points into raw, but for its document.
func (l *line) parse(f *Fields) {
	l.members, l.doc, l.bad, l.object, l.replaced = l.members[:0], detect.Document{}, "", false, 0
	if l.blank = len(bytes.TrimSpace(l.raw)) == 0; l.blank {
		return
	}
	var err error
	if l.members, err = membersOf(l.raw, l.members); err != nil {
		l.bad = err.Error()
		return
	}
	l.object = true
	if !utf8.Valid(l.raw) {
		_, l.replaced = jsontext.ReplaceInvalid(l.raw)
	}
	l.replaced += jsontext.HalfCharacters(l.raw)
	text := l.find(f.Text)
	if text < 0 {
		l.bad = "no field " + quoted(f.Text[0])
		return
	}
	value := l.part(l.members[text].value)
	if value[0] != '"' {
		l.bad = "field " + string(l.part(l.members[text].name)) + " is not a string"
		return
	}
	l.doc.Text = l.unquote(value)
	l.doc.Name, l.doc.Date, l.doc.Source = l.plain(f.ID), l.plain(f.Date), l.plain(f.Source)
}

func (l *line) part(s span) []byte { return l.raw[s.start:s.end] }

// find returns the member whose name stands first in names, the last of these in
// the line, as decoders do; -1 where there is none, or only null.
func (l *line) find(names []string) int {
	best, rank := -1, len(names)
	for i, m := range l.members {
		if l.raw[m.value.start] == 'n' {
			continue
		}
		name := l.part(m.name)
		at := slices.IndexFunc(names, func(n string) bool { return isName(name, n) })
		if at >= 0 && at <= rank {
			best, rank = i, at
		}
	}
	return best
}

// isName tells whether a quoted name is n.
func isName(quoted []byte, n string) bool {
	if bytes.IndexByte(quoted, '\\') >= 0 {
		return unquote(quoted) == n
	}
	return string(quoted[1:len(quoted)-1]) == n
}

// plain returns the string or number under one of the names; empty where there is none.
func (l *line) plain(names []string) string {
	i := l.find(names)
	if i < 0 {
		return ""
	}
	switch v := l.part(l.members[i].value); v[0] {
	case '"':
		return l.unquote(v)
	case '{', '[', 't', 'f':
		return ""
	default:
		return string(v)
	}
}

// unquote returns what a string of the line stands for.
func (l *line) unquote(quoted []byte) string {
	if l.replaced > 0 {
		quoted, _ = jsontext.ReplaceInvalid(quoted)
	}
	return unquote(quoted)
}

// unquote returns what a valid JSON string stands for.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	out, _, _ := jsontext.Unescape(make([]byte, 0, len(quoted)), quoted, 1)
	return unsafe.String(unsafe.SliceData(out), len(out)) // nobody else has it
}

func quoted(s string) string { return string(appendString(nil, s)) }

// append appends the line with its verdict, all other bytes as they are, but that earlier
// members of the verdict's name are null. A line that is no JSON object becomes one, with
// what it was as a string.
func (l *line) append(dst []byte, v Verdict) []byte {
	if l.bom {
		dst = append(dst, bom...)
	}
	if !l.object {
		text, _ := jsontext.ReplaceInvalid(l.raw)
		dst = appendString(append(dst, `{"line":`...), string(text))
		dst = v.AppendJSON(append(dst, `,"`+Key+`":`...))
		return append(append(dst, '}'), l.end...)
	}
	last := l.verdictAt()
	if last < 0 {
		dst, at := l.insert(dst, v)
		return append(append(dst, l.raw[at:]...), l.end...)
	}
	at := 0
	for _, m := range l.members[:last] {
		if isName(l.part(m.name), Key) { // a verdict in each would be a bomb: a line has room for a million
			dst = append(append(dst, l.raw[at:m.value.start]...), "null"...)
			at = m.value.end
		}
	}
	value := l.members[last].value
	dst = v.AppendJSON(append(dst, l.raw[at:value.start]...))
	return append(append(dst, l.raw[value.end:]...), l.end...)
}

// verdictAt returns the last member that is called as the verdict's, which is the one that
// decoders take; -1 where there is none.
func (l *line) verdictAt() int {
	for i, m := range slices.Backward(l.members) {
		if isName(l.part(m.name), Key) {
			return i
		}
	}
	return -1
}

// asItCame appends the line unchanged.
func (l *line) asItCame(dst []byte) []byte {
	if l.bom {
		dst = append(dst, bom...)
	}
	return append(append(dst, l.raw...), l.end...)
}

// insert appends the line up to the end of its last member, and the verdict's
// member. It returns what of the line was appended.
func (l *line) insert(dst []byte, v Verdict) ([]byte, int) {
	at := bytes.IndexByte(l.raw, '{') + 1
	if n := len(l.members); n > 0 {
		at = l.members[n-1].value.end
	}
	dst = append(dst, l.raw[:at]...)
	if len(l.members) > 0 {
		dst = append(dst, ',')
	}
	return v.AppendJSON(append(dst, `"`+Key+`":`...)), at
}
