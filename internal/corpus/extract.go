package corpus

import (
	"io"
	"maps"
	"slices"

	"github.com/goccy/go-json"

	"respun/shingle"
)

// WriteLine writes a document as a JSON line: `id`, `text`, then `date`,
// `source` and `language` where known, then the other fields in order of name.
// Read as JSON lines with default options, the line gives the same document. A
// field that has the name of one of the five is written as `field_NAME`.
func WriteLine(w io.Writer, d shingle.Document) error {
	members := []cell{{name: "id", value: d.Name}, {name: "text", value: d.Text}}
	for _, m := range []cell{{name: "date", value: d.Date}, {name: "source", value: d.Source}, {name: "language", value: d.Language}} {
		if m.value != "" || mistaken(m.name, d.Fields) {
			members = append(members, m)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
		members = append(members, cell{name: free(name, d.Fields), value: d.Fields[name]})
	}
	var line []byte
	for _, m := range members {
		name, value, err := quote(m)
		if err != nil {
			return err
		}
		line = append(append(append(append(line, ','), name...), ':'), value...)
	}
	line[0] = '{'
	_, err := w.Write(append(line, "}\n"...))
	return err
}

// mistaken reports whether one of the fields would be read back for an absent
// member, which is then written empty.
func mistaken(name string, fields map[string]string) bool {
	for _, names := range usual {
		if names[0] == name {
			return slices.ContainsFunc(names, func(n string) bool { _, ok := fields[n]; return ok })
		}
	}
	return false
}

// free is a name for a field that no member and no other field has.
func free(name string, fields map[string]string) string {
	taken := slices.ContainsFunc(usual[:], func(names []string) bool { return names[0] == name })
	for taken {
		name = "field_" + name
		_, taken = fields[name]
	}
	return name
}

// quote writes both as JSON strings. HTML is not escaped: lines are for
// programs, not for a page.
func quote(c cell) (name, value []byte, err error) {
	if name, err = json.MarshalWithOption(c.name, json.DisableHTMLEscape()); err != nil {
		return nil, nil, err
	}
	value, err = json.MarshalWithOption(c.value, json.DisableHTMLEscape())
	return name, value, err
}
