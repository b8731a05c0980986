package corpus

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readCSV delivers a document a row of a table with a header, separated by the
// comma, semicolon or tab that the header has most of. Quoting is held to the
// rules: a row that breaks them is told and passed over, since guessing where
// its fields end would mix texts. Between tabs there are no such rules, see tabs.go.
func (u *run) readCSV(in *source) error {
	comma, err := separator(in.Reader)
	if err != nil {
		return err
	}
	return u.readTable(in, comma)
}

func (u *run) readTSV(in *source) error { return u.readTable(in, '\t') }

func (u *run) readTable(in *source, comma rune) error {
	if head, _ := in.Peek(len(bom)); string(head) == bom {
		in.Discard(len(bom))
	}
	t := &table{run: u, name: in.name, rows: newRows(in.Reader, comma, u.maxRecord())}
	if ok, err := t.header(); !ok || err != nil {
		return err
	}
	for {
		rec, err := t.rows.next()
		if err != nil {
			if told := t.tellLost(); told != nil {
				return told
			}
			if err == io.EOF {
				return nil
			}
			return err
		}
		if err := t.record(rec); err != nil {
			return err
		}
	}
}

// table is a table being read.
type table struct {
	*run
	name  string // of the input
	rows  *rows
	cells []cell

	// After a row whose end is not certain, rows must have all columns to count as
	// such: the lines may be those of a text.
	fault       *rowFault // of the first row that was lost so, nil where none was
	first, last int       // lines that are lost
}

// header reads the columns.
func (t *table) header() (ok bool, err error) {
	for {
		rec, err := t.rows.next()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		fields, fault := t.rows.fields(rec)
		switch {
		case fault != nil:
			return false, t.tell(&Skip{Doc: t.name, Reason: fault.reason, Detail: fault.String() + "; without a header nothing is read"})
		case len(fields) == 0:
			continue
		}
		var replaced int
		t.cells, replaced = t.columns(fields)
		t.rows.columns = len(fields)
		if !t.hasText(t.cells) {
			return false, t.tell(&Skip{Doc: t.name, Reason: NoText, Detail: fmt.Sprintf("line %d: %s", rec.first, t.noText("no column", t.cells))})
		}
		return true, t.tellReplaced(t.name, "line", rec.first, replaced)
	}
}

// record delivers the document of one record, or notes or tells what is wrong with it.
func (t *table) record(rec record) error {
	fields, fault := t.rows.fields(rec)
	if fault == nil && (len(fields) > len(t.cells) || t.fault != nil && len(fields) != len(t.cells) && len(fields) > 0) {
		fault = &rowFault{reason: NotCSV, line: rec.first, why: fmt.Sprintf("%d fields under %d columns", len(fields), len(t.cells))}
	}
	switch {
	case fault != nil && t.fault == nil && !rec.spans():
		return t.tell(&Skip{Doc: t.name, Reason: fault.reason, Detail: fault.String()})
	case fault != nil:
		t.lose(rec, fault)
		return t.ctx.Err()
	case len(fields) == 0:
		return nil
	}
	if err := t.tellLost(); err != nil {
		return err
	}
	return t.row(fields, rec.first)
}

// lose notes that a record is lost, and goes back to what of its lines is none of it.
func (t *table) lose(rec record, fault *rowFault) {
	if t.fault == nil {
		t.fault, t.first = fault, rec.first
	}
	t.last = rec.last
	switch {
	case !rec.spansLines():
	case t.rows.holdsRows(rec, len(t.cells)):
		t.last = rec.first
		t.rows.back(rec.second, rec.first)
	case rec.open && rec.large:
		t.last = t.rows.passQuoted()
	case !rec.open && fault.column > 0: // what closes it may be what opens another
		t.last = rec.last - 1
		t.rows.back(rec.end, rec.last-1)
	}
}

// tellLost tells which lines were lost, once it is known.
func (t *table) tellLost() error {
	if t.fault == nil {
		return nil
	}
	s := &Skip{Doc: t.name, Reason: t.fault.reason, Detail: t.fault.String()}
	switch {
	case t.last > t.first:
		s.Detail = fmt.Sprintf("lines %d to %d (%d lines) are lost: %s", t.first, t.last, t.last-t.first+1, s.Detail)
	case t.fault.line != t.first:
		s.Detail = fmt.Sprintf("line %d: %s", t.first, s.Detail)
	}
	t.fault = nil
	return t.tell(s)
}

// row delivers the document of one row, of which cells may be missing: it takes no longer
// than it has cells, however many columns there are.
func (t *table) row(fields []string, line int) error {
	replaced := 0
	cells := t.cells[:len(fields)]
	for i, field := range fields {
		value, n := validUTF8(field)
		cells[i].value, cells[i].kind = value, isString
		replaced += n
	}
	d, why := t.document(cells, t.name, line)
	if why != "" {
		return t.tell(&Skip{Doc: t.name, Reason: NoText, Detail: fmt.Sprintf("line %d: %s", line, why)})
	}
	if err := t.tellReplaced(t.name, "line", line, replaced); err != nil {
		return err
	}
	return t.emit(d)
}

// columns are the cells of a header, and how many bytes of it were replaced. A name
// that no role has as it is written is tried in lower case.
func (u *run) columns(header []string) (cells []cell, replaced int) {
	cells = make([]cell, len(header))
	for i, name := range header {
		name, n := validUTF8(strings.TrimSpace(name))
		replaced += n
		if _, known := u.roles[name]; !known {
			if _, known = u.roles[strings.ToLower(name)]; known {
				name = strings.ToLower(name)
			}
		}
		cells[i] = cell{name: name, kind: isString}
	}
	return cells, replaced
}

// hasText reports whether one of the columns can hold the text.
func (u *run) hasText(columns []cell) bool { return u.best(columns)[textRole] >= 0 }

// separator is the candidate that stands most often in the first line.
func separator(r *bufio.Reader) (rune, error) {
	line, err := firstLine(r)
	if err != nil {
		return 0, err
	}
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best, nil
}

// firstLine looks at the first line, or at what of it fits into the buffer. A pipe may
// give it in pieces.
func firstLine(r *bufio.Reader) ([]byte, error) {
	for size := 1; ; size = r.Buffered() + 1 {
		_, err := r.Peek(size)
		head, _ := r.Peek(r.Buffered())
		line, _, whole := bytes.Cut(head, []byte("\n"))
		switch {
		case whole, err == io.EOF, errors.Is(err, bufio.ErrBufferFull):
			return line, nil
		case err != nil:
			return nil, err
		}
	}
}
