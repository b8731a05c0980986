package glob

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"a/b", "a/b", true}, {"a/b", "a", false}, {"a", "a/b", false},
		{"*/b", "a/b", true}, {"*/b", "a/c/b", false},
		{"**", "a/b/c", true}, {"**/c", "c", true}, {"**/c", "a/b/c", true}, {"**/c", "a/c/b", false},
		{"a/**", "a", true}, {"a/**/c", "a/c", true}, {"a/**/c", "a/b/b/c", true}, {"a/**/c", "b/c", false},
		{"**/b/**/b", "b/a/b", true}, {"**/b/**/b", "a/b", false}, {"a**/b", "ac/b", true}, {"a**/b", "a/c/b", false},
	} {
		assert.Equal(t, c.want, Match(strings.Split(c.pattern, "/"), strings.Split(c.name, "/")), "%s, %s", c.pattern, c.name)
	}
}

// matches tries every ** with any number of parts.
func matches(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] != "**":
		return len(name) > 0 && matchPart(pattern[0], name[0]) && matches(pattern[1:], name[1:])
	}
	return matches(pattern[1:], name) || len(name) > 0 && matches(pattern, name[1:])
}

func TestMatchIsWhatTryingAllFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "*", "**"}), 0, 8).Draw(t, "pattern")
		name := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 8).Draw(t, "name")
		assert.Equal(t, matches(pattern, name), Match(pattern, name))
	})
}

// A name of thousands of parts is done with at once, however many ** there are.
func TestManyParts(t *testing.T) {
	begun := time.Now()
	pattern := slices.Repeat([]string{"**", "a"}, 20)
	assert.False(t, Match(append(pattern, "b"), slices.Repeat([]string{"a"}, 4000)))
	assert.Less(t, time.Since(begun), 20*time.Second)
}

func TestValid(t *testing.T) {
	for pattern, want := range map[string]bool{"": true, "a/*/[bc]": true, "a/[": false, "[/a": false, "**": true} {
		assert.Equal(t, want, Valid(pattern), pattern)
	}
}
