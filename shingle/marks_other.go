//go:build !amd64

package shingle

func markWords(text []byte, words, high []uint64) { markWordsPortably(text, words, high) }

func listEdges(words []uint64, base uint32, before uint64, edges []uint32) (n int) {
	return listEdgesPortably(words, base, before, edges)
}
