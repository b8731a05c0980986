// Package check is the desk's policy on top of the engine: given a draft and
// what is out there, it says which of the draft's words are copied, edited,
// spun, quoted, repeated or its own, whom each passage is to be credited to,
// what does not count and why, and whether the draft stays within the limits.
//
// Every figure is of words of the draft's text, each counted once. A word
// found in several places is of the kind of the most alike of them: that it was
// copied is a fact, whoever else reworded it. It is credited to the earliest of
// them, as the issue of an editor is where a text comes from; without dates, to
// the one that explains most of the draft.
//
// Nothing that is excluded vanishes: it has its row in the shares, its reason
// at the passage and its sum, and a second column says what the shares were
// without any exclusion.
package check

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"respun/detect"
	"respun/internal/glob"
)

// Policy says what counts. The zero value excludes quotations, references and
// templates only, and lets no reuse pass.
type Policy struct {
	// Ignore lists phrases whose words don't count wherever a draft has them:
	// the house's own formulas. Case, quotes and punctuation make no difference.
	Ignore []string
	// Trusted names documents that may be used: the own archive, agencies under
	// licence. Each is an outlet ("AP"), a domain ("ap.org", also for what is
	// below it), or a glob over names ("own/**"; without a slash, over the last
	// part of a name).
	Trusted []string
	// MinWords is the fewest words of the draft that make a match count.
	MinWords int
	// Count lists reasons that are not to exclude anything: Quotation,
	// References, TemplateText.
	Count []Reason
	// Limits is the gate. Empty: no reuse that is not excluded may pass, be it
	// from elsewhere or repeated inside the draft.
	Limits []Limit
	// MaxSources is how many documents of an index are compared with a draft;
	// 0 stands for DefaultMaxSources.
	MaxSources int
	// Folder is where names that are relative paths begin: a draft given by one is found
	// again in an archive of absolute ones. Empty: names are cleaned, and no more.
	Folder string
}

// DefaultMaxSources is far beyond what a draft was ever made from, and what a
// second can compare.
const DefaultMaxSources = 1000

// Validate names every fault of the policy at once.
func (p Policy) Validate() error {
	var faults []error
	if p.MinWords < 0 {
		faults = append(faults, fmt.Errorf("the smallest number of words is %d, below 0", p.MinWords))
	}
	if p.MaxSources < 0 {
		faults = append(faults, fmt.Errorf("%d sources a draft, below 0", p.MaxSources))
	}
	for _, pattern := range p.Trusted {
		if !glob.Valid(pattern) {
			faults = append(faults, fmt.Errorf("trusted: pattern %q is malformed", pattern))
		}
	}
	for _, r := range p.Count {
		if !slices.Contains(Countable(), r) {
			faults = append(faults, fmt.Errorf("reason %q cannot be let count", r))
		}
	}
	for _, l := range p.Limits {
		faults = append(faults, l.validate())
	}
	return errors.Join(faults...)
}

// Options returns o as a check needs it: only what involves a draft, and every
// class, since what is excluded is shown.
func Options(o detect.Options) detect.Options {
	o.Level, o.OnlyNew, o.Documents = detect.PassageLevel, true, false
	o.Classes = nil
	for c := detect.Reuse; c <= detect.Quotation; c++ {
		o.Classes = append(o.Classes, c)
	}
	return o
}

// errOptions tells of a detector of whole documents: it has no passages, and every draft
// would pass.
var errOptions = errors.New("check: the detector compares whole documents, not passages; make it with check.Options")

// Run checks one draft against an index, or, where that is nil, alone: for what it
// repeats itself. d is made with Options; one of whole documents is an error. Others name
// the faults of the policy, or are the index's or ctx's.
func Run(ctx context.Context, d *detect.Detector, draft detect.Document, x detect.Index, p Policy) (Result, error) {
	found, err := Sources(ctx, d, []detect.Document{draft}, x, p)
	if err != nil {
		return Result{}, err
	}
	var result Result
	_, err = Scan(ctx, d, []detect.Document{draft}, found.Documents(ctx), p, discard{result: func(r *Result) error {
		result = *r
		return nil
	}}, found.Stage)
	return result, err
}

