package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"respun/detect"
)

// fileOf returns the file that w writes to, nil where it is none.
func fileOf(w io.Writer) *os.File {
	if o, ok := w.(*output); ok {
		w = o.Writer
	}
	f, _ := w.(*os.File)
	return f
}

// isTerminal tells whether a person watches what is written to w.
func isTerminal(w io.Writer) bool {
	f := fileOf(w)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

// width is that of the terminal in columns, 0 where w is none.
func width(w io.Writer) int {
	if !isTerminal(w) {
		return 0
	}
	columns, _, err := term.GetSize(int(fileOf(w).Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// colours tells whether a terminal takes colours and nobody said no:
// https://no-color.org
func colours(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// printable replaces what a terminal would take for a command, and what turns
// the direction of text: names and texts come from strangers.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// oneLine is printable for what has one line: a name may hold others, which would look
// like messages of ours.
func oneLine(s string) string {
	return strings.ReplaceAll(printable(s), "\n", string(unicode.ReplacementChar))
}

// progress shows on a terminal what a run is at.
type progress struct {
	stderr io.Writer
	bars   *mpb.Progress // nil where nothing is shown
	bar    *mpb.Bar
	stages chan detect.Stage // the newest, not yet shown
}

// newProgress shows nothing where nobody watches or quiet asks for none.
func newProgress(c *cobra.Command, quiet bool) *progress {
	p := &progress{stderr: c.ErrOrStderr(), stages: make(chan detect.Stage, 1)}
	if quiet || !isTerminal(p.stderr) {
		return p
	}
	var last detect.Stage
	p.bars = mpb.New(mpb.WithOutput(p.stderr), mpb.WithWidth(1))
	p.bar = p.bars.New(0, mpb.SpinnerStyle(), mpb.BarRemoveOnComplete(), mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
		select {
		case last = <-p.stages:
		default:
		}
		return describe(last)
	})))
	return p
}

// show takes what a run is at. The newest wins: nobody waits for a terminal.
func (p *progress) show(s detect.Stage) {
	select {
	case <-p.stages:
	default:
	}
	p.stages <- s
}

// Write writes a message: above the bar, where there is one.
func (p *progress) Write(message []byte) (int, error) {
	if p.bars != nil {
		if n, err := p.bars.Write(message); err == nil {
			return n, nil
		}
	}
	return p.stderr.Write(message)
}

// stop clears the bar. It may be called again.
func (p *progress) stop() {
	if p.bars == nil {
		return
	}
	p.bar.Abort(true)
	p.bars.Wait()
}

func describe(s detect.Stage) string {
	switch s.Name {
	case "":
		return " reading"
	case "read":
		return fmt.Sprintf(" documents read: %d (%.1f MB)", s.Out, float64(s.In)/1e6)
	}
	return fmt.Sprintf(" %s: %d of %d", s.Name, s.Out, s.In)
}
