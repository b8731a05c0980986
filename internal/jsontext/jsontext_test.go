package jsontext

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUnescape(t *testing.T) {
	for inside, want := range map[string]string{
		``:                             "",
		`plain`:                        "plain",
		`long enough for eight bytes`:  "long enough for eight bytes",
		`a\nb\t\"\\\/\b\f\r`:           "a\nb\t\"\\/\b\f\r",
		`\u00e9\u20AC\ud83d\ude00`:     "é€😀",
		`\ud83d\u0041 \ude00 \ud83d\n`: "\ufffdA \ufffd \ufffd\n",
	} {
		out, quote, ok := Unescape(nil, []byte(inside+`" and more`), 0)
		require.True(t, ok, inside)
		assert.Equal(t, want, string(out), inside)
		assert.Equal(t, len(inside), quote, inside)
	}
	for _, broken := range []string{``, `no end`, `control` + "\x01" + `"`, `\`, `\x"`, `\u12"`, `\u12g4"`, `\"`} {
		_, _, ok := Unescape(nil, []byte(broken), 0)
		assert.False(t, ok, broken)
	}
}

func FuzzUnescape(f *testing.F) {
	f.Add([]byte(`a\u00e9\ud83d\ude00\n plain text of some length`))
	f.Fuzz(func(t *testing.T, inside []byte) {
		if !utf8.Valid(inside) {
			return
		}
		quoted := append(append([]byte{'"'}, inside...), '"')
		var want string
		err := json.Unmarshal(quoted, &want)
		out, quote, ok := Unescape(nil, quoted, 1)
		require.Equal(t, err == nil, ok && quote == len(quoted)-1)
		if err == nil {
			require.Equal(t, want, string(out))
		}
	})
}

func TestPlain(t *testing.T) {
	for _, plain := range []func(b []byte, at int) int{Plain, plainPortably} {
		for _, c := range []int{0, 1, 31, ' ', '!', '"', '#', '[', '\\', ']', 127, 128, 255} {
			for size := range 40 {
				for at := range size {
					b := bytes.Repeat([]byte{'a'}, size)
					b[at] = byte(c)
					want := size
					if c < ' ' || c == '"' || c == '\\' {
						want = at
					}
					require.Equal(t, want, plain(b, 0))
					require.Equal(t, want, plain(b, at))
					require.Equal(t, size, plain(b, at+1))
				}
			}
		}
	}
}
