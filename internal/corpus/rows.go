package corpus

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// A quotation mark that is not closed makes one record of all the rows up to the
// next mark, or to the end. So records are put together here, of lines: where a
// text in quotation marks goes on is told by their number, which is odd up to
// there. What encoding/csv then finds to be no record is given back, line by line.
//
// That costs little: a line with an even number of marks, as all have that stand
// in a wrong record but its first and last, is a record of its own when it is read
// again. So no line is read more than three times, and what is kept is one record.

// rows takes a table apart into records.
type rows struct {
	lines  lines
	err    error  // that the next line would come with
	n      int    // number of the line last taken, from 1
	window []byte // lines that may be read again, each with its newline
	at     int    // in window, of the next line

	reader  *csv.Reader // of the record in feed
	feed    bytes.Reader
	comma   rune
	columns int      // of the header; 0 while that is read
	cells   []string // of a line between tabs
}

// record is the lines of one record, or of what looks like one.
type record struct {
	raw         []byte // valid until the next record
	first, last int    // numbers of its lines
	open        bool   // its last quotation mark is not closed
	large       bool   // and has more bytes than any may have, or its one line has

	start, second, end int // in the window, where it spans lines: its lines but the first and the one that closes it
}

// spans tells whether the record may hold lines together that are none.
func (r record) spans() bool { return r.last > r.first || r.open || r.large }

func newRows(r *bufio.Reader, comma rune, largest int64) *rows {
	t := &rows{lines: lines{r: r, max: largest}, comma: comma}
	t.renew()
	return t
}

// renew forgets what the reader has not taken of a wrong record.
func (r *rows) renew() {
	r.reader = csv.NewReader(&r.feed)
	r.reader.Comma, r.reader.FieldsPerRecord, r.reader.ReuseRecord = r.comma, -1, true
}

// take returns the next line, and whether it does not stand in the window yet.
func (r *rows) take() (line []byte, fresh bool, err error) {
	if rest := r.window[r.at:]; len(rest) > 0 {
		end := bytes.IndexByte(rest, '\n')
		r.at += end + 1
		r.n++
		return rest[:end], false, nil
	}
	if r.err == nil {
		line, r.err = r.lines.next()
	}
	r.n = r.lines.n
	return line, true, r.err
}

func (r *rows) keep(line []byte) {
	r.window = append(append(r.window, line...), '\n')
	r.at = len(r.window)
}

func even(line []byte) bool { return bytes.Count(line, []byte{'"'})%2 == 0 }

// next returns the next record. Blank lines are one each.
func (r *rows) next() (record, error) {
	if r.at == len(r.window) {
		r.window, r.at = r.window[:0], 0
		if cap(r.window) > 16*bufferSize {
			r.window = nil // one giant must not be paid for until the end of the file
		}
	}
	start := r.at
	line, fresh, err := r.take()
	rec := record{raw: line, first: r.n, last: r.n, start: start}
	switch {
	case errors.Is(err, errLarge):
		rec.large, r.err = true, nil
		return rec, nil
	case err != nil || even(line) || r.tabs() && r.columns == 0:
		return rec, err
	}
	if fresh {
		r.keep(line)
	}
	rec = r.gather(rec)
	if r.tabs() {
		rec = r.overTabs(rec)
	}
	return rec, nil
}

// gather takes the lines of a record up to the one that closes its text.
func (r *rows) gather(rec record) record {
	rec.open, rec.second, rec.end = true, r.at, r.at
	// What closes a text in the first column has as many tabs as a row.
	inFirst := bytes.HasPrefix(rec.raw, []byte{'"'}) && !r.isRow(rec.raw)
	for rec.open && !rec.large {
		line, fresh, err := r.take()
		if err != nil { // which the next line comes with again
			rec.large = errors.Is(err, errLarge)
			break
		}
		if fresh {
			r.shift(&rec)
			r.keep(line)
		}
		rec.last, rec.open = r.n, even(line)
		if r.isRow(line) && (rec.open || !inFirst) {
			rec.open = true
			break
		}
		if rec.open {
			rec.end = r.at
			rec.large = int64(rec.end-rec.start) > r.lines.max
		}
	}
	rec.raw = r.window[rec.start:r.at]
	return rec
}

// shift drops what stands before a record in the window.
func (r *rows) shift(rec *record) {
	if rec.start == 0 {
		return
	}
	r.window = r.window[:copy(r.window, r.window[rec.start:])]
	rec.second, rec.end = rec.second-rec.start, rec.end-rec.start
	rec.start = 0
}

