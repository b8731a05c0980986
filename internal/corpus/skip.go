package corpus

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Reasons of a Skip. They are part of the records other programs read.
const (
	NotFound     = "not-found"             // no such file, and no glob that matches one
	Unreadable   = "unreadable"            // the system refuses to open or read it
	EmptyFolder  = "empty-folder"          // nothing to read below the folder
	Circle       = "circle"                // notice: a symbolic link to what is read already, or under its own name
	Unsupported  = "unsupported"           // a format that is not read; the detail says what to use
	TooLarge     = "too-large"             // more text than Options.MaxDocument
	TooNested    = "too-nested"            // notice: HTML nested too deeply to find the article; all its text was read
	TooPacked    = "too-compressed"        // more output than Options.MaxRatio allows
	Truncated    = "truncated"             // ends in the middle; the detail says how much was read
	Corrupt      = "corrupt"               // damaged; documents before the damage were read
	NotJSON      = "not-json"              // a line or element that is not a JSON object
	NotCSV       = "not-csv"               // a row that breaks the rules of quoting
	NoText       = "no-text"               // the text field is missing or not a string
	BadRecord    = "bad-record"            // a web archive record that breaks the format
	ReplacedUTF8 = "invalid-utf8-replaced" // notice: read, each invalid byte as U+FFFD
	NotArticle   = "not-article"           // notice: web archive records of other types (request, metadata, ...)
	Revisit      = "revisit"               // notice: web archive records whose page was stored before
	NotPage      = "not-text"              // notice: responses that are no text (images, scripts)
	HTTPError    = "http-error"            // notice: responses with a status other than 2xx
	Output       = "output"                // notice: standard output, below a folder that is read
	Archive      = "archive"               // notice: an archive of respun index below a folder
	Checkpoint   = "checkpoint"            // notice: the journal of a scan
	Empty        = "empty"                 // notice: an input without a byte, which holds no document
	RepeatedPair = "repeated-pair"         // notice: in a list of pairs, one that is compared already
)

// Skip tells of one input, or a part of one, that was not read. It is an error
// value that does not end the iteration.
type Skip struct {
	Doc    string // the path, or the name of the document
	Reason string // one of the constants of this package
	Detail string // for people: line, cause, what to do
	Count  int    // parts of an input that it stands for, where they are not told one by one; 0: one
}

// Error returns the skip in one line.
func (s *Skip) Error() string {
	if s.Detail == "" {
		return s.Doc + ": " + s.Reason
	}
	return s.Doc + ": " + s.Reason + ": " + s.Detail
}

// Skipped returns the skip as package detect knows it (detect.Skipped): told, and gone on
// after. A Skip itself ends a run.
func (s *Skip) Skipped() Skipped { return Skipped{s} }

// Skipped is a Skip as package detect knows it.
type Skipped struct{ skip *Skip }

func (s Skipped) Error() string { return s.skip.Error() }

// Skip returns what detect.Skipped asks for.
func (s Skipped) Skip() (doc, reason, detail string) {
	return s.skip.Doc, s.skip.Reason, s.skip.Detail
}

// Parts returns what detect.Skipped may tell.
func (s Skipped) Parts() int { return s.skip.Parts() }

// Parts returns how many parts of an input a skip stands for.
func (s *Skip) Parts() int { return max(1, s.Count) }

// Notice reports whether nothing was lost that a reader of articles would
// miss: the document was delivered all the same, or the input holds parts that
// are no articles by design. A notice is told and counted, but it is no reason
// to call a run incomplete.
func (s *Skip) Notice() bool {
	switch s.Reason {
	case ReplacedUTF8, TooNested, NotArticle, Revisit, NotPage, HTTPError, Circle, Output, Archive, Checkpoint, Empty, RepeatedPair:
		return true
	}
	return false
}

// errPacked and errLarge end the reading of one input.
var (
	errPacked = errors.New("decompresses to more than the ratio allowed; raise the limit if this is no attack")
	errLarge  = errors.New("more text than the limit allows")
)

// unsupported is an input of a format that is not read; it says what to use.
type unsupported string

func (e unsupported) Error() string { return string(e) }

// fault names the reason of an error met while reading an input that has given
// so many documents.
func fault(name string, err error, docs int) *Skip {
	s := &Skip{Doc: name, Reason: Corrupt, Detail: err.Error()}
	var path *fs.PathError
	var kind unsupported
	if errors.As(err, &path) {
		s.Reason, s.Detail = Unreadable, path.Err.Error() // the path is told already
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.Reason = NotFound
	case path != nil:
	case errors.As(err, &kind):
		s.Reason = Unsupported
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrUnknownDictionary):
		s.Reason = Unsupported
	case errors.Is(err, errPacked):
		s.Reason = TooPacked
	case errors.Is(err, errLarge):
		s.Reason = TooLarge
	case errors.Is(err, io.ErrUnexpectedEOF):
		s.Reason, s.Detail = Truncated, "ends in the middle; "+whatWasRead(docs)
	case errors.Is(err, gzip.ErrChecksum):
		s.Detail = "the checksum is wrong; " + whatWasRead(docs)
	}
	return s
}

// whatWasRead says how much of an input that broke off there is. A text that was
// cut is no document: where it ends nobody knows.
func whatWasRead(docs int) string {
	if docs == 0 {
		return "nothing of it was read"
	}
	return fmt.Sprintf("documents that were complete and read: %d", docs)
}

func tooLarge(limit int64) string { return fmt.Sprintf("more than %d bytes of text", limit) }
