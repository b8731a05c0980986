package report

import (
	"maps"
	"slices"

	"respun/detect"
)

// mostAlike is how many skips of one reason and one input people are told of: a file that
// is no JSON has one a line, and the first says what all do. Records have more.
const mostAlike = 5

// Few shortens the skips of a run for people, as they come. The zero value is ready.
type Few struct {
	doc   string
	seen  map[string]int // of the input at hand, by reason
	parts map[string]int // that were seen and not told
}

// Next returns what is to be told now that s came: how much was left out of the input
// before, and s itself where it is one of the first.
func (f *Few) Next(s detect.Skip) []detect.Skip {
	var told []detect.Skip
	if s.Doc != f.doc || f.seen == nil {
		told = f.Rest()
		f.doc, f.seen, f.parts = s.Doc, map[string]int{}, map[string]int{}
	}
	if f.seen[s.Reason]++; f.seen[s.Reason] <= mostAlike {
		return append(told, s)
	}
	f.parts[s.Reason] += max(1, s.Count)
	return told
}

// Rest returns how much was left out of the last input, a skip a reason.
func (f *Few) Rest() []detect.Skip {
	var rest []detect.Skip
	for _, reason := range slices.Sorted(maps.Keys(f.parts)) {
		n := f.parts[reason]
		rest = append(rest, detect.Skip{Doc: f.doc, Reason: reason, Detail: "and " + plural(int64(n), "time") + " more", Count: n})
	}
	f.seen, f.parts = nil, nil
	return rest
}
