package filter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"respun/detect"
)

// Policy is what becomes of a line with a verdict.
type Policy uint8

// The policies.
const (
	Label Policy = iota // goes on with its verdict under Key
	Keep                // goes on as it came
	Drop                // does not go on
)

var policyNames = [...]string{"label", "keep", "drop"}

func (p Policy) String() string { return policyNames[p] }

// Stream is how JSON lines are filtered.
type Stream struct {
	Fields   Fields          // Text is needed
	Policies map[Kind]Policy // what is not in it is labelled
	// Batch is how many lines are judged, stored and written at a time, at most:
	// never more than are there. 0 stands for DefaultBatch.
	Batch int
	// MaxLine is how many bytes a line may have; 0 stands for DefaultMaxLine. A
	// longer one is an error, and only its beginning goes on.
	MaxLine int
	// Before is how many lines came before, of an input that is filtered in parts: lines are
	// numbered behind them, and only the first of all may begin with a byte order mark.
	Before int64
	// Told is called with each verdict and the line's number, from 1; may be nil.
	Told func(number int64, doc string, v Verdict)
}

// Defaults of a Stream.
const (
	DefaultBatch   = 256
	DefaultMaxLine = 64 << 20
)

// StreamStats counts what went through.
type StreamStats struct {
	Lines   int64 // with blank ones
	Written int64
	Dropped int64 // by policy
	Errors  int64 // lines with the verdict error

	Replaced int64 // lines that were judged with bytes replaced, as they are no UTF-8
}

// Run reads JSON lines from r and writes each to w in the same order, with the
// verdict of its document under Key, all else byte for byte as it came, also bytes
// that are no UTF-8: judged as U+FFFD, they are counted in the verdict. What is
// there is judged and written at once: a pipe never waits for a line that has
// not come. Blank lines go on as they are; a bad line goes on with the verdict
// "error", and where it is no JSON object, as {"line": what it was}.
//
// The error is the store's, that of r or w, or the end of ctx; a read that blocks
// is then left behind. Without Fields.Text nothing is read, and that is the error.
func (s Stream) Run(ctx context.Context, f *Filter, r io.Reader, w io.Writer) (StreamStats, error) {
	if len(s.Fields.Text) == 0 {
		return StreamStats{}, errors.New("filter: no field has a document's text")
	}
	if s.Batch <= 0 {
		s.Batch = DefaultBatch
	}
	if s.MaxLine <= 0 {
		s.MaxLine = DefaultMaxLine
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in := startReader(ctx, r, s.MaxLine)
	run := &streamRun{Stream: s, filter: f, w: w}
	for {
		chunks, err := in.next(ctx, s.Batch)
		if e := run.process(ctx, chunks); e != nil {
			return run.stats, e
		}
		in.recycle(chunks)
		if err == io.EOF {
			return run.stats, nil
		}
		if err != nil {
			return run.stats, err
		}
	}
}

type streamRun struct {
	Stream
	filter *Filter
	w      io.Writer
	stats  StreamStats
	lines  []line
	out    []byte
	docs   []detect.Document
}

// process judges and writes the lines of chunks, Batch at a time.
func (s *streamRun) process(ctx context.Context, chunks []*chunk) error {
	n := 0
	for _, c := range chunks {
		for _, raw := range c.lines {
			if n == s.Batch {
				if err := s.batch(ctx, s.lines[:n]); err != nil {
					return err
				}
				n = 0
			}
			if n == len(s.lines) {
				s.lines = append(s.lines, line{})
			}
			raw, bad := c.within(raw, s.MaxLine)
			l := &s.lines[n]
			l.raw, l.end = cutNewline(raw)
			l.bad = bad
			l.bom = s.Before+s.stats.Lines == 0 && n == 0 && bytes.HasPrefix(l.raw, []byte(bom))
			n++
		}
	}
	return s.batch(ctx, s.lines[:n])
}

// cutNewline parts a line from its newline. A carriage return is white space of
// the line.
func cutNewline(raw []byte) (line, end []byte) {
	if n := len(raw); n > 0 && raw[n-1] == '\n' {
		return raw[:n-1], raw[n-1:]
	}
	return raw, nil
}

// batch judges lines and writes them.
func (s *streamRun) batch(ctx context.Context, lines []line) error {
	if len(lines) == 0 {
		return nil
	}
	s.docs = s.docs[:0]
	for i := range lines {
		l := &lines[i]
		if l.bom {
			l.raw = l.raw[len(bom):]
		}
		if l.bad == "" {
			l.parse(&s.Fields)
		} else {
			l.object, l.blank, l.doc, l.replaced = false, false, detect.Document{}, 0
		}
		if l.bad == "" && !l.blank {
			s.docs = append(s.docs, l.doc)
		}
	}
	verdicts, err := s.filter.PutAll(ctx, s.docs)
	if err != nil {
		return err
	}
	s.out = s.out[:0]
	for i := range lines {
		l := &lines[i]
		s.stats.Lines++
		if l.blank {
			s.out = l.asItCame(s.out)
			s.stats.Written++
			continue
		}
		v := Verdict{Kind: Error, Detail: l.bad}
		if l.bad == "" {
			v, verdicts = verdicts[0], verdicts[1:]
			v.Replaced = l.replaced
		}
		s.write(l, v)
	}
	clear(s.docs) // their texts
	for i := range lines {
		lines[i].doc, lines[i].raw = detect.Document{}, nil
	}
	if cap(s.out) > 16<<20 {
		defer func() { s.out = nil }()
	}
	_, err = s.w.Write(s.out)
	return err
}

// write puts a line out as the policy says.
func (s *streamRun) write(l *line, v Verdict) {
	if v.Kind == Error {
		s.stats.Errors++
	}
	if v.Replaced > 0 {
		s.stats.Replaced++
	}
	if s.Told != nil {
		s.Told(s.Before+s.stats.Lines, l.doc.Name, v)
	}
	switch s.Policies[v.Kind] {
	case Drop:
		s.stats.Dropped++
		return
	case Keep:
		s.out = l.asItCame(s.out)
	default:
		s.out = l.append(s.out, v)
	}
	s.stats.Written++
}

// String sums up what went through.
func (s StreamStats) String() string {
	out := fmt.Sprintf("lines %d, written %d, dropped by policy %d, errors %d", s.Lines, s.Written, s.Dropped, s.Errors)
	if s.Replaced > 0 {
		out += fmt.Sprintf(", not all UTF-8 %d", s.Replaced)
	}
	return out
}
