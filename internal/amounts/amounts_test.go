package amounts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"respun/shingle"
)

// read takes stems apart at spaces; those of digits are numbers.
func read(text string) (stem Stems, tokens []shingle.Token) {
	stems := strings.Fields(text)
	for id, s := range stems {
		t := shingle.Token(id)
		if strings.ContainsAny(s, "0123456789") {
			t |= shingle.Number
		}
		tokens = append(tokens, t)
	}
	return func(id uint32) string { return stems[id] }, tokens
}

func TestAmounts(t *testing.T) {
	tests := []struct {
		stems string // number words are digits already
		want  []uint64
	}{
		{"30 1 fisherman", []uint64{31}},
		{"31 fisherman", []uint64{31}},
		{"12 hundr or 1200 or 1 200 or 1200", []uint64{1200, 1200, 1200, 1200}},
		{"hundr and 20 of 1 hundr 20", []uint64{120, 120}},
		{"2 dozen and dozen", []uint64{24, 12}},
		{"2 million 3 hundr thousand and 5", []uint64{2300005}},
		{"3 thousand million", []uint64{3e9}},
		{"3 million thousand", []uint64{3e6, 1e3}},
		{"40 000 and 1 000 000 and 1 200 300", []uint64{40000, 1e6, 1200300}},
		{"3.5 million and 2,75 million", []uint64{3.5e6, 2.75e6}},
		{"3.5 million 2 hundr", []uint64{3.5e6, 200}},
		{"1.5 dozen or 3.5 men or 1.2345678 million", []uint64{12, 1e6}},
		{"1.234567 million and 1.2.3 million", []uint64{1234567, 1e6}},
		{"2 hundr 000", []uint64{200, 0}},
		{"1 000 000 000 000 000", []uint64{1e9, 0}},
		{"between 30 and 40 people", []uint64{30, 40}},
		{"20 2019 car", []uint64{20, 2019}},
		{"in 2019 200 came", []uint64{2019, 200}},
		{"30 11", []uint64{30, 11}},
		{"10 5 and 110 5", []uint64{10, 5, 110, 5}},
		{"2 million 3 thousand million", []uint64{2003000, 1e6}},
		{"hundr and hundr hundr and", []uint64{100, 100, 100}},
		{"1234567890 people", nil}, // ten digits are a name
		{"no number and none", nil},
		{"", nil},
	}
	for _, tt := range tests {
		stem, tokens := read(tt.stems)
		var got []uint64
		for i := 0; i < len(tokens); {
			value, n := amount(stem, tokens[i:], multipliers("en"))
			if i += max(1, n); n > 0 {
				got = append(got, value)
			}
		}
		assert.Equal(t, tt.want, got, tt.stems)
	}
}

// What a list has it has of each token that a number is written with, and of no other.
func TestHas(t *testing.T) {
	tests := []struct {
		own, other string
		has        []bool // by token of other
	}{
		{"31 men at 17:30", "30 1 men at 5:30 pm", []bool{true, true, false, false, true, false}},
		{"31 men", "32 men", []bool{false, false}},
		{"men", "0 men", []bool{false, false}},
		{"17 uhr 30", "17:30", []bool{true}},
		{"17 h30", "5 pm", []bool{false, false}},
	}
	var own, other List
	for _, tt := range tests {
		stem, tokens := read(tt.own)
		own.Read(stem, tokens, "en")
		stem, tokens = read(tt.other)
		other.Read(stem, tokens, "en")
		got := make([]bool, len(tt.has))
		for i := range got {
			got[i] = own.Has(&other, i)
		}
		assert.Equal(t, tt.has, got, "%s / %s", tt.own, tt.other)
	}
}
