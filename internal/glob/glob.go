// Package glob matches names that slashes part, such as paths and addresses, against
// patterns in which ** stands for any number of parts.
//
// A name of thousands of parts may come from a stranger, so the time is bounded by the
// product of the two lengths: only the last ** that was met is tried with more, as what
// comes before it matches already. Trying each in turn takes exponential time.
package glob

import (
	"path"
	"strings"
)

// Valid tells whether every part of a pattern is well formed, as path.Match has it.
func Valid(pattern string) bool {
	for part := range strings.SplitSeq(pattern, "/") {
		if _, err := path.Match(part, ""); err != nil {
			return false
		}
	}
	return true
}

// Match tells whether the parts of a valid pattern match those of a name, one by one; a
// part ** stands for any number of them, none too.
func Match(pattern, name []string) bool {
	star, taken := -1, 0 // the last ** met, and up to where what it stands for reaches
	i := 0
	for k := 0; k < len(name); {
		switch {
		case i < len(pattern) && pattern[i] == "**":
			star, taken = i, k
			i++
		case i < len(pattern) && matchPart(pattern[i], name[k]):
			i, k = i+1, k+1
		case star >= 0: // it stands for one more
			taken++
			i, k = star+1, taken
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i] == "**" {
		i++
	}
	return i == len(pattern)
}

func matchPart(pattern, part string) bool {
	ok, _ := path.Match(pattern, part)
	return ok
}
