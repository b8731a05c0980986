package evalset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"respun/shingle"
)

// Pools: rewritten passages hidden in unrelated news, where nothing else is
// known to be reuse. The labels come with the making, so a pool of any size
// costs nobody's reading; and unlike pairs cut out for comparing, they stand
// among thousands of passages that they might be mistaken for. A source
// paragraph is planted once at most. The source stands first, then the rewrite.
//
// Every article takes one rewrite, or one side of it. All is drawn from the
// seed: rewrites are shuffled, then planted by turns in each of the places,
// whole or cut with even chances (cut.go says what cutting is). Of a passage of
// several paragraphs that is cut, each paragraph is cut with a chance of .7 and
// at least one is; its rewrite is run together into one paragraph with even
// chances. As labels, its paragraphs stand one by one.

// Place is where the rewrite stands from its source.
type Place string

// The places of a planted rewrite.
const (
	Adjacent Place = "adj"   // the next paragraph
	Far      Place = "far"   // .45 of the article's paragraphs further on
	Cross    Place = "cross" // in another article
)

// DefaultMinWords keeps out source paragraphs too short to hold a whole sentence.
const DefaultMinWords = 18

// PoolOptions say what is planted where. The zero value of a field is the
// widest choice.
type PoolOptions struct {
	Rewrites []Rewrite
	Hosts    []Host
	// Places are taken by turns; none means Adjacent, Far and Cross.
	Places []Place
	// Sources picks rewrites by the number of the source article.
	Sources Residue
	// HostsOf picks hosts by their index in the collection.
	HostsOf Residue
	// MinWords is the fewest words of each source paragraph.
	MinWords int
	// Limit is the most rewrites to plant; 0 is as many as there are.
	Limit int
}

// MakePool plants rewrites into news. Documents and labels come in the order
// of making; a label's type is place and cut, "far-trunc", and its Words those
// of the shorter side. The error tells that hosts ran out.
func MakePool(seed uint64, o PoolOptions) ([]shingle.Document, []Case, error) {
	rnd := rand.New(rand.NewPCG(seed, 0))
	p := pool{rnd: rnd, hosts: o.hosts(rnd)}
	places := o.Places
	if len(places) == 0 {
		places = []Place{Adjacent, Far, Cross}
	}
	chosen := o.choose(rnd)
	for i, rw := range chosen {
		if !p.plant(rw, places[i%len(places)]) {
			return nil, nil, fmt.Errorf("pool: %d hosts are too few for %d rewrites", len(p.hosts), len(chosen))
		}
	}
	return p.docs, p.cases, nil
}

func (o PoolOptions) hosts(rnd *rand.Rand) []Host {
	hosts := slices.DeleteFunc(slices.Clone(o.Hosts), func(h Host) bool { return !o.HostsOf.Has(h.Index) })
	rnd.Shuffle(len(hosts), func(i, j int) { hosts[i], hosts[j] = hosts[j], hosts[i] })
	return hosts
}

// choose returns the rewrites to plant, shuffled, no source paragraph twice.
func (o PoolOptions) choose(rnd *rand.Rand) []Rewrite {
	all := slices.Clone(o.Rewrites)
	rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	used := map[string]bool{}
	var out []Rewrite
	for _, rw := range all {
		if (o.Limit > 0 && len(out) == o.Limit) || !o.fits(rw, used) {
			continue
		}
		for _, p := range rw.Paragraphs {
			used[strings.ToLower(p.Source)] = true
		}
		out = append(out, rw)
	}
	return out
}

// fits leaves out rewrites that are none, and those of paragraphs in use.
func (o PoolOptions) fits(rw Rewrite, used map[string]bool) bool {
	for _, p := range rw.Paragraphs {
		if len(strings.Fields(p.Source)) < o.MinWords || strings.EqualFold(p.Source, p.Rewritten) || used[strings.ToLower(p.Source)] {
			return false
		}
	}
	return o.Sources.Has(rw.Number)
}

type pool struct {
	rnd   *rand.Rand
	hosts []Host
	next  int // the first host not yet taken
	docs  []shingle.Document
	cases []Case
}

