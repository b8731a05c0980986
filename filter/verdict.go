package filter

import (
	"fmt"
	"strconv"

	"github.com/goccy/go-json"
)

// Kind is what a document is to those seen before it.
type Kind uint8

// The verdicts.
const (
	Unseen        Kind = iota // nothing like it was seen
	Exact                     // the same words in the same order, under another name
	NearDuplicate             // as a whole nearly the same
	Contains                  // holds the text of an earlier one, with other text around it
	Contained                 // its text stands in an earlier, larger one
	Revision                  // the name was seen with another text
	Spun                      // passages of earlier documents, reworded or copied (passage level only)
	Error                     // cannot be judged
)

var kindNames = [...]string{"new", "exact", "near-duplicate", "contains", "contained", "revision", "spun", "error"}

func (k Kind) String() string { return kindNames[k] }

// MarshalText writes the name of the verdict.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Verdict is what a filter makes of a document.
type Verdict struct {
	Kind       Kind
	Of         string  // name of the earlier document it repeats; empty where there is none
	Similarity float64 // 0..1: Jaccard of word 5-shingles with Of; spun: mean similarity of the matches
	Coverage   float64 // 0..1: share of the document's word 5-shingles that Of has; spun: share of its words in matches with Of
	Matches    int     // earlier documents it repeats so far that each would give a verdict; spun: passages
	Estimate   bool    // Similarity and Coverage are the sketch's: the earlier text was not kept
	Detail     string  // what was wrong with the document (Error only)
	Replaced   int     // bytes of its line that are no UTF-8 and were judged as U+FFFD (of a Stream, but for Error)
}

// AppendJSON appends the verdict as the JSON object that stands under "respun".
func (v Verdict) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"verdict":"`...)
	dst = append(dst, v.Kind.String()...)
	dst = append(dst, '"')
	if v.Kind == Error {
		return append(appendString(append(dst, `,"detail":`...), v.Detail), '}')
	}
	if v.Of != "" {
		dst = appendString(append(dst, `,"of":`...), v.Of)
	}
	dst = appendShare(append(dst, `,"similarity":`...), v.Similarity)
	dst = appendShare(append(dst, `,"coverage":`...), v.Coverage)
	dst = strconv.AppendInt(append(dst, `,"matches":`...), int64(v.Matches), 10)
	dst = strconv.AppendBool(append(dst, `,"estimate":`...), v.Estimate)
	if v.Replaced > 0 {
		dst = strconv.AppendInt(append(dst, `,"invalid_utf8_replaced":`...), int64(v.Replaced), 10)
	}
	return append(dst, '}')
}

// appendShare writes a number of 0..1 with four places, cut and not rounded: 1
// is said of what is the same, and of nothing else. What 32 bits cannot tell
// apart is not.
func appendShare(dst []byte, x float64) []byte {
	return strconv.AppendFloat(dst, float64(int(x*1e4+1e-3))/1e4, 'f', -1, 64)
}

func appendString(dst []byte, s string) []byte {
	b, err := json.MarshalWithOption(s, json.DisableHTMLEscape())
	if err != nil {
		panic(fmt.Sprintf("filter: a string cannot be written as JSON: %v", err)) // any string can
	}
	return append(dst, b...)
}
