// Package openhash holds hash tables that are filled, asked and emptied again many
// thousand times a run: open addressing, linear probing, half full at most. Their memory
// is used again; a Go map made anew for each of a million pairs of documents took as long
// as what is done with the pair, and sorted lists took three times as long. None of them
// is safe for concurrent use, and none is made for keys that an adversary chose: who
// writes a text whose words collide makes its own comparison slow, and no other.
package openhash
