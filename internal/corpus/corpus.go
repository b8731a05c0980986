// Package corpus turns every input into documents: files, folders, globs,
// lists of paths and standard input; plain text, Markdown, HTML, JSON lines,
// JSON, CSV, TSV, Parquet, web archives, DOCX and ODT, each also compressed.
//
// The order of documents is fixed by the arguments and by the names below a
// folder. What cannot be read is told by a *Skip and the rest is read on:
// inputs come from strangers, and one bad line must not end a run of millions.
package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"respun/shingle"
)

// Defaults of Options. A document of 64 MiB is some hundred novels; no honest
// text compresses a thousandfold over more than a few MiB, decompression bombs do.
const (
	DefaultMaxDocument = 64 << 20
	DefaultMaxRatio    = 1000
)

// Options say how inputs are read. The zero value stands for the defaults.
type Options struct {
	// IDField, TextField, DateField and SourceField name the fields (JSON) or
	// columns (CSV, Parquet) of structured inputs. Empty: the usual names are
	// tried in a fixed order, see roles.go. A name given here has no fallback.
	IDField, TextField, DateField, SourceField string
	// Include and Exclude are globs on the path below a folder: `*`, `?` and
	// `[...]` stay within one name, `**` spans folders. A pattern without a
	// slash matches the last name at any depth. Exclude also prunes folders.
	Include, Exclude []string
	// FilesFrom names files with a path or glob a line, read after the paths
	// given; "-" is standard input.
	FilesFrom []string
	// Literal takes paths for names: none is a glob.
	Literal bool
	// MaxDocument is the most bytes of text one document may have; 0 stands for
	// DefaultMaxDocument.
	MaxDocument int64
	// MaxField is the most bytes of a further field that rides through with a document: a
	// longer one, as a page's HTML, is left out. 0: any.
	MaxField int
	// MaxRatio is the most bytes that one compressed byte may stand for; 0
	// stands for DefaultMaxRatio. It is held only past 16 MiB of output.
	MaxRatio float64
	// Format reads every input as one of Formats; empty: by name and content.
	Format string
	// KeepEmpty makes a document without a text of a text or page without a byte, as where
	// one is named to be checked. Else it is told and left out: what was to fill it failed,
	// or had nothing.
	KeepEmpty bool
	// Stdin is what "-" reads; nil stands for os.Stdin.
	Stdin io.Reader
	// Output names the file that is replaced when all is read. If it is there and
	// among the inputs, reading ends with an error when it is met; see Spares.
	Output string
	// Stdout is standard output: as an input it is left out and told. nil: none.
	Stdout *os.File
}

// Validate names every fault of the options at once.
func (o Options) Validate() error {
	var faults []error
	if o.MaxDocument < 0 {
		faults = append(faults, fmt.Errorf("largest document: %d bytes is less than 0", o.MaxDocument))
	}
	if math.IsNaN(o.MaxRatio) || o.MaxRatio < 0 {
		faults = append(faults, fmt.Errorf("decompression ratio: %v is not 0 or more", o.MaxRatio))
	}
	if o.Format != "" && !slices.Contains(Formats(), o.Format) {
		faults = append(faults, fmt.Errorf("format %q is none of %s", o.Format, strings.Join(Formats(), ", ")))
	}
	for _, p := range slices.Concat(o.Include, o.Exclude) {
		if !validGlob(p) {
			faults = append(faults, fmt.Errorf("pattern %q is malformed", p))
		}
	}
	return errors.Join(faults...)
}

// Reader reads inputs. It is not for concurrent use.
type Reader struct {
	o      Options
	roles  map[string]rank
	named  int
	opened int
	files  files

	output, stdout fs.FileInfo // what is written, nil where it is no file yet
}

// New returns a Reader, or every fault of the options.
func New(o Options) (*Reader, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if o.MaxDocument == 0 {
		o.MaxDocument = DefaultMaxDocument
	}
	if o.MaxRatio == 0 {
		o.MaxRatio = DefaultMaxRatio
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	return &Reader{o: o, roles: roles(o), output: o.output(), stdout: o.stdout()}, nil
}

// Named returns how many paths were given and listed so far: none, where all that was
// given are empty lists.
func (r *Reader) Named() int { return r.named }

// Opened returns how many inputs were readable so far: those that gave a
// document, and those that were read to their end without a loss.
func (r *Reader) Opened() int { return r.opened }

// Read yields the documents of the paths and then those of Options.FilesFrom.
// A path is a file, a folder, a glob if no such file exists (and it is one), or "-". A *Skip
// error tells what was not read, and the iteration goes on; any other error
// (the context's, a list of paths that cannot be read, an input that is
// Options.Output) ends it.
func (r *Reader) Read(ctx context.Context, paths ...string) iter.Seq2[shingle.Document, error] {
	return func(yield func(shingle.Document, error) bool) {
		stopped := false // the consumer, who is told nothing more, whatever error that unwinds with
		u := &run{Reader: r, ctx: ctx, yield: func(d shingle.Document, err error) bool {
			stopped = !yield(d, err)
			return !stopped
		}}
		if err := u.all(paths); err != nil && !stopped {
			yield(shingle.Document{}, err)
		}
	}
}

// errStop unwinds a run whose consumer asked for no more.
var errStop = errors.New("stopped by the consumer")

// run is one call of Read.
type run struct {
	*Reader
	ctx   context.Context
	yield func(shingle.Document, error) bool
	looks bool // for the output alone, and reads no file

	docs, lost int  // documents and losses of the input being read
	told       Told // its skips; nil: none is read
	buffers    buffers
}

// toldName is how many bytes are told of a name that is too long.
const toldName = 64

// emit hands on one document. It is the one gate, so the limits hold for all formats.
func (u *run) emit(d shingle.Document) error {
	if len(d.Name) > shingle.MaxName {
		begins := strings.ToValidUTF8(d.Name[:toldName], "") + "…"
		return u.tell(&Skip{Doc: begins, Reason: TooLarge, Detail: fmt.Sprintf("a name of %d bytes, more than %d", len(d.Name), shingle.MaxName)})
	}
	if int64(len(d.Text)) > u.o.MaxDocument {
		return u.tell(&Skip{Doc: d.Name, Reason: TooLarge, Detail: tooLarge(u.o.MaxDocument)})
	}
	if most := u.o.MaxField; most > 0 {
		maps.DeleteFunc(d.Fields, func(_, value string) bool { return len(value) > most })
	}
	u.docs++
	if !u.yield(d, nil) {
		return errStop
	}
	return u.ctx.Err()
}

// tell hands on what was not read, or counts it where the input has too much of it.
func (u *run) tell(s *Skip) error {
	if !s.Notice() {
		u.lost++
	}
	if u.told != nil && !u.told.Tells(s) {
		return u.ctx.Err()
	}
	return u.pass(s)
}

// tellRest hands on how much of an input was counted and not told.
func (u *run) tellRest(name string) error {
	told := u.told
	u.told = nil
	for _, s := range told.Rest(name) {
		if err := u.pass(s); err != nil {
			return err
		}
	}
	return nil
}

func (u *run) pass(s *Skip) error {
	if !u.yield(shingle.Document{}, s) {
		return errStop
	}
	return u.ctx.Err()
}

// lose tells that an input, or the rest of it, could not be read. Only what
// ends the whole run comes back.
func (u *run) lose(name string, err error) error {
	if u.ctx.Err() != nil {
		return u.ctx.Err()
	}
	if err == nil || errors.Is(err, errStop) {
		return err
	}
	return u.tell(fault(name, err, u.docs))
}
