package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"time"

	"respun/filter"
)

// A body of a declared length is read as a whole and then judged, so that it is
// refused before any of it counts, and a client may send all of it before it
// reads. A body without one is a stream that may last for weeks: its lines are
// judged as they come, and the client must read while it writes.

const lineType = "application/x-ndjson"

// filter answers POST /v1/filter.
func (s *Server) filter(a *answer, r *http.Request) error {
	if err := s.acceptable(r); err != nil {
		return err
	}
	if mediaType(r) != "application/json" && r.ContentLength < 0 {
		return s.stream(a, r)
	}
	body, err := s.body(a, r)
	if err != nil {
		return err
	}
	if mediaType(r) == "application/json" {
		return s.filterOne(a, r, body)
	}
	a.Header().Set("Content-Type", lineType)
	return s.judge(a, r, body)
}

// filterOne judges one document. White space between its members is not kept,
// since a line has none.
func (s *Server) filterOne(a *answer, r *http.Request, body []byte) error {
	leave, err := s.roomFor(r.Context(), len(body))
	if err != nil {
		return err
	}
	defer leave()
	var line, out bytes.Buffer
	if err := json.Compact(&line, bytes.TrimPrefix(body, []byte("\ufeff"))); err != nil {
		return refusal(http.StatusBadRequest, "not JSON: %v", err)
	}
	var verdict filter.Verdict
	told := func(_ int64, _ string, v filter.Verdict) { verdict = v }
	if _, err := s.put(&out, filter.Stream{Told: told}, line.Bytes()); err != nil {
		return err
	}
	if verdict.Kind == filter.Error {
		return refusal(http.StatusBadRequest, "%s", verdict.Detail)
	}
	out.WriteByte('\n')
	return a.send("application/json", out.Bytes())
}

// judge judges complete lines and answers them, a piece at a time.
func (s *Server) judge(a *answer, r *http.Request, lines []byte) error {
	for len(lines) > 0 {
		piece := firstOf(lines)
		lines = lines[len(piece):]
		if err := s.judgePiece(a, r, piece); err != nil {
			return err
		}
	}
	if a.status == 0 {
		a.WriteHeader(http.StatusOK) // no lines
	}
	return nil
}

func (s *Server) judgePiece(a *answer, r *http.Request, piece []byte) error {
	leave, err := s.roomFor(r.Context(), len(piece))
	if err != nil {
		return err
	}
	defer leave()
	stats, err := s.put(a, filter.Stream{Before: a.lines}, piece)
	a.lines += stats.Lines
	return err
}

// firstOf returns the first of complete lines: as many as a piece has, or one that is longer.
func firstOf(lines []byte) []byte {
	if len(lines) <= pieceSize {
		return lines
	}
	if n := bytes.LastIndexByte(lines[:pieceSize], '\n') + 1; n > 0 {
		return lines[:n]
	}
	if n := bytes.IndexByte(lines[pieceSize:], '\n') + 1; n > 0 {
		return lines[:pieceSize+n]
	}
	return lines
}

// put hands lines to the filter. It goes on to the end though the client went
// away: a filter that is interrupted while it stores is of no use afterwards.
func (s *Server) put(w io.Writer, stream filter.Stream, lines []byte) (filter.StreamStats, error) {
	stream.Fields, stream.MaxLine = s.Fields, math.MaxInt
	out := &outlet{w: w}
	stats, err := stream.Run(context.Background(), s.Filter, bytes.NewReader(lines), out)
	if err != nil && out.err == nil {
		s.failed.Store(true)
		s.Log.Error("the index failed", "cause", err.Error())
		return stats, errStore
	}
	return stats, err
}

// outlet tells errors of writing from those of judging.
type outlet struct {
	w   io.Writer
	err error
}

func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	o.err = err
	return n, err
}

// drainPatience is how long streams are read on once the server is to end: enough
// for what is on its way.
const drainPatience = time.Second

// stream judges lines as they come.
func (s *Server) stream(a *answer, r *http.Request) error {
	_ = a.control.EnableFullDuplex() // HTTP/2 needs no asking
	a.Header().Set("Content-Type", lineType)
	// A stream that waits learns of the end too.
	defer context.AfterFunc(s.draining, func() { s.await(a) })()
	in := &pieces{r: r.Body, most: int(s.MaxBody), tooLarge: s.tooLarge()}
	for {
		s.await(a)
		lines, last := in.next()
		if last != nil && last != io.EOF {
			return s.ended(last)
		}
		if err := s.judge(a, r, lines); err != nil || last == io.EOF {
			return err
		}
		if err := a.control.Flush(); err != nil {
			return err
		}
	}
}

// await gives a client time for its next line.
func (s *Server) await(a *answer) {
	_ = a.control.SetReadDeadline(time.Now().Add(s.Timeout))
	if s.draining.Err() != nil { // asked last, as it may begin meanwhile
		_ = a.control.SetReadDeadline(s.lastRead)
	}
}

// ended is the error of a stream that did not come to its end.
func (s *Server) ended(err error) error {
	if s.draining.Err() != nil && isTimeout(err) {
		return refusal(http.StatusServiceUnavailable, "shutting down")
	}
	return broken(err)
}

// pieces cuts a stream into complete lines: what has come, at least one.
type pieces struct {
	r        io.Reader
	most     int // bytes of a line
	tooLarge error
	err      error // of reading
	buf      []byte
	given    int // bytes of buf that were returned
}

// pieceSize is what is read at a time, in bytes: 25 articles, which serves the
// filter's processors and its disk as well as more would.
const pieceSize = 64 << 10

// next returns lines with their newlines, valid until the next call; with io.EOF
// the last ones, of which the very last may have none. With another error there
// are none: half a line is no document.
func (p *pieces) next() ([]byte, error) {
	p.buf = p.buf[:copy(p.buf, p.buf[p.given:])]
	p.given = 0
	for p.err == nil {
		from := len(p.buf)
		p.grow()
		var n int
		n, p.err = p.r.Read(p.buf[from:cap(p.buf)])
		p.buf = p.buf[:from+n]
		if end := from + bytes.LastIndexByte(p.buf[from:], '\n') + 1; end > from {
			p.given = end
			return p.buf[:end], nil // and the error at the next call
		}
		if len(p.buf) > p.most {
			p.err = p.tooLarge
		}
	}
	if p.err == io.EOF {
		return p.buf, io.EOF
	}
	return nil, p.err
}

// grow makes room for a read. One giant must not be paid for until the end.
func (p *pieces) grow() {
	if len(p.buf) == 0 && cap(p.buf) > 16*pieceSize {
		p.buf = nil
	}
	if cap(p.buf)-len(p.buf) < pieceSize {
		p.buf = append(make([]byte, 0, 2*cap(p.buf)+pieceSize), p.buf...)
	}
}
