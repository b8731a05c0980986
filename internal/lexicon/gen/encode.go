package main

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/zeebo/xxh3"
)

// writeTable writes entries in the format described in lexicon's table.go.
func writeTable(dir, name string, entries map[string][]byte) error {
	keys := slices.Sorted(maps.Keys(entries))
	var body []byte
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(keys)))
	first := 4 + 4*(len(keys)+1)
	for _, k := range keys {
		if len(k) > 255 {
			return fmt.Errorf("%s: key of %d bytes: %q", name, len(k), k)
		}
		head = binary.LittleEndian.AppendUint32(head, uint32(first+len(body)))
		body = append(append(append(body, byte(len(k))), k...), entries[k]...)
	}
	head = binary.LittleEndian.AppendUint32(head, uint32(first+len(body)))
	index, err := indexOf(keys)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return errors.Join(os.WriteFile(filepath.Join(dir, name+".bin"), append(head, body...), 0o644),
		os.WriteFile(filepath.Join(dir, name+".idx"), index, 0o644))
}

// indexOf writes where keys stand in the format described in lexicon's table.go.
func indexOf(keys []string) ([]byte, error) {
	if len(keys) >= math.MaxUint16 {
		return nil, fmt.Errorf("%d keys are more than 16 bits can number", len(keys))
	}
	slots := 1
	for 2*slots < 3*len(keys) {
		slots *= 2
	}
	out := make([]byte, 3*slots)
	for n, k := range keys {
		h := xxh3.HashString(k)
		at := 3 * (int(h) & (slots - 1))
		for binary.LittleEndian.Uint16(out[at:]) != 0 {
			at = (at + 3) % len(out)
		}
		binary.LittleEndian.PutUint16(out[at:], uint16(n+1))
		out[at+2] = byte(h >> 56)
	}
	return out, nil
}

// group is a set of stems that one relation joins.
type group struct {
	relation uint32
	stems    []string
}

// compareGroups orders groups by relation, then stems, so that ids depend on
// the content alone.
func compareGroups(a, b group) int {
	return cmp.Or(cmp.Compare(a.relation, b.relation), slices.Compare(a.stems, b.stems))
}

// writeGroups numbers the groups and writes, for each stem, the ids of its
// groups as uvarint differences. An id is relation<<24 | number in relation.
func writeGroups(dir, name string, groups []group) error {
	slices.SortFunc(groups, compareGroups)
	ids := map[string][]uint32{}
	next := map[uint32]uint32{}
	for _, g := range groups {
		id := g.relation<<24 | next[g.relation]
		next[g.relation]++
		for _, s := range g.stems {
			ids[s] = append(ids[s], id)
		}
	}
	entries := make(map[string][]byte, len(ids))
	for s, list := range ids {
		last := uint32(0)
		var v []byte
		for _, id := range list {
			v = binary.AppendUvarint(v, uint64(id-last))
			last = id
		}
		entries[s] = v
	}
	return writeTable(dir, name, entries)
}