// back makes the line at a place of the window, which follows the n-th, the next.
func (r *rows) back(at, n int) { r.at, r.n = at, n }

// passQuoted passes over the rest of a text in quotation marks, and returns the
// number of its last line.
func (r *rows) passQuoted() int {
	for n := r.n; ; n = r.n {
		line, _, err := r.take()
		switch {
		case errors.Is(err, errLarge):
			r.err = nil
		case err != nil:
			return n
		case !even(line):
			return r.n
		}
	}
}

// fields takes a record apart. There are none in a blank line. They are valid
// until the next call.
func (r *rows) fields(rec record) ([]string, *rowFault) {
	switch {
	case rec.large && !rec.spansLines():
		return nil, &rowFault{reason: TooLarge, line: rec.first, why: r.tooLong()}
	case rec.open:
		return nil, r.openFault(rec)
	case r.tabs() && !rec.spansLines():
		if bytes.Count(rec.raw, []byte{'\t'}) >= maxFields {
			return nil, tooWide(rec.first)
		}
		return r.between(rec.raw), nil
	}
	return r.parse(rec.raw, rec.first)
}

func (r record) spansLines() bool { return r.end > r.start }

func (r *rows) tooLong() string { return fmt.Sprintf("a row of more than %d bytes", r.lines.max) }

// openFault tells what is wrong with a record that does not end: one that would do
// so with another quotation mark, or its line before.
func (r *rows) openFault(rec record) *rowFault {
	raw := rec.raw
	if rec.large {
		raw = r.window[rec.start:rec.second]
	}
	_, fault := r.parse(append(bytes.Clone(raw), '"'), rec.first)
	switch {
	case fault != nil:
		return fault
	case rec.large:
		return &rowFault{reason: TooLarge, line: rec.first, why: r.tooLong()}
	}
	why := "the quotation mark is not closed"
	if r.err != nil && r.err != io.EOF {
		why = "the input ends before the quotation mark is closed"
	}
	return &rowFault{reason: NotCSV, line: rec.first, why: why}
}

// parse takes a record apart that begins in a line.
func (r *rows) parse(raw []byte, line int) ([]string, *rowFault) {
	if r.separators(raw) >= maxFields {
		return nil, tooWide(line)
	}
	r.feed.Reset(withReturns(raw))
	fields, err := r.reader.Read()
	if err == nil || err == io.EOF {
		return fields, nil
	}
	if end := bytes.IndexByte(raw, '\n'); end >= 0 && end < len(raw)-1 {
		r.renew()
	}
	f := &rowFault{reason: NotCSV, line: line, why: err.Error()}
	var at *csv.ParseError
	if errors.As(err, &at) {
		f.line, f.column, f.why = line+at.Line-at.StartLine, at.Column, at.Err.Error()
	}
	return nil, f
}

// separators counts those that stand in no quotation marks; where there are few, in any.
func (r *rows) separators(raw []byte) int {
	n := bytes.Count(raw, []byte{byte(r.comma)})
	if n < maxFields {
		return n
	}
	n = 0
	quoted := false
	for _, c := range raw {
		switch {
		case c == '"':
			quoted = !quoted
		case c == byte(r.comma) && !quoted:
			n++
		}
	}
	return n
}

func tooWide(line int) *rowFault {
	return &rowFault{reason: TooLarge, line: line, why: tooManyFields}
}

// withReturns doubles the carriage returns before line ends inside a record, which stand
// in texts: the library leaves out one.
func withReturns(raw []byte) []byte {
	end := bytes.LastIndexByte(raw[:max(0, len(raw)-1)], '\n') // but that of the record
	if end < 1 || !bytes.Contains(raw[:end+1], []byte("\r\n")) {
		return raw
	}
	return append(bytes.ReplaceAll(raw[:end+1], []byte("\r\n"), []byte("\r\r\n")), raw[end+1:]...)
}

// holdsRows tells whether most of the lines in a record are rows of so many fields:
// then the record is none. Lines of a text with a flaw mostly are not.
func (r *rows) holdsRows(rec record, columns int) bool {
	lines, good := 0, 0
	for line := range bytes.Lines(r.window[rec.second:rec.end]) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		lines++
		if fields, fault := r.parse(line, 0); fault == nil && len(fields) == columns {
			good++
		}
	}
	return 2*good > lines
}

// rowFault is what is wrong with a row, and where.
type rowFault struct {
	reason, why  string
	line, column int
}

func (f *rowFault) String() string {
	if f.column == 0 {
		return fmt.Sprintf("line %d: %s", f.line, f.why)
	}
	return fmt.Sprintf("line %d, column %d: %s", f.line, f.column, f.why)
}
