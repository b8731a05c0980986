package corpus

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"slices"
	"strconv"
	"strings"
)

// Web archives (WARC 0.18 to 1.1, and the WET files made of them) are read
// record by record from the decompressed stream: a version line, a header,
// Content-Length bytes, two line ends. No library for it could be had. Lengths
// are claims, not facts: a record is held only if it is no larger than a page
// may be, and after a broken header the next version line is looked for.

// maxHeader bounds a header, in bytes; maxTypes the media types told apart.
const (
	maxHeader = 64 << 10
	maxTypes  = 32
)

var errRecord = errors.New("breaks the format")

// warc reads one archive.
type warc struct {
	*run
	in     *source
	lines  *lines
	n      int                       // number of the record, from 1
	passed map[string]map[string]int // reason -> what -> records passed over
}

// warcRecord is one record's header and, once read, its block.
type warcRecord struct {
	header headers
	length int64
}

func (r warcRecord) kind() string { return strings.ToLower(r.header["warc-type"]) }

// target is the address of the record; some writers put it in angle brackets.
func (r warcRecord) target() string {
	return strings.TrimSuffix(strings.TrimPrefix(r.header["warc-target-uri"], "<"), ">")
}

// readWARC delivers the pages and texts of an archive, named by their address.
func (u *run) readWARC(in *source) error {
	w := &warc{run: u, in: in, lines: &lines{r: in.Reader, max: maxHeader}, passed: map[string]map[string]int{}}
	err := w.records()
	if errors.Is(err, errStop) || u.ctx.Err() != nil {
		return err
	}
	if told := w.tellPassed(); told != nil {
		return told
	}
	return err
}

func (w *warc) records() error {
	for {
		rec, err := w.next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, errRecord):
			err = w.tell(&Skip{Doc: w.in.name, Reason: BadRecord, Detail: fmt.Sprintf("record %d: %v", w.n, err)})
		case err == nil:
			err = w.record(rec)
		}
		if err != nil {
			return err
		}
	}
}

// next reads the header of the next record. Lines before it that are not empty
// are the remains of a broken one: they are passed over, and told.
func (w *warc) next() (warcRecord, error) {
	w.n++
	junk := 0
	for {
		line, err := w.lines.next()
		switch {
		case errors.Is(err, errLarge):
			junk++
			continue
		case err == io.EOF && junk > 0:
			return warcRecord{}, fmt.Errorf("%w: %d lines belong to no record", errRecord, junk)
		case err != nil:
			return warcRecord{}, err
		case strings.HasPrefix(string(line[:min(len(line), 5)]), "WARC/"):
			if junk > 0 {
				if err := w.tell(&Skip{Doc: w.in.name, Reason: BadRecord, Detail: fmt.Sprintf("before record %d: %d lines belong to no record", w.n, junk)}); err != nil {
					return warcRecord{}, err
				}
			}
			return w.header()
		case len(strings.TrimSpace(string(line))) > 0:
			junk++
		}
	}
}

func (w *warc) header() (warcRecord, error) {
	h, err := readHeaders(w.lines)
	if err != nil {
		return warcRecord{}, err
	}
	length, err := strconv.ParseInt(h["content-length"], 10, 64)
	if err != nil || length < 0 {
		return warcRecord{}, fmt.Errorf("%w: Content-Length is %q", errRecord, h["content-length"])
	}
	return warcRecord{header: h, length: length}, nil
}

// record delivers what one record holds, or counts why not.
func (w *warc) record(rec warcRecord) error {
	switch kind := rec.kind(); kind {
	case "response", "resource", "conversion":
		if strings.HasPrefix(rec.target(), "metadata:") { // a crawler's own log and arguments
			return w.pass(rec, NotArticle, "crawler's own records")
		}
	case "revisit":
		return w.pass(rec, Revisit, "revisit records")
	default:
		return w.pass(rec, NotArticle, clip(kind)+" records")
	}
	if rec.length > MaxPage+maxHeader {
		if err := w.tell(w.skip(rec, TooLarge, fmt.Sprintf("%d bytes, more than the %d that any record may have", rec.length, MaxPage))); err != nil {
			return err
		}
		return w.discard(rec.length)
	}
	block := make([]byte, rec.length)
	if _, err := io.ReadFull(w.in, block); err != nil {
		return unexpected(err)
	}
	return w.block(rec, block)
}

