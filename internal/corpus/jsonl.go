package corpus

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/goccy/go-json"

	"respun/internal/jsontext"
	"respun/shingle"
)

// maxRecord is how many bytes of JSON or CSV one record may have: twice the
// text for escapes, and room for the other fields.
func (u *run) maxRecord() int64 { return 2*min(u.o.MaxDocument, 1<<40) + 1<<20 }

// objects turns JSON objects into documents, with its scratch.
type objects struct {
	*run
	name    string // of the input
	fields  map[string]json.RawMessage
	cells   []cell
	names   map[string]string // of members
	scratch []byte
	again   shingle.Again // of the object at hand, with its place
	place   uint64
}

func (u *run) objects(name string) *objects {
	return &objects{run: u, name: name, fields: map[string]json.RawMessage{}}
}

// readJSONL delivers a document a line. Empty lines are passed over.
func (u *run) readJSONL(in *source) error {
	o := u.objects(in.name)
	l := &lines{r: in.Reader, max: u.maxRecord()}
	again := u.lineAgain(in)
	for {
		line, err := l.next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, errLarge):
			err = u.tell(o.skip(TooLarge, "line", l.n, "longer than "+strconv.FormatInt(l.max, 10)+" bytes"))
		case err == nil:
			if l.n == 1 {
				line = bytes.TrimPrefix(line, []byte(bom))
			}
			o.again, o.place = again.at(l.at, l.end)
			err = o.object(line, "line", l.n)
		}
		if err != nil {
			return err
		}
	}
}

// object delivers the document of one JSON object; unit and n say where it stands.
func (o *objects) object(raw []byte, unit string, n int) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return nil
	}
	replaced := 0
	if !utf8.Valid(raw) {
		raw, replaced = jsontext.ReplaceInvalid(raw)
		if a, ok := o.again.(*lineAgain); ok {
			a.mends.Store(true)
		}
	}
	replaced += jsontext.HalfCharacters(raw)
	if reason, why := o.members(raw); why != "" {
		return o.tell(o.skip(reason, unit, n, why))
	}
	d, why := o.document(o.cells, o.name, n)
	if why != "" {
		return o.tell(o.skip(NoText, unit, n, why))
	}
	if err := o.tellReplaced(o.name, unit, n, replaced); err != nil {
		return err
	}
	d.Again, d.Place = o.again, o.place
	return o.emit(d)
}

// members reads the members of an object into cells, or says what is wrong with it.
func (o *objects) members(raw []byte) (reason, why string) {
	switch {
	case o.quick(raw):
		return "", ""
	case membersOf(raw) > maxFields:
		return TooLarge, tooManyFields
	}
	return NotJSON, o.parse(raw)
}

// membersOf counts the members of an object, by its commas.
func membersOf(raw []byte) int {
	n, e := 1, element{}
	if bytes.Count(raw, []byte{','}) < maxFields {
		return n // or more, but few
	}
	for _, c := range raw {
		if c == ',' && e.depth == 1 && !e.quoted {
			n++
		}
		e.ends(c)
	}
	return n
}

// parse reads the members of any object into cells, or says what is wrong with it.
func (o *objects) parse(raw []byte) (why string) {
	clear(o.fields)
	if err := json.Unmarshal(raw, &o.fields); err != nil {
		return notObject(raw, err)
	}
	o.cells = o.cells[:0]
	for _, name := range slices.Sorted(maps.Keys(o.fields)) { // what is told of them is the same each time
		c, err := jsonCell(name, o.fields[name])
		if err != nil {
			return err.Error()
		}
		o.cells = append(o.cells, c)
	}
	return ""
}

func (o *objects) skip(reason, unit string, n int, why string) *Skip {
	return &Skip{Doc: o.name, Reason: reason, Detail: unit + " " + strconv.Itoa(n) + ": " + why}
}

// notObject says what is wrong with a line that is not an object.
func notObject(raw []byte, err error) string {
	if raw[0] != '{' {
		return "not a JSON object"
	}
	return err.Error()
}

// jsonCell is the value of a member. A string without escapes, the most of all
// text, is copied once and not parsed again.
func jsonCell(name string, raw json.RawMessage) (cell, error) {
	switch c := raw[0]; {
	case c == '"' && bytes.IndexByte(raw, '\\') < 0:
		return cell{name, string(raw[1 : len(raw)-1]), isString}, nil
	case c == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return cell{}, err
		}
		return cell{name, s, isString}, nil
	case c == 'n':
		return cell{name: name}, nil
	case c == '-' || '0' <= c && c <= '9':
		return cell{name, string(raw), isNumber}, nil
	default:
		return cell{name, string(raw), isOther}, nil
	}
}
