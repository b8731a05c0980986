package corpus

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// cellsOf reads an object both ways. took tells whether the quick one took it.
func cellsOf(raw []byte) (quick, general []cell, took bool, why string) {
	byName := func(cells []cell) []cell {
		return slices.SortedFunc(slices.Values(cells), func(x, y cell) int { return cmp.Compare(x.name, y.name) })
	}
	o := (&run{}).objects("")
	if !o.quick(raw) {
		return nil, nil, false, ""
	}
	quick = byName(o.cells)
	why = o.parse(raw)
	return quick, byName(o.cells), true, why
}

func TestQuickMembers(t *testing.T) {
	for _, c := range []struct {
		raw  string
		took bool
	}{
		{`{"id":"a","text":"one \"quoted\" \u00e9\n","n":-1.50e3,"ok":true,"tags":["x", {"y":"]}"}],"none":null}`, true},
		{" {\t\"a\" :\n1 , \"b\":{} }\r", true},
		{`{"a":"lone \ud800 and \udc00\ud83d\ude00"}`, true},
		{`{"a":1,"a":"last"}`, true},
		{`{"te\u0078t":"k","text":"l"}`, true},
		{`{}`, false}, {``, false}, {`{`, false}, {`[1]`, false}, {`{"a":1`, false}, {`{"a":1,}`, false}, {`{"a":1}x`, false},
		{`{"a"}`, false}, {`{"a":}`, false}, {`{"a":tru}`, false}, {`{"a":01}`, false}, {`{"a":"\x"}`, false}, {`{"a":"\u12g4"}`, false},
		{`{"a":"`, false}, {`{"a":"\`, false}, {`{"a":"\u12`, false}, {`{"a":[1}`, false}, {"{\"a\":\"\t\"}", false}, {`{"a":1 2}`, false},
		{"{" + strings.Repeat(`"a":1,`, quickMembers) + `"b":2}`, true}, // one member, written again and again
	} {
		quick, general, took, why := cellsOf([]byte(c.raw))
		require.Equal(t, c.took, took, c.raw)
		if took {
			require.Empty(t, why, c.raw)
			require.Equal(t, general, quick, c.raw)
		}
	}
}

// What the quick parser takes is what the general one reads.
func TestQuickMembersAreThoseOfTheGeneralParser(t *testing.T) {
	pieces := rapid.SampledFrom([]string{`{`, `}`, `"`, `"a"`, `"b"`, `:`, `,`, `"a":`, `\n`, `\"`, `\\`, `\ud83d`, `\ude00`, `\u0041`, ` `, "\t", `[`, `]`, `12`, `-1e5`, `null`, `true`, `é`, `long enough to take eight`, "\x01"})
	rapid.Check(t, func(t *rapid.T) {
		raw := []byte("{" + strings.Join(rapid.SliceOfN(pieces, 0, 20).Draw(t, "pieces"), "") + "}")
		if quick, general, took, why := cellsOf(raw); took {
			require.Empty(t, why)
			require.Equal(t, general, quick)
		}
	})
}

func FuzzQuickMembers(f *testing.F) {
	f.Add([]byte(`{"id":1,"text":"a\u00e9\ud83d\ude00\n","o":{"a":[null,true]}} `))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !utf8.Valid(raw) {
			return
		}
		if quick, general, took, why := cellsOf(raw); took {
			require.Empty(t, why, "%q", raw)
			require.Equal(t, general, quick, "%q", raw)
		}
	})
}