// pass counts a record by reason and passes over it.
func (w *warc) pass(rec warcRecord, reason, what string) error {
	w.count(reason, what)
	return w.discard(rec.length)
}

func (w *warc) count(reason, what string) {
	if w.passed[reason] == nil {
		w.passed[reason] = map[string]int{}
	}
	if _, known := w.passed[reason][what]; !known && len(w.passed[reason]) >= maxTypes {
		what = "others"
	}
	w.passed[reason][what]++
}

func (w *warc) discard(n int64) error {
	_, err := io.CopyN(io.Discard, w.in, n)
	return unexpected(err)
}

// block delivers the page or text of a record.
func (w *warc) block(rec warcRecord, block []byte) error {
	r := response{body: block, contentType: rec.header["content-type"]}
	if strings.HasPrefix(string(block[:min(len(block), 5)]), "HTTP/") && rec.kind() == "response" {
		var err error
		if r, err = readResponse(block); err != nil {
			return w.tell(w.skip(rec, responseFault(err), err.Error()))
		}
		if r.status < 200 || r.status > 299 {
			w.count(HTTPError, "status "+strconv.Itoa(r.status))
			return nil
		}
	}
	media, params, _ := mime.ParseMediaType(r.contentType)
	if media == "" {
		media = sniffMedia(r.body)
	}
	a, ok := readMedia(media, page{raw: string(r.body), url: rec.target(), charset: params["charset"]})
	if !ok {
		w.count(NotPage, clip(media))
		return nil
	}
	if r.flaw != nil {
		if err := w.tell(w.skip(rec, Truncated, r.flaw.Error()+"; what was complete was read")); err != nil {
			return err
		}
	}
	return w.deliver(rec, a)
}

func responseFault(err error) string {
	if errors.Is(err, errLarge) {
		return TooLarge
	}
	return BadRecord
}

// deliver hands on an article. What the page does not say is taken from the
// record: the day it was fetched, the host.
func (w *warc) deliver(rec warcRecord, a article) error {
	d := a.document(rec.target())
	if d.Name == "" {
		d.Name = w.in.name + ":" + strconv.Itoa(w.n)
	}
	if d.Date == "" {
		d.Date = rec.header["warc-date"]
	}
	if d.Source == "" {
		d.Source = host(rec.target())
	}
	if d.Fields == nil {
		d.Fields = map[string]string{}
	}
	d.Fields["archive"] = w.in.name
	if err := w.notices(d.Name, a); err != nil {
		return err
	}
	return w.emit(d)
}

// readMedia reads a body by its media type; false if it is no text.
func readMedia(media string, p page) (article, bool) {
	switch media {
	case "text/html", "application/xhtml+xml":
		return extract(p), true
	case "text/plain", "text/markdown":
		text, replaced := decodePage(p.raw, p.charset)
		return article{text: text, replaced: replaced}, true
	}
	return article{}, false
}

func sniffMedia(body []byte) string {
	if sniffText(body, nil) == HTML {
		return "text/html"
	}
	return "unknown type"
}

// clip keeps a stranger's word short and printable.
func clip(s string) string {
	s, _ = validUTF8(s)
	if s == "" {
		return "untyped"
	}
	if len(s) > 60 {
		return "overlong type"
	}
	return s
}

func (w *warc) skip(rec warcRecord, reason, why string) *Skip {
	return &Skip{Doc: w.in.name, Reason: reason, Detail: fmt.Sprintf("record %d (%s): %s", w.n, rec.target(), why)}
}

// tellPassed tells, once a reason, what was passed over.
func (w *warc) tellPassed() error {
	for _, reason := range slices.Sorted(maps.Keys(w.passed)) {
		var parts []string
		for _, what := range slices.Sorted(maps.Keys(w.passed[reason])) {
			parts = append(parts, fmt.Sprintf("%d %s", w.passed[reason][what], what))
		}
		if err := w.tell(&Skip{Doc: w.in.name, Reason: reason, Detail: strings.Join(parts, ", ")}); err != nil {
			return err
		}
	}
	return nil
}
