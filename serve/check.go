package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"respun/check"
	"respun/detect"
	"respun/internal/corpus"
	"respun/report"
)

// question is what the query of a check asks for.
type question struct {
	format string
	report report.Options
	policy check.Policy
	name   string // of the draft
}

// reportTypes are the media types of the formats that a check can be told in.
var reportTypes = map[string]string{
	"text":     "text/plain; charset=utf-8",
	"json":     "application/json",
	"jsonl":    lineType,
	"html":     "text/html; charset=utf-8",
	"sarif":    "application/sarif+json",
	"markdown": "text/markdown; charset=utf-8",
}

// check answers POST /v1/check.
func (s *Server) check(a *answer, r *http.Request) error {
	q, err := s.question(r.URL.RawQuery)
	if err != nil {
		return err
	}
	if err := s.acceptable(r); err != nil {
		return err
	}
	format, err := draftFormat(r)
	if err != nil {
		return err
	}
	body, err := s.body(a, r)
	if err != nil {
		return err
	}
	var draft detect.Document
	var notices []*corpus.Skip
	err = s.work(a, r, len(body), func(ctx context.Context) (err error) {
		draft, notices, err = s.draft(ctx, body, format, q.name)
		return err
	})
	if err != nil {
		return err
	}
	out := new(bytes.Buffer) // a report is whole or none
	err = s.work(a, r, len(draft.Text), func(ctx context.Context) error { return s.found(ctx, draft, notices, q, out) })
	if err != nil {
		return err
	}
	if q.format == "html" {
		a.Header().Set("Content-Security-Policy", "sandbox allow-scripts; frame-ancestors 'none'; "+reportPolicy)
	}
	return a.send(reportTypes[q.format], out.Bytes())
}

// found checks a draft and writes the report.
func (s *Server) found(ctx context.Context, draft detect.Document, notices []*corpus.Skip, q question, out *bytes.Buffer) error {
	err := s.report(ctx, draft, notices, q, out)
	if errors.Is(err, detect.ErrNoDocument) {
		out.Reset() // a source was removed since it was found: it is not found again
		err = s.report(ctx, draft, notices, q, out)
	}
	return err
}

// question reads a query. What it does not know it refuses: a limit that is
// misspelt and passed over would let drafts out.
func (s *Server) question(query string) (q question, err error) {
	q = question{format: "json", policy: s.Policy}
	values, err := url.ParseQuery(query)
	if err != nil {
		return q, refusal(http.StatusBadRequest, "the query is malformed")
	}
	for key, given := range values {
		for _, v := range given {
			if err := q.set(key, v); err != nil {
				return q, refusal(http.StatusBadRequest, "%s: %v", key, err)
			}
		}
	}
	if err := q.policy.Validate(); err != nil {
		return q, refusal(http.StatusBadRequest, "%v", err)
	}
	return q, nil
}

func (q *question) set(key, v string) (err error) {
	switch key {
	case "format":
		q.format = v
		if reportTypes[v] == "" {
			return fmt.Errorf("%q is none of %s", v, strings.Join(checkFormats(), ", "))
		}
	case "offsets":
		q.report.Offsets, err = report.ParseOffsets(v)
	case "redact":
		if q.report.Redact, err = strconv.ParseBool(v); err != nil {
			return fmt.Errorf("%q is neither true nor false", v)
		}
	case "name":
		q.name = v
	case "min_words":
		if q.policy.MinWords, err = strconv.Atoi(v); err != nil {
			return fmt.Errorf("%q is no whole number", v)
		}
	case "max_copied":
		var limit check.Limit
		limit, err = check.ParseLimit(v)
		q.policy.Limits = append(slices.Clip(q.policy.Limits), limit)
	default:
		err = errors.New("there is no such parameter; there are format, max_copied, min_words, name, offsets, redact")
	}
	return err
}

// checkFormats are the formats of reports with room for what the desk finds.
func checkFormats() []string {
	return slices.DeleteFunc(report.FormatsWith(report.Checks), func(f string) bool { return reportTypes[f] == "" })
}

