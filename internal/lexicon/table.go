package lexicon

import "github.com/zeebo/xxh3"

// dictionary is a table and the index that finds keys in it. Both are embedded
// files, so that a program start costs nothing, whichever part of the lexicon it
// goes on to use. (Maps of the same content take 14.5 ms to fill, half of what a
// run over five articles may last. Halving the table, without an index, took a
// tenth of a small run.)
type dictionary struct {
	table
	index index
}

// find returns the value of key.
func (d dictionary) find(key string) (value string, ok bool) {
	h := xxh3.HashString(key)
	mask, tag := len(d.index)/3-1, byte(h>>56)
	for slot := int(h) & mask; ; slot = (slot + 1) & mask {
		s := d.index[3*slot : 3*slot+3]
		n := int(s[0]) | int(s[1])<<8
		if n == 0 {
			return "", false
		}
		if s[2] != tag {
			continue
		}
		if k, v := d.entry(n - 1); k == key {
			return v, true
		}
	}
}

// index is an open hash table of 3 bytes a slot, as many slots as a power of two,
// two thirds full at most: the number of an entry plus one (uint16; 0: free), and
// the highest byte of the xxh3 of its key, by the lowest bits of which it stands
// there or in the slots that follow.
type index string

// table is a sorted list of keys with a value each.
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
