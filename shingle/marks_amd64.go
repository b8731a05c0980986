package shingle

// markWords is markWordsPortably.
func markWords(text []byte, words, high []uint64) {
	_, _ = text[:64*len(words)], high[:len(words)]
	markBlocks(&text[0], len(words), &words[0], &high[0])
}

// listEdges is listEdgesPortably. There must be room for 64 edges for each of words
// and, less one, edgesAhead beyond.
func listEdges(words []uint64, base uint32, before uint64, edges []uint32) (n int) {
	_ = edges[:64*len(words)+edgesAhead-1]
	return listBlocks(&words[0], len(words), base, before, &edges[0])
}

//go:noescape
func markBlocks(text *byte, blocks int, words, high *uint64)

//go:noescape
func listBlocks(words *uint64, blocks int, base uint32, before uint64, edges *uint32) int
