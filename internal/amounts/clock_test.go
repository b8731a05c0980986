package amounts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// forms are ways to write a time of day, the later ones whole hours only.
var forms = []struct {
	form   string
	tokens int // that the time consists of
	sure   bool
}{
	{"%d:%02d", 1, true}, {"%d.%02d", 1, false}, {"%d.%02d uhr", 1, true}, {"%d.%02d pm", 1, true}, {"%d h%02d", 2, true}, {"%d h %02d", 3, true}, {"%d uhr %02d", 3, true},
	{"%d", 1, false}, {"%d pm", 1, true}, {"%d be", 1, true}, {"%d oclock", 1, true}, {"%d uhr", 1, true}, {"%d uur", 1, true},
	{"%d h", 1, true}, {"%d heur", 1, true}, {"%d hor", 1, true}, {"%d час", 1, true},
}

const withMinutes = 7 // forms

// written is a time of day, or none.
type written struct {
	text           string
	hours, minutes int
	tokens         int
	sure, none     bool
	alone          bool // the hour: what stands where minutes would may be a time of its own
	List
}

func (x *written) same(y *written) bool {
	return !x.none && !y.none && (x.sure || y.sure) && x.hours%12 == y.hours%12 && x.minutes == y.minutes
}

// times writes times of day in every form.
func times() (list []*written) {
	for i, f := range forms {
		for _, h := range []int{0, 5, 12, 17, 23, 24, 25} {
			if i >= withMinutes {
				list = append(list, &written{text: fmt.Sprintf(f.form, h), hours: h, tokens: f.tokens, sure: f.sure, none: h > 24})
				continue
			}
			for _, m := range []int{0, 1, 30, 59, 60} {
				x := &written{text: fmt.Sprintf(f.form, h, m), hours: h, minutes: m, tokens: f.tokens, sure: f.sure, none: h > 24 || m > 59}
				if x.alone = x.none && x.tokens == 3; x.alone {
					x.tokens, x.minutes, x.none = 1, 0, h > 24
				}
				list = append(list, x)
			}
		}
	}
	return list
}

// readInto reads an English text, and tells how many tokens it has.
func readInto(list *List, text string) int {
	stem, tokens := read(text)
	list.Read(stem, tokens, "en")
	return len(tokens)
}

// A time of day is the same however it is written, and in whichever half of the day, where
// one of two is sure to be one.
func TestClocks(t *testing.T) {
	all := times()
	for _, x := range all {
		tokens := readInto(&x.List, "at 8:11 and "+x.text+" ab or 4.13")
		require.Len(t, x.clock, tokens)
		require.Len(t, x.whole, tokens)
	}
	for _, x := range all {
		if x.alone {
			continue
		}
		for _, y := range all {
			for i, c := range y.clock[2 : len(y.clock)-2] { // from "and" to "ab"
				if y.alone && i > 1 {
					break
				}
				want := x.same(y) && 1 <= i && i <= y.tokens
				if c.same(x.clockSorted) != want {
					t.Fatalf("%q in %q, token %d: want %v", y.text, x.text, i, want)
				}
			}
		}
	}
}

func TestNoClocks(t *testing.T) {
	for _, text := range []string{"5:3", "5:300", ":30", "a:30", "5:ab", "5:", "men", "h30", "17 30", "17 x30", "17 h3", "17 30 30", "100 h30", "1234567890:30"} {
		var own, other List
		readInto(&own, "5:30 and 5:03 and 5:00 and 17:30 and 17:03")
		readInto(&other, text)
		c := other.clock[0]
		assert.False(t, c.same(own.clockSorted) && !strings.HasPrefix(text, "17 "), text)
		if strings.HasPrefix(text, "17 ") { // alone: nobody knows
			assert.Equal(t, newClock(17, 0), c, text)
		}
	}
}

// A number is the same however it is written.
func TestNumbersInWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		millions, thousands, rest := rapid.IntRange(0, 999).Draw(t, "millions"), rapid.IntRange(0, 999).Draw(t, "thousands"), rapid.IntRange(0, 999).Draw(t, "rest")
		n := millions*1e6 + thousands*1e3 + rest
		var words []string
		for _, x := range []struct {
			n    int
			word string
		}{{millions, "million"}, {thousands, "thousand"}, {rest, ""}} {
			words = append(words, below1000(t, x.n, len(words) > 0)...)
			if x.n > 0 && x.word != "" {
				words = append(words, x.word)
			}
		}
		if n == 0 {
			words = []string{"0"}
		}
		ways := []string{strings.Join(words, " "), fmt.Sprint(n)}
		if millions > 0 {
			ways = append(ways, fmt.Sprintf("%d %03d %03d", millions, thousands, rest))
		} else if thousands > 0 {
			ways = append(ways, fmt.Sprintf("%d %03d", thousands, rest))
		}
		var own, other List
		for _, way := range ways {
			readInto(&own, way+" or 7 men")
			for _, way := range ways {
				tokens := readInto(&other, "about "+way+" men")
				for i := range tokens {
					want := 0 < i && i < tokens-1 && n > 0
					require.Equal(t, want, own.Has(&other, i), "%q in %q, token %d", way, ways, i)
				}
			}
		}
	})
}

// below1000 writes a number as English does, of which the scanner makes digits.
func below1000(t *rapid.T, n int, follows bool) (words []string) {
	and := func() {
		if rapid.Bool().Draw(t, "and") {
			words = append(words, "and")
		}
	}
	if h := n / 100; h > 0 {
		if h > 1 || follows || rapid.Bool().Draw(t, "one") {
			words = append(words, fmt.Sprint(h))
		}
		words = append(words, "hundr")
	}
	if n %= 100; n > 0 && (len(words) > 0 || follows) {
		and()
	}
	if n > 20 && n%10 > 0 && rapid.Bool().Draw(t, "in two words") {
		return append(words, fmt.Sprint(n/10*10), fmt.Sprint(n%10))
	}
	if n > 0 {
		words = append(words, fmt.Sprint(n))
	}
	return words
}
