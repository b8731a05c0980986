package serve

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"respun/detect"
	"respun/internal/corpus"
)

// document answers GET /v1/documents/{id}. A name with slashes may be given as it
// is, but where two of them meet they have to be escaped.
func (s *Server) document(a *answer, r *http.Request) error {
	doc, err := s.find(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := corpus.WriteLine(&out, doc); err != nil {
		return err
	}
	return a.send("application/json", out.Bytes())
}

var errNoDocument = refusal(http.StatusNotFound, "no document has this name")

// find returns the latest document of a name.
func (s *Server) find(ctx context.Context, name string) (doc detect.Document, err error) {
	for {
		revisions, err := s.Archive.Find(name)
		if err != nil {
			return doc, err
		}
		if len(revisions) == 0 {
			return doc, errNoDocument
		}
		doc, err = s.Archive.Document(ctx, revisions[len(revisions)-1])
		if !errors.Is(err, detect.ErrNoDocument) {
			return doc, err
		} // else it was removed meanwhile
	}
}
