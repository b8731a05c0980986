package corpus

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// rowsAtOnce is how many rows are held at a time.
const rowsAtOnce = 64

// readParquet delivers a document a row. Columns that are lists or groups are left
// out, and so is what no UTF-8 is in columns that nobody says are text.
func (u *run) readParquet(in *source) error {
	if err := notParquet(in.head); err != nil {
		return err
	}
	file, size, done, err := in.whole()
	if err != nil {
		return err
	}
	defer done()
	table, err := openParquet(file, size)
	if err != nil {
		return err
	}
	return u.parquetRows(in.name, file, size, table)
}

// openParquet checks what the end of a file claims before the library believes it.
func openParquet(file *os.File, size int64) (table *parquet.File, err error) {
	defer recovered(&err)
	var end [8]byte
	if _, err := file.ReadAt(end[:], size-8); size < 12 || err != nil || string(end[4:]) != "PAR1" {
		return nil, io.ErrUnexpectedEOF
	}
	if n := int64(binary.LittleEndian.Uint32(end[:])); n > min(size-12, maxFooter) {
		return nil, fmt.Errorf("a footer of %d bytes", n)
	}
	return parquet.OpenFile(file, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
}

// recovered turns a panic of the library on a damaged file into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("damaged Parquet: %v", r)
	}
}

// parquetRows reads one row group after the other; a damaged one costs no other.
func (u *run) parquetRows(name string, file io.ReaderAt, size int64, table *parquet.File) error {
	columns, cells, replaced := u.parquetColumns(table.Root())
	if !u.hasText(cells) {
		return u.tell(&Skip{Doc: name, Reason: NoText, Detail: u.noText("no text column", cells)})
	}
	if replaced > 0 {
		s := replacedNotice(name, replaced)
		s.Detail = "names of columns: " + s.Detail
		if err := u.tell(s); err != nil {
			return err
		}
	}
	p := &parquetReader{run: u, name: name, columns: columns, cells: cells}
	sum := &unpacked{in: size, ratio: u.o.MaxRatio}
	for i, group := range table.RowGroups() {
		err := checkPages(file, table.Metadata().RowGroups[i], sum)
		if err == nil {
			err = p.group(group)
		}
		if errors.Is(err, errStop) || errors.Is(err, errPacked) || u.ctx.Err() != nil {
			return err
		}
		if err != nil {
			if err := u.lose(name, fmt.Errorf("row group %d: %w", i+1, err)); err != nil {
				return err
			}
		}
	}
	return nil
}

// parquetReader reads the rows of one file.
type parquetReader struct {
	*run
	name    string
	columns map[int]column // by index of the leaf
	cells   []cell
	row     int

	replaced int // bytes of the row
}

// column is a leaf that can be a cell.
type column struct {
	cell        int
	said, named bool // to be text: by its type, by its name
	show        func(parquet.Value) cell
}

// parquetColumns lists the leaves at the top that hold one value a row, and counts the
// bytes of their names that were replaced.
func (u *run) parquetColumns(root *parquet.Column) (columns map[int]column, cells []cell, replaced int) {
	columns = map[int]column{}
	for _, c := range root.Columns() {
		if !c.Leaf() || c.MaxRepetitionLevel() > 0 {
			continue
		}
		name, n := validUTF8(c.Name())
		replaced += n
		kind := isString
		if k := c.Type().Kind(); k != parquet.ByteArray {
			kind = isNull // cannot be the text
		}
		r, known := u.roles[name]
		named := known && r.role == textRole && kind == isString
		columns[c.Index()] = column{len(cells), saidText(c.Type()), named, shower(c.Type())}
		cells = append(cells, cell{name: name, kind: kind})
	}
	return columns, cells, replaced
}

// saidText reports whether a column's type says that its bytes are text.
func saidText(t parquet.Type) bool {
	if l := t.LogicalType(); l != nil {
		switch l.Value.(type) {
		case *format.StringType, *format.EnumType, *format.JsonType:
			return true
		}
	}
	return false
}

// group delivers the rows of a row group. Only what the library does is guarded
// against panics: the consumer's are its own.
func (p *parquetReader) group(group parquet.RowGroup) error {
	rows := group.Rows()
	defer rows.Close()
	buffer := make([]parquet.Row, rowsAtOnce)
	for {
		n, err := readRows(rows, buffer)
		for _, row := range buffer[:n] {
			if err := p.document(row); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func readRows(rows parquet.Rows, buffer []parquet.Row) (n int, err error) {
	defer recovered(&err)
	return rows.ReadRows(buffer)
}

func (p *parquetReader) document(row parquet.Row) error {
	p.row++
	if err := p.fill(row); err != nil {
		return err
	}
	d, why := p.run.document(p.cells, p.name, p.row)
	if why != "" {
		return p.tell(&Skip{Doc: p.name, Reason: NoText, Detail: "row " + strconv.Itoa(p.row) + ": " + why})
	}
	if err := p.tellReplaced(p.name, "row", p.row, p.replaced); err != nil {
		return err
	}
	return p.emit(d)
}

// fill sets the cells to the values of a row.
func (p *parquetReader) fill(row parquet.Row) (err error) {
	defer recovered(&err)
	p.replaced = 0
	for i := range p.cells {
		p.cells[i].value, p.cells[i].kind = "", isNull
	}
	for _, v := range row {
		if c, ok := p.columns[v.Column()]; ok && !v.IsNull() {
			shown := p.shown(c, v)
			p.cells[c.cell].value, p.cells[c.cell].kind = shown.value, shown.kind
		}
	}
	return nil
}

// shown is a value of a column as a cell, without its name. Many writers leave out to say
// that bytes are text, so of the column that has the text by its name they are it unless
// they have a NUL, as images and packed pages do.
func (p *parquetReader) shown(c column, v parquet.Value) cell {
	if !c.said && (!c.named || bytes.IndexByte(v.ByteArray(), 0) >= 0) {
		return c.show(v)
	}
	text, n := validUTF8(string(v.ByteArray()))
	p.replaced += n
	return cell{kind: isString, value: text}
}

// shower returns how values of a type are written as text.
func shower(t parquet.Type) func(parquet.Value) cell {
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *format.DateType:
			return func(v parquet.Value) cell {
				return cell{kind: isString, value: time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)}
			}
		case *format.TimestampType:
			return func(v parquet.Value) cell {
				return cell{kind: isString, value: timestamp(v.Int64(), l.Unit.Value.Duration())}
			}
		}
	}
	switch t.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return func(v parquet.Value) cell {
			if b := v.ByteArray(); utf8.Valid(b) {
				return cell{kind: isString, value: string(b)}
			}
			return cell{}
		}
	case parquet.Boolean:
		return func(v parquet.Value) cell { return cell{kind: isOther, value: v.String()} }
	}
	return func(v parquet.Value) cell { return cell{kind: isNumber, value: v.String()} }
}

func timestamp(n int64, unit time.Duration) string {
	perSecond := int64(time.Second / unit)
	return time.Unix(n/perSecond, n%perSecond*int64(unit)).UTC().Format(time.RFC3339Nano)
}
