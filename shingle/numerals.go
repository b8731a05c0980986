package shingle

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Chinese and Japanese write numbers in characters ("三十五", "二〇二四"), in digits, or in
// both ("3万5000", "1.2亿"). Such a number is one token, the same however it is written.
// But most characters that count stand in words as well ("万一" is "in case", "三星" is
// Samsung): a number is told by several of them that make one, or by what is counted
// behind it. Of "一" nobody knows: "一个" is "a".

const (
	// hanCounters are measure words and the like, which stand behind a number.
	hanCounters = "人名个個岁歳歲年月日号號时時点點秒元円圆天周週件台辆輛艘架次回位只隻支本枚册冊条條所校间間层層楼樓场場局届屆轮輪球胜勝败敗种種类類项項章节節组組队隊倍成里米吨噸克斤票席户戶戸世匹头頭颗顆社棟つ"
	// mostHan is how many characters a number has at most.
	mostHan = 24
)

// hanValue tells what a character counts: the value of a digit, or what a unit
// multiplies by; -1 and 0 where it does not count.
func hanValue(r rune) (digit int, unit uint64) {
	const digits = "〇一二三四五六七八九" // three bytes each
	if i := strings.IndexRune(digits, r); i >= 0 {
		return i / 3, 0
	}
	switch r {
	case '零', '○':
		return 0, 0
	case '两', '兩':
		return 2, 0
	case '十':
		return -1, 10
	case '百':
		return -1, 100
	case '千':
		return -1, 1e3
	case '万', '萬':
		return -1, 1e4
	case '亿', '億':
		return -1, 1e8
	case '兆':
		return -1, 1e12
	}
	return -1, 0
}

// hanNumber is a number as it is read.
type hanNumber struct {
	total, section, last uint64 // whole myriads; what is counted below one; a digit or digits behind that
	digits               int    // characters or digits of last
	zeros, units, ones   int    // characters
	unit, myriad         uint64 // the last ones; 0: none
}

// add goes on with a character; it tells whether that can be.
func (h *hanNumber) add(digit int, unit uint64) bool {
	switch {
	case unit == 0 && h.units > 0 && digit == 0: // 一百零五
		h.zeros++
		return h.digits == 0
	case unit == 0:
		if h.digits > 0 && h.units > 0 {
			return false
		}
		if digit == 0 {
			h.zeros++
		}
		h.last, h.digits, h.ones = 10*h.last+uint64(digit), h.digits+1, h.ones+1
		return true
	case h.ones > 1 && h.digits > 1 && h.units == 0: // 二三十: twenty or thirty
		return false
	}
	h.units++
	if unit < 1e4 {
		if h.unit > 0 && unit >= h.unit {
			return false
		}
		if h.digits == 0 {
			h.last = 1
		}
		h.section, h.unit = h.section+h.last*unit, unit
	} else {
		if h.section += h.last; h.section == 0 || h.myriad > 0 && unit >= h.myriad {
			return false
		}
		h.total, h.section, h.unit, h.myriad = h.total+h.section*unit, 0, 0, unit
	}
	h.last, h.digits = 0, 0
	return true
}

// read goes on with the characters and digits from i on and returns where they end; 0
// where they make no number.
func (h *hanNumber) read(s *Scanner, i int) (end int) {
	for n := 0; i < s.n; n++ {
		if n > mostHan {
			return 0
		}
		if h.units > 0 && h.digits == 0 && s.t[i]-'0' < 10 { // 3万5000
			k := i
			for s.t[k]-'0' < 10 && k-i < 9 {
				h.last, k = 10*h.last+uint64(s.t[k]-'0'), k+1
			}
			h.digits, i = k-i, k
			continue
		}
		r, z := utf8.DecodeRune(s.t[i:s.n])
		digit, unit := hanValue(r)
		if digit < 0 && unit == 0 {
			break
		}
		if !h.add(digit, unit) {
			return 0
		}
		i += z
	}
	return i
}

// value returns the number that was read.
func (h *hanNumber) value() uint64 { return h.total + h.section + h.last }

// numeral reads the number in characters that begins at i; end is 0 where none does.
func (s *Scanner) numeral(i int) (value uint64, end int) {
	var h hanNumber
	r, _ := utf8.DecodeRune(s.t[i:s.n])
	if digit, unit := hanValue(r); digit < 0 && unit == 0 {
		return 0, 0
	}
	if end = h.read(s, i); end == 0 {
		return 0, 0
	}
	n := utf8.RuneCount(s.t[i:end])
	switch {
	case h.units == 0 && (n >= 3 || n == 2 && h.zeros > 0): // a year; 二〇
	case h.units > 0 && h.ones > 0: // 三十, 十五
	case n == 2 && h.value() == 1e5: // 十万
	case n <= 2 && h.value() > 1 && (n == 1 || h.ones == 0) && h.value() != 100 && h.value() != 1000 && s.counted(end):
	default:
		return 0, 0
	}
	return h.value(), end
}

// counted tells whether something that is counted stands at i.
func (s *Scanner) counted(i int) bool {
	r, _ := utf8.DecodeRune(s.t[i:s.n])
	return i < s.n && strings.ContainsRune(hanCounters, r)
}

// multiplied goes on with a number in digits where a unit in a character stands behind it,
// at i; end is 0 where none does.
func (s *Scanner) multiplied(digits []byte, i int) (value uint64, end int) {
	r, _ := utf8.DecodeRune(s.t[i:s.n])
	if _, unit := hanValue(r); unit < 100 {
		return 0, 0
	}
	digits = bytes.ReplaceAll(digits, []byte(","), nil) // no language that has such units parts decimals with one
	whole, fraction, _ := bytes.Cut(digits, []byte("."))
	if len(digits) > 9 || bytes.IndexByte(fraction, '.') >= 0 || bytes.IndexByte(digits, ':') >= 0 {
		return 0, 0
	}
	var h hanNumber
	for _, c := range append(append([]byte{}, whole...), fraction...) {
		h.last = 10*h.last + uint64(c-'0')
	}
	h.digits = len(whole) + len(fraction)
	if end = h.read(s, i); end == 0 {
		return 0, 0
	}
	value = h.value()
	for range fraction { // 1.2万
		if value%10 != 0 || h.units > 1 {
			return 0, 0
		}
		value /= 10
	}
	return value, end
}

// addNumeral appends the token of a number that stands at [a,b), written in characters.
func (s *Scanner) addNumeral(a, b int, value uint64) {
	s.touch(a, b)
	s.fold.buf = strconv.AppendUint(s.fold.buf[:0], value, 10)
	s.add(a, b, hashLong(s.t[a:b])^mul2, s.fold.buf) // a form of its own, as "five" is beside "5"
}
