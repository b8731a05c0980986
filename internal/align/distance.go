package align

// Distance is the Levenshtein distance of two sequences: how many tokens have to
// be put in, taken out or exchanged to make one of the other. What they begin and
// end with alike is taken off; the rest takes a table, a row of it at a time.
func Distance(a, b []uint64) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	row := make([]int, len(b)+1) // row[j]: of what was read of a and b[:j]
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		corner, left := i, i+1 // of the row above; of this one
		row[0] = left
		for j, y := range b {
			above := row[j+1]
			d := min(above, left) + 1
			if x == y {
				d = min(d, corner)
			} else {
				d = min(d, corner+1)
			}
			corner, left, row[j+1] = above, d, d
		}
	}
	return row[len(b)]
}
