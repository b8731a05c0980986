package detect

import "respun/internal/flat"

// pairSorter gathers pairs in any order and merges them with others that are in
// order. Beyond so many they are sorted and put down on disk, run by run.
type pairSorter struct {
	disk  *flat.Disk
	most  int
	pairs []pair
	added int64 // as often as each came
	runs  [][]pair
	err   error // the first
}

func (s *pairSorter) add(p pair) {
	s.added++
	if s.pairs = append(s.pairs, p); len(s.pairs) >= s.most {
		s.put()
	}
}

// put puts down what is gathered.
func (s *pairSorter) put() {
	if s.err != nil {
		s.pairs = s.pairs[:0]
		return
	}
	run := flat.NewArray[pair](s.disk)
	if s.err = run.Append(sortPairs(s.pairs)...); s.err != nil {
		return
	}
	list, err := run.Done()
	s.runs, s.pairs, s.err = append(s.runs, list), s.pairs[:0], err
}

// merge returns all pairs together with those given, which are in order: each
// once, in order, and knowing what either knew. Both are given up.
func (s *pairSorter) merge(sorted []pair) ([]pair, error) {
	if s.err != nil {
		return nil, s.err
	}
	heads := append([][]pair{sorted, sortPairs(s.pairs)}, s.runs...)
	out := flat.NewArray[pair](s.disk)
	for {
		least := -1
		for k, h := range heads {
			if len(h) > 0 && (least < 0 || h[0]|flags < heads[least][0]|flags) {
				least = k
			}
		}
		if least < 0 {
			break
		}
		p := heads[least][0]
		for k, h := range heads {
			if len(h) > 0 && h[0]|flags == p|flags {
				p &= h[0] | ^flags
				heads[k] = h[1:]
			}
		}
		if err := out.Append(p); err != nil {
			return nil, err
		}
	}
	s.pairs = nil
	for _, list := range append(s.runs, sorted) {
		if err := flat.Free(s.disk, list); err != nil {
			return nil, err
		}
	}
	return out.Done()
}
