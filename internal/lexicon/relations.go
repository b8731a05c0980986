package lexicon

import "encoding/binary"

// Synonyms returns the ids of the synonym sets the stem belongs to, ascending.
// Two stems are synonyms if they share one. A set is a WordNet synset, for a
// word counted among its first four senses as that part of speech.
func Synonyms(stem string) []uint32 { return groups(synonyms, stem) }

// Related is like Synonyms for the weaker relations, which RelationOf tells
// apart. The ids are other ones than those of Synonyms.
func Related(stem string) []uint32 { return groups(related, stem) }

func groups(d dictionary, stem string) []uint32 {
	v, ok := d.find(stem)
	if !ok {
		return nil
	}
	ids := make([]uint32, 0, len(v)/2+1)
	last := uint64(0)
	for b := []byte(v); len(b) > 0; {
		d, n := binary.Uvarint(b)
		last += d
		ids = append(ids, uint32(last))
		b = b[n:]
	}
	return ids
}

// Relation is the kind of a group of Related.
type Relation uint8

// The relations, strongest first.
const (
	Alias     Relation = iota // names and short forms of the same: America, Washington; TV, television
	Derived                   // WordNet's derivationally related forms: decide, decision
	Pertainym                 // of or pertaining to: lunar, moon
	Similar                   // adjectives of one cluster: minuscule, small
	Hypernym                  // the first sense's broader term: sedan, car
)

// RelationOf tells which relation a group of Related is of.
func RelationOf(id uint32) Relation { return Relation(id >> relationShift) }

// relationShift leaves the low bits of a group's id to its number within the
// relation.
const relationShift = 24
