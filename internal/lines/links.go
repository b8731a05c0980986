package lines

import "strings"

// LinkList tells whether words run together as links do when a page is scraped.
func LinkList(s string) bool {
	if !mayJoin(s) {
		return false
	}
	n := 0
	for k, i := 0, 0; k < linkWords; k++ {
		from, to := joinedWord(s, i)
		if to == 0 {
			break
		}
		if !joinedName(s[from:to]) {
			n++
		}
		i = to
	}
	return n >= 2 || n == 1 && (strings.Contains(s, " MORE") || len(strings.Fields(s)) >= 45)
}

// mayJoin tells whether a capital or a digit comes right behind a small letter, or what has
// enough bits of one: few texts have it, and eight bytes are looked at together.
func mayJoin(s string) bool {
	const tops = 0x8080808080808080
	i := 1
	for ; i+8 <= len(s); i += 8 {
		x, y := eightBytes(s[i-1:]), eightBytes(s[i:])
		small := x << 1 & (x << 2)                                  // 0x60 and more
		capital, digit := y<<1&^(y<<2), y<<2&(y<<3)&^(y<<1)&^(y<<4) // 0x40 to 0x5f, 0x30 to 0x37
		if small&(capital|digit)&tops != 0 {
			return true
		}
	}
	for ; i < len(s); i++ {
		if s[i-1]-'a' < 26 && (s[i]-'A' < 26 || s[i]-'0' < 10) {
			return true
		}
	}
	return false
}

// eightBytes returns the first eight bytes of s, the first lowest.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// linkWords is how many words that have run together are looked at.
const linkWords = 8

// joinedName tells whether a word is a name that is written with a capital inside.
func joinedName(w string) bool {
	for _, head := range [...]string{"Mc", "Mac", "De", "Di", "La", "Le", "Fitz", "Van", "You", "Face", "Link", "Snap", "Whats"} {
		if strings.HasPrefix(w, head) {
			return true
		}
	}
	return false
}

// joinedWord returns the first word of s[i:] into which two have run: letters and
// apostrophes, of which the last three before the joint are small, and behind it
// a capital and two letters or more, or a year from 2000 on. to is 0 where there
// is none. The expression \b[A-Za-z'’]*[a-z]{3}(?:[A-Z][A-Za-z]{2,}|20\d\d) says the
// same, and took a fortieth of a scan.
func joinedWord(s string, i int) (from, to int) {
	begin, joint := i, 0 // of the letters and apostrophes at hand, and their last joint
	for ; i <= len(s); i++ {
		switch {
		case i == len(s):
		case s[i]|0x20-'a' < 26:
			if s[i]-'A' < 26 && smallBetween(s, begin, i) && lettersAt(s[:min(len(s), i+3)], i) > 2 {
				joint = i
			}
			continue
		case s[i] == '\'':
			continue
		case strings.HasPrefix(s[i:], "’"):
			i += len("’") - 1
			continue
		case yearAt(s, i) && smallBetween(s, begin, i):
			joint = i
		}
		if from, ok := wordBoundary(s, begin, joint-3); ok {
			if s[joint] == '2' {
				return from, joint + len("2000")
			}
			return from, joint + lettersAt(s, joint)
		}
		begin, joint = i+1, 0
	}
	return 0, 0
}

// smallBetween tells whether there are three small letters before byte i, from
// byte begin on.
func smallBetween(s string, begin, i int) bool {
	return i-begin >= 3 && s[i-1]-'a' < 26 && s[i-2]-'a' < 26 && s[i-3]-'a' < 26
}

// lettersAt counts the letters from byte i on.
func lettersAt(s string, i int) (n int) {
	for i+n < len(s) && s[i+n]|0x20-'a' < 26 {
		n++
	}
	return n
}

// yearAt tells whether a year from 2000 to 2099 begins at byte i.
func yearAt(s string, i int) bool {
	return i+4 <= len(s) && s[i:i+2] == "20" && s[i+2]-'0' < 10 && s[i+3]-'0' < 10
}

// wordBoundary returns the first place from begin to last, both included, where a
// word begins or ends.
func wordBoundary(s string, begin, last int) (int, bool) {
	for i := begin; i <= last; i++ {
		if IsWordByte(s[i]) != (i > 0 && IsWordByte(s[i-1])) {
			return i, true
		}
	}
	return 0, false
}