// Scan checks drafts against documents and hands the records to sink: a result
// a draft after Begin, then what the engine found about them. Further stages are
// those of finding the documents. Drafts are not compared with each other, and a
// document that is a draft itself, by name and text, is compared with the other drafts
// only: where there are none, it is left out and told. So is a draft without words, which
// passes. d is made with Options; one of whole documents is an error. Others are those of
// detect.Detector.Scan, or name the faults of the policy.
func Scan(ctx context.Context, d *detect.Detector, drafts []detect.Document, against iter.Seq2[detect.Document, error],
	p Policy, sink Sink, stages ...detect.Stage) (detect.Stats, error) {
	if err := p.Validate(); err != nil {
		return detect.Stats{}, fmt.Errorf("check: %w", err)
	}
	if d.Level() != detect.PassageLevel {
		return detect.Stats{}, errOptions
	}
	c := &collector{sink: sink, policy: compile(p), drafts: drafts, stages: stages, twins: map[string]twin{}, twinAt: map[int]int{}}
	return d.Scan(ctx, c.draftsFirst(against), c)
}

// twinName begins the name under which a document that is a draft itself, by name and text,
// is compared with the other drafts; results have its own.
const twinName = "\x00the draft "

// draftsFirst makes the drafts side a of every match.
func (c *collector) draftsFirst(against iter.Seq2[detect.Document, error]) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		places := map[string][]int{} // of drafts, by ordinal
		for i, doc := range c.drafts {
			place := c.policy.place(doc.Name)
			places[place] = append(places[place], i)
			doc.New = true
			if !yield(doc, nil) {
				return
			}
		}
		for _, doc := range c.drafts {
			if isWordless(doc.Text) && !yield(detect.Document{}, wordless(doc.Name)) {
				return
			}
		}
		if against == nil {
			return
		}
		for doc, err := range against {
			doc.New = false
			drafts := places[c.policy.place(doc.Name)]
			if same := c.same(drafts, doc.Text); len(same) > 0 && err == nil {
				name := twinName + c.drafts[same[0]].Name
				if _, met := c.twins[name]; met || len(same) == len(c.drafts) {
					doc, err = detect.Document{}, itself(doc.Name)
				} else {
					c.twins[name] = twin{same, doc.Name}
					doc.Name = name
				}
			} else if len(drafts) > 0 && err == nil && !yield(detect.Document{}, revised(doc.Name)) {
				return
			}
			if !yield(doc, err) {
				return
			}
		}
	}
}

// same returns those of some drafts that have a text: one may be given twice.
func (c *collector) same(drafts []int, text string) (same []int) {
	for _, i := range drafts {
		if c.drafts[i].Text == text {
			same = append(same, i)
		}
	}
	return same
}

// place is what a name is known by: "./a.txt", "a.txt" and the absolute path of the same
// file are one. Addresses stay as they are, as a server may tell "a//b" from "a/b".
func (p *Policy) place(name string) string {
	if name == "" || strings.Contains(name, "://") {
		return name
	}
	if p.Folder != "" && !filepath.IsAbs(name) {
		return filepath.Join(p.Folder, name)
	}
	return filepath.Clean(name)
}

// notice is what is told of a document that the drafts are not compared with, or of a draft
// that there is nothing to compare of.
type notice struct{ doc, reason, detail string }

func (n notice) Error() string { return n.doc + ": " + n.detail }

// Skip returns what detect.Skipped asks for.
func (n notice) Skip() (doc, reason, detail string) { return n.doc, n.reason, n.detail }

// wordless tells of a draft without a word, which passes as nothing in it is copied: a
// program that was to make its text may have failed.
func wordless(name string) notice { return notice{name, NoWords, NoWordsDetail} }

// itself tells of a draft that was met again.
func itself(name string) notice {
	return notice{name, "is-draft", "has the name and the text of a draft, and is not compared with it"}
}

// revised tells of a document that is likely an older version of a draft. It is compared all
// the same: that a name comes again, as in two archives, does not make a text one's own.
func revised(name string) notice {
	return notice{name, "revision", "has the name of a draft and another text, and is compared with it; an older version of one's own doesn't count with --trusted"}
}

// NoWords is the reason by which a draft is told that has no words, and NoWordsDetail what
// people are told.
const (
	NoWords       = "no-words"
	NoWordsDetail = "the draft has no words: there was nothing to compare"
)

// discard takes results and nothing else.
type discard struct {
	detect.Discard
	result func(*Result) error
}

func (d discard) Result(r *Result) error { return d.result(r) }
