package corpus

import (
	"bytes"
	"strings"
)

// Tables separated by tabs come in two kinds that nothing tells apart. In most, a tab or
// a line end is in no field and a quotation mark is a character as any other: texts that
// begin with a quotation are common, and taken for quoted ones they would swallow rows.
// Programs that write CSV with tabs (spreadsheets, data frames) put fields in quotation
// marks that have any of these in them. So here a line is a row, and marks mean something
// only where what they would mean fits:
//
//   - a field that begins and ends with one, those inside doubled, is what is between;
//   - a line that has not as many fields as the header, but has them as CSV, is CSV;
//   - so are lines that make one row together, none of which is a row by itself (but the
//     last, where the first begins with the mark: a row with all fields but one follows it).
//
// All other marks stand for themselves.

func (r *rows) tabs() bool { return r.comma == '\t' }

// isRow tells whether a line between tabs has all fields.
func (r *rows) isRow(line []byte) bool {
	return r.tabs() && bytes.Count(line, []byte{'\t'}) == r.columns-1
}

// overTabs returns a record of several lines if it is one in CSV and has all fields, else
// its first line.
func (r *rows) overTabs(rec record) record {
	if !rec.open && !rec.large {
		if fields, fault := r.parse(rec.raw, rec.first); fault == nil && len(fields) == r.columns {
			return rec
		}
	}
	r.back(rec.second, rec.first)
	return record{raw: bytes.TrimSuffix(r.window[rec.start:rec.second], []byte{'\n'}), first: rec.first, last: rec.first, start: rec.start}
}

// between takes a line apart at its tabs. There are no fields in a blank line.
func (r *rows) between(raw []byte) []string {
	line := strings.TrimSuffix(string(raw), "\r")
	if line == "" {
		return nil
	}
	r.cells = r.cells[:0]
	for field := range strings.SplitSeq(line, "\t") {
		r.cells = append(r.cells, unquoted(field))
	}
	if len(r.cells) > r.columns && r.columns > 0 && strings.Contains(line, `"`) {
		if fields, fault := r.parse(raw, 0); fault == nil && len(fields) == r.columns {
			return fields
		}
	}
	return r.cells
}

// unquoted is what is in a field that is wholly in quotation marks, and any other as it is.
func unquoted(field string) string {
	if len(field) < 2 || field[0] != '"' || field[len(field)-1] != '"' {
		return field
	}
	inside := field[1 : len(field)-1]
	if strings.Contains(strings.ReplaceAll(inside, `""`, ""), `"`) {
		return field
	}
	return strings.ReplaceAll(inside, `""`, `"`)
}
