// Package report writes the records of a run: for people (text, HTML,
// Markdown), for programs (JSON lines, JSON, CSV) and for code scanning (SARIF).
//
// It computes nothing about reuse. What it does decide is how strangers' text
// reaches a reader: no format lets it act as markup, script, terminal control
// or spreadsheet formula. All ranges inside the program are bytes; here, and
// only here, they are turned into the unit that was asked for.
//
// Every sink but HTML writes as records come and holds none of them, or, as
// Markdown does, no more than fits into one comment. Output is buffered; a
// failed write is returned by a later call, at the latest by End.
package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"respun/detect"
)

// Offsets is the unit in which ranges are written.
type Offsets uint8

// The units a range can be given in.
const (
	Byte  Offsets = iota // bytes of the UTF-8 text
	Rune                 // Unicode code points
	UTF16                // UTF-16 code units, as JavaScript, Java and C# count
)

var offsetNames = [...]string{"byte", "rune", "utf16"}

func (o Offsets) String() string { return offsetNames[o] }

// ParseOffsets reads the name of a unit: "byte", "rune" or "utf16".
func ParseOffsets(s string) (Offsets, error) {
	if i := slices.Index(offsetNames[:], s); i >= 0 {
		return Offsets(i), nil
	}
	return 0, unknownOffsets(strconv.Quote(s))
}

func unknownOffsets(s string) error {
	return fmt.Errorf("unknown offsets %s: want one of %s", s, strings.Join(offsetNames[:], ", "))
}

// Options says how a report is written, never what is in it.
type Options struct {
	// Offsets is the unit of every range written. SARIF knows no bytes and
	// takes UTF16 for them.
	Offsets Offsets
	// Color lets text use ANSI colours.
	Color bool
	// Width is the width of text in columns: below 1 it is 80, and 20 is the least.
	Width int
	// Redact leaves out the text of sources: whatever is no draft where drafts
	// were checked; else, in a match between two documents, b, unless b is new
	// and a is not. HTML, which knows the whole run, leaves out every text of a
	// document that is a source anywhere.
	Redact bool
	// Quiet leaves the skips and the summary out of text. What was asked for, documents
	// and the funnel, stays.
	Quiet bool
	// Stats adds the funnel to the summary of text.
	Stats bool
}

// Content is what not every format has room for.
type Content uint8

// Contents, to be put together. Matches have room everywhere, and what stands in no
// content is left out where there is none.
const (
	Checks Content = 1 << iota // what the desk found about a draft
	Pairs                      // of whole documents
	Shares                     // of each document
)

type maker struct {
	name string
	make func(*bufio.Writer, Options) detect.Sink
	has  Content
}

// makers is in the order in which people are told of the formats. CSV is one table,
// whose lines are matches, or pairs of whole documents; SARIF shows places in files.
var makers = []maker{
	{"text", newText, Checks | Pairs | Shares},
	{"jsonl", newJSONLines, Checks | Pairs | Shares},
	{"json", newJSON, Checks | Pairs | Shares},
	{"csv", newCSV, Pairs},
	{"html", newHTML, Checks | Pairs | Shares},
	{"sarif", newSARIF, Checks},
	{"markdown", newMarkdown, Checks | Pairs | Shares},
}

// bufferSize is large enough for a write to carry several matches.
const bufferSize = 64 << 10

// New returns the sink that writes the named format to w. It does not close w.
// An unknown format is an error that names the known ones, and so are unknown offsets.
func New(format string, w io.Writer, o Options) (detect.Sink, error) {
	if int(o.Offsets) >= len(offsetNames) {
		return nil, unknownOffsets(strconv.Itoa(int(o.Offsets)))
	}
	for _, m := range makers {
		if m.name == format {
			return m.make(bufio.NewWriterSize(w, bufferSize), o), nil
		}
	}
	return nil, fmt.Errorf("unknown format %q: want one of %s", format, strings.Join(Formats(), ", "))
}

// Formats names what New can write.
func Formats() []string { return FormatsWith(0) }

// FormatsWith names the formats that have room for all of what. Those with Checks make
// a CheckSink.
func FormatsWith(what Content) []string {
	var names []string
	for _, m := range makers {
		if m.has&what == what {
			names = append(names, m.name)
		}
	}
	return names
}

// failed returns the error that w met, if any: bufio keeps the first for good.
func failed(w *bufio.Writer) error {
	_, err := w.Write(nil)
	return err
}