// plant hides a rewrite and notes its labels; false says that hosts ran out.
func (p *pool) plant(rw Rewrite, place Place) bool {
	src, spun, cut := p.sides(rw)
	var a, b []Passage
	ok := true
	switch place {
	case Adjacent:
		z := p.between(.15, .85)
		a, b, ok = p.put(insertion{z, src}, insertion{z, spun})
	case Far:
		z := p.between(.1, .4)
		a, b, ok = p.put(insertion{z, src}, insertion{z + .45, spun})
	case Cross:
		a, _, ok = p.put(insertion{p.between(.1, .9), src})
		if ok {
			b, _, ok = p.put(insertion{p.between(.1, .9), spun})
		}
	}
	if ok {
		p.label(string(place)+"-"+cut, src, spun, a, b)
	}
	return ok
}

// sides returns the two sides as they will stand, and "full" or "trunc".
func (p *pool) sides(rw Rewrite) (src, spun block, cut string) {
	src, spun, cut = block{sep: "\n\n"}, block{sep: "\n\n"}, "full"
	for _, q := range rw.Paragraphs {
		src.parts, spun.parts = append(src.parts, q.Source), append(spun.parts, q.Rewritten)
	}
	if p.rnd.IntN(2) == 0 {
		spun.sep = " "
	}
	if p.rnd.IntN(2) == 0 {
		cut = "trunc"
		p.truncate(spun.parts)
	}
	return src, spun, cut
}

func (p *pool) truncate(parts []string) {
	sure := p.rnd.IntN(len(parts))
	for i, text := range parts {
		if p.rnd.Float64() < .7 || i == sure {
			parts[i] = cutToHalf(text, p.rnd)
		}
	}
}

func (p *pool) between(low, high float64) float64 { return low + (high-low)*p.rnd.Float64() }

// put takes the next host and returns where the parts of the first and, if
// there are two, of the second insertion stand in it.
func (p *pool) put(at ...insertion) (first, second []Passage, ok bool) {
	if p.next == len(p.hosts) {
		return nil, nil, false
	}
	doc, where := insert(p.hosts[p.next].Document, at)
	p.next++
	p.docs = append(p.docs, doc)
	return where[0], where[len(where)-1], true
}

func (p *pool) label(typ string, src, spun block, a, b []Passage) {
	for i := range a {
		s, t := src.parts[i], spun.parts[i]
		p.cases = append(p.cases, Case{
			Sides: Sides{A: a[i], B: b[i]}, Type: typ, AText: s, BText: t,
			Words: min(len(strings.Fields(s)), len(strings.Fields(t))),
		})
	}
}

// block is a passage in parts that are told apart by sep.
type block struct {
	parts []string
	sep   string
}

// insertion puts a block after that share of a host's paragraphs (0..1).
type insertion struct {
	after float64
	block
}

// insert returns the host with the blocks in it, which come in their order of
// place, and for each block where its parts stand.
func insert(host shingle.Document, at []insertion) (shingle.Document, [][]Passage) {
	paras := paragraphs(host.Text)
	var text strings.Builder
	runes, where := 0, make([][]Passage, 0, len(at))
	write := func(sep, s string) Passage {
		if runes > 0 {
			text.WriteString(sep)
			runes += len(sep) // separators are ASCII
		}
		start := runes
		text.WriteString(s)
		runes += utf8.RuneCountInString(s)
		return Passage{host.Name, start, runes}
	}
	for i := 0; i <= len(paras); i++ {
		for len(where) < len(at) && int(at[len(where)].after*float64(len(paras))) == i {
			where = append(where, at[len(where)].write(write))
		}
		if i < len(paras) {
			write("\n\n", paras[i])
		}
	}
	host.Text = text.String()
	return host, where
}

// write writes the parts of a block and returns where they stand.
func (b block) write(to func(sep, s string) Passage) []Passage {
	var out []Passage
	sep := "\n\n"
	for _, part := range b.parts {
		out = append(out, to(sep, part))
		sep = b.sep
	}
	return out
}
