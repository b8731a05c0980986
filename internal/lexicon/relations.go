package lexicon

import "encoding/binary"

// AppendSynonyms appends to dst the ids of the synonym sets the stem belongs to,
// ascending. Two stems are synonyms if they share one. A set is a WordNet synset,
// for a word counted among its first four senses as that part of speech.
func AppendSynonyms(dst []uint32, stem string) []uint32 { return appendGroups(dst, synonyms, stem) }

// AppendRelated is like AppendSynonyms for the weaker relations, which RelationOf
// tells apart. The ids stand for other groups than those of AppendSynonyms.
func AppendRelated(dst []uint32, stem string) []uint32 { return appendGroups(dst, related, stem) }

func appendGroups(dst []uint32, d dictionary, stem string) []uint32 {
	v, _ := d.find(stem)
	last := uint64(0)
	for b := []byte(v); len(b) > 0; {
		d, n := binary.Uvarint(b)
		last += d
		dst = append(dst, uint32(last))
		b = b[n:]
	}
	return dst
}

// Relation is the kind of a group of AppendRelated.
type Relation uint8

// The relations, strongest first.
const (
	Alias     Relation = iota // names and short forms of the same: America, Washington; TV, television
	Derived                   // WordNet's derivationally related forms: decide, decision
	Pertainym                 // of or pertaining to: lunar, moon
	Similar                   // adjectives of one cluster: minuscule, small
	Hypernym                  // the first sense's broader term: sedan, car
)

// RelationOf tells which relation a group of AppendRelated is of.
func RelationOf(id uint32) Relation { return Relation(id >> relationShift) }

// NumberOf tells which number a group has within its relation, counted from 0;
// synonym sets are all of relation 0.
func NumberOf(id uint32) uint32 { return id & (1<<relationShift - 1) }

// relationShift leaves the low bits of a group's id to its number within the
// relation.
const relationShift = 24
