// Package lsh finds which sets are worth comparing, without comparing all of
// them: shingle sets → signatures → bands → buckets → candidate pairs. It knows
// no text; a shingle is a 64-bit hash, an item is an ordinal (its place in the
// input), and what an item stands for (a sentence, a document) is the caller's.
//
// A family of signatures is a file:
//
//	signature.go  which sets have a high Jaccard similarity: Signer, Estimate
//	bands.go      cutting such a signature into bands: Bands, BandKeys
//	rarepairs.go  which weighted sets share their heaviest elements: RarePairs
//	winnow.go     which streams share a run: Winnow
//	fraction.go   how much of a set lies inside another: Sample, Containment
//
// The engine and the filter use rare pairs, winnowing and samples. Signatures and bands,
// the usual way to documents that are alike as a whole, nothing of this program uses: they
// are for who builds on this package, and tests hold them to what they promise.
//
// Keys from any of them meet in buckets: Build for a collection that is there
// as a whole, BuildExternal for one larger than memory, Table for one that grows
// and forgets. Reference does what Build does, for small collections, on top of
// github.com/ekzhu/minhash-lsh: the oracle of Build's tests.
//
// Hashes must be uniform over their 64 bits (xxh3 is; FNV is not) and the same
// in every process, or results change from run to run.
package lsh
