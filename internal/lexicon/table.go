package lexicon

// table is a sorted list of keys with a value each, searched in place: it is
// the embedded file itself, so that a program start costs nothing, whichever
// part of the lexicon it goes on to use. (Maps of the same content take 14.5 ms
// to fill, half of what a run over five articles may last.)
//
// All numbers are little-endian:
//
//	uint32      n, the number of entries
//	uint32 × n+1  where each entry starts, from the start of the file; the last
//	            is where the file ends
//	entries     one byte, the length of the key; the key; the value
//
// Keys ascend bytewise and differ. The generator's encode.go writes the format.
type table string

// len returns the number of entries.
func (t table) len() int { return int(t.uint32(0)) }

func (t table) uint32(at int) uint32 {
	b := t[at : at+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// entry returns the i-th key and its value, both parts of the embedded file.
func (t table) entry(i int) (key, value string) {
	start, end := int(t.uint32(4+4*i)), int(t.uint32(8+4*i))
	mid := start + 1 + int(t[start])
	return string(t[start+1 : mid]), string(t[mid:end])
}

// find returns the value of key.
func (t table) find(key string) (value string, ok bool) {
	lo, hi := 0, t.len()
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		k, v := t.entry(mid)
		switch {
		case k == key:
			return v, true
		case k < key:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return "", false
}