// draftFormats are the formats by media type. What says nothing of itself is told
// by its first bytes (""): an object is a document, a zip archive a word processor's file,
// all else text.
var draftFormats = map[string]string{
	"application/json":      corpus.JSON,
	"text/plain":            corpus.Text,
	"text/markdown":         corpus.Markdown,
	"text/html":             corpus.HTML,
	"application/xhtml+xml": corpus.HTML,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": corpus.Office,
	"application/vnd.oasis.opendocument.text":                                 corpus.Office,
	"":                                  "",
	"application/octet-stream":          "",
	"application/x-www-form-urlencoded": "", // what curl says where nothing is said
}

func draftFormat(r *http.Request) (string, error) {
	format, known := draftFormats[mediaType(r)]
	if !known {
		return "", refusal(http.StatusUnsupportedMediaType, "a draft is application/json, text/plain, text/markdown, text/html, or a DOCX or ODT file as application/octet-stream")
	}
	return format, nil
}

// draft makes the document to check, with what is to be told of it. It has the name
// asked for, else its own.
func (s *Server) draft(ctx context.Context, body []byte, format, name string) (detect.Document, []*corpus.Skip, error) {
	if format == "" {
		format = formatOf(body)
	}
	doc, notices, err := readDraft(ctx, corpus.Options{Format: format, MaxDocument: s.MaxBody, KeepEmpty: true, Stdin: bytes.NewReader(body)})
	if err != nil {
		return doc, nil, err
	}
	switch unnamed := doc.Name == "-" || strings.HasPrefix(doc.Name, "-:"); {
	case name != "":
		doc.Name = name
	case unnamed:
		doc.Name = "draft"
	}
	for _, n := range notices {
		n.Doc = doc.Name
	}
	return doc, notices, nil
}

// formatOf tells the format of a body that says nothing of itself.
func formatOf(body []byte) string {
	switch {
	case corpus.IsOffice(body):
		return corpus.Office
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		return corpus.JSON
	}
	return corpus.Text
}

// readDraft reads the one document of a body.
func readDraft(ctx context.Context, o corpus.Options) (doc detect.Document, notices []*corpus.Skip, err error) {
	reader, err := corpus.New(o)
	if err != nil {
		return doc, nil, err
	}
	found := 0
	for d, err := range reader.Read(ctx, "-") {
		var skip *corpus.Skip
		switch {
		case errors.As(err, &skip) && skip.Notice():
			notices = append(notices, skip)
		case errors.As(err, &skip):
			return doc, nil, unreadable(skip)
		case err != nil:
			return doc, nil, err
		default:
			doc = d
			found++
		}
	}
	if found != 1 {
		return doc, nil, refusal(http.StatusBadRequest, "%d documents, not one draft", found)
	}
	return doc, notices, nil
}

func unreadable(s *corpus.Skip) error {
	status := http.StatusBadRequest
	if s.Reason == corpus.TooLarge || s.Reason == corpus.TooPacked {
		status = http.StatusRequestEntityTooLarge
	}
	return refusal(status, "%s: %s", s.Reason, s.Detail)
}

// report checks a draft and writes what was found.
func (s *Server) report(ctx context.Context, draft detect.Document, notices []*corpus.Skip, q question, out *bytes.Buffer) error {
	sink, err := report.New(q.format, out, q.report)
	if err != nil {
		return err
	}
	drafts := []detect.Document{draft}
	found, err := check.Sources(ctx, s.Detector, drafts, s.Archive, q.policy)
	if err != nil {
		return err
	}
	_, err = check.Scan(ctx, s.Detector, drafts, others(ctx, notices, found), q.policy, &desk{sink.(report.CheckSink), s.metrics}, found.Stage)
	return err
}

// others yields what is to be told of a draft, then what it is compared with.
func others(ctx context.Context, notices []*corpus.Skip, found *check.Found) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		for _, n := range notices {
			if !yield(detect.Document{}, n.Skipped()) {
				return
			}
		}
		found.Documents(ctx)(yield)
	}
}
