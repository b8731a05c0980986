package corpus

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readCSV delivers a document a row of a table with a header, separated by the
// comma, semicolon or tab that the header has most of. Quoting is held to the
// rules: a row that breaks them is told and passed over, since guessing where
// its fields end would mix texts.
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
	bounded := &recordReader{r: in.Reader, max: u.maxRecord()}
	rows := csv.NewReader(bounded)
	rows.Comma, rows.FieldsPerRecord, rows.ReuseRecord = comma, -1, true
	header, err := rows.Read()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return u.rowFault(in.name, err)
	}
	cells := u.columns(header)
	if !u.hasText(cells) {
		return u.tell(&Skip{Doc: in.name, Reason: NoText, Detail: "line 1: no column " + strconv.Quote(u.textField()) + " in the header"})
	}
	for {
		bounded.n = 0
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			line, _ := rows.FieldPos(0)
			err = u.row(in.name, cells, row, line)
		} else {
			err = u.rowFault(in.name, err)
		}
		if err != nil {
			return err
		}
	}
}

// row delivers the document of one row. Missing cells are null; cells beyond
// the header have no name and are a fault.
func (u *run) row(name string, cells []cell, row []string, line int) error {
	if len(row) > len(cells) {
		return u.tell(&Skip{Doc: name, Reason: NotCSV, Detail: "line " + strconv.Itoa(line) + ": " + strconv.Itoa(len(row)) + " fields under " + strconv.Itoa(len(cells)) + " columns"})
	}
	for i := range cells {
		cells[i].value, cells[i].kind = "", isNull
		if i < len(row) {
			if !utf8.ValidString(row[i]) {
				return u.tell(&Skip{Doc: name, Reason: InvalidUTF8, Detail: "line " + strconv.Itoa(line) + ": not UTF-8"})
			}
			cells[i].value, cells[i].kind = row[i], isString
		}
	}
	d, why := u.document(cells, name, line)
	if why != "" {
		return u.tell(&Skip{Doc: name, Reason: NoText, Detail: "line " + strconv.Itoa(line) + ": " + why})
	}
	return u.emit(d)
}

// rowFault tells of a row that breaks the rules of quoting; other errors end the input.
func (u *run) rowFault(name string, err error) error {
	var fault *csv.ParseError
	if !errors.As(err, &fault) {
		return err
	}
	if errors.Is(fault.Err, errLarge) || errors.Is(fault.Err, io.ErrUnexpectedEOF) {
		return fault.Err
	}
	return u.tell(&Skip{Doc: name, Reason: NotCSV, Detail: fault.Error()})
}

// columns are the cells of a header. A name that no role has as it is written
// is tried in lower case.
func (u *run) columns(header []string) []cell {
	cells := make([]cell, len(header))
	for i, name := range header {
		name, _ = validUTF8(strings.TrimSpace(name))
		if _, known := u.roles[name]; !known {
			if _, known = u.roles[strings.ToLower(name)]; known {
				name = strings.ToLower(name)
			}
		}
		cells[i] = cell{name: name, kind: isString}
	}
	return cells
}

// hasText reports whether one of the columns can hold the text.
func (u *run) hasText(columns []cell) bool { return u.best(columns)[textRole] >= 0 }

// separator is the candidate that stands most often in the first line.
func separator(r *bufio.Reader) (rune, error) {
	_, err := r.Peek(1)
	if err != nil && err != io.EOF {
		return 0, err
	}
	head, _ := r.Peek(r.Buffered())
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best, nil
}

// recordReader ends a table whose record has more than max bytes: an open
// quotation mark makes a record of all the rest, and encoding/csv would hold it.
type recordReader struct {
	r      io.Reader
	n, max int64
}

func (b *recordReader) Read(p []byte) (int, error) {
	if b.n > b.max {
		return 0, errLarge
	}
	n, err := b.r.Read(p)
	b.n += int64(n)
	return n, err
}
