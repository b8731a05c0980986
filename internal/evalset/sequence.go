package evalset

// Likeness of two word lists as Ratcliff and Obershelp (1988) have it, and with
// the tie rules of Python's difflib, which judged the peers: find the longest
// common run of words, earliest in a, then in b; do the same to the left and to
// the right of it; the ratio is twice the words in such runs over all words.

// sequenceRatio returns the likeness, 0..1; 1 of two empty lists.
func sequenceRatio(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	at := map[string][]int{}
	for j, w := range b {
		at[w] = append(at[w], j)
	}
	return 2 * float64(matched(a, at, 0, len(a), 0, len(b))) / float64(len(a)+len(b))
}

// matched counts the words of common runs in a[alo:ahi] and b[blo:bhi]; at
// gives the places of each word in b.
func matched(a []string, at map[string][]int, alo, ahi, blo, bhi int) int {
	i, j, n := longestRun(a, at, alo, ahi, blo, bhi)
	if n == 0 {
		return 0
	}
	return n + matched(a, at, alo, i, blo, j) + matched(a, at, i+n, ahi, j+n, bhi)
}

func longestRun(a []string, at map[string][]int, alo, ahi, blo, bhi int) (besti, bestj, best int) {
	ending := map[int]int{} // length of the run that ends at the last a and this b
	for i := alo; i < ahi; i++ {
		next := map[int]int{}
		for _, j := range at[a[i]] {
			if j < blo || j >= bhi {
				continue
			}
			n := ending[j-1] + 1
			next[j] = n
			if n > best {
				besti, bestj, best = i-n+1, j-n+1, n
			}
		}
		ending = next
	}
	return besti, bestj, best
}
