package jsontext

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestReplaceInvalid(t *testing.T) {
	for in, want := range map[string]struct {
		out string
		n   int
	}{
		"":                    {"", 0},
		"plain é \ufffd":      {"plain é \ufffd", 0},
		"caf\xe9":             {"caf\ufffd", 1},
		"\xff\xfe":            {"\ufffd\ufffd", 2},
		"cut \xe2\x82\" off":  {"cut \ufffd\ufffd\" off", 2},
		"half \xed\xa0\x80 a": {"half \ufffd\ufffd\ufffd a", 3},
	} {
		out, n := ReplaceInvalid([]byte(in))
		assert.Equal(t, want.out, string(out), "%q", in)
		assert.Equal(t, want.n, n, "%q", in)
	}
}

// A string means the same whether its bytes are replaced before it is read or after.
func TestReplacingKeepsStrings(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", "é", "\xe9", "\xc3", "\xa9", "\xf0\x9f", `\"`, `\\`, `\u00e9`, `\ud83d\ude00`, `\n`})
	rapid.Check(t, func(t *rapid.T) {
		quoted := []byte{'"'}
		for _, p := range rapid.SliceOfN(pieces, 0, 9).Draw(t, "pieces") {
			quoted = append(quoted, p...)
		}
		quoted = append(quoted, '"')
		mended, _ := ReplaceInvalid(quoted)
		var want string
		require.NoError(t, json.Unmarshal(mended, &want))
		raw, _, ok := Unescape(nil, quoted, 1)
		require.True(t, ok)
		after, _ := ReplaceInvalid(raw)
		require.Equal(t, want, string(after))
	})
}

func TestHalfCharacters(t *testing.T) {
	for in, want := range map[string]int{
		``:                              0,
		`"plain \u00e9 \\ud800"`:        0,
		`"\ud83d\ude00 \ufffd"`:         0,
		`"\ud83d\ude00\uDE00"`:          6,
		`"\ud83d" "\ud83d\u0041\ude00"`: 18,
		`"\ud83"\`:                      0,
	} {
		assert.Equal(t, want, HalfCharacters([]byte(in)), in)
	}
}
