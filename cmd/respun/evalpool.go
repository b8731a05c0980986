package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/internal/evalset"
)

// pool is the flags of the making of a pool.
type pool struct {
	options       evalset.PoolOptions
	news, hosts   string
	seed          uint64
	places        []place
	from, hostsOf residue
	passages      bool
	out           string
}

// place is a place as a flag.
type place evalset.Place

func (p place) String() string { return string(p) }

var places = []place{place(evalset.Adjacent), place(evalset.Far), place(evalset.Cross)}

func newEvalPool() *cobra.Command {
	p := &pool{}
	c := &cobra.Command{
		Use:   "pool --rewrites DIR --hosts FILE --out DIR",
		Short: "hide rewritten passages in unrelated news, with labels",
		Long: `Pool plants rewritten passages and their sources into unrelated articles and
writes docs.jsonl and gold.jsonl into a folder: labels that nobody had to make.
Half of the rewrites are cut, by chance. The same seed gives the same pool.`,
		Example: `  respun eval pool --rewrites spun_news --hosts news.jsonl.gz --seed 1 --out pool
  respun eval pool --rewrites spun_news --hosts news.jsonl.gz --sources 5:0 --hosts-of 5:0 --out heldout`,
		Args: arguments(),
		RunE: p.run,
	}
	flagGroup(c, "Flags", func(f *pflag.FlagSet) {
		f.StringVar(&p.news, "rewrites", "", "`folder` with the collection of rewritten news")
		f.StringVar(&p.hosts, "hosts", "", "`file` of articles to plant into, JSON lines with id and text")
		f.StringVar(&p.out, "out", "", "`folder` to write docs.jsonl and gold.jsonl into")
		f.Uint64Var(&p.seed, "seed", 1, "`number` that all chances are drawn from")
		several(c, &p.places, places, "places", "all", "places to take by turns (the next paragraph, far on, in another article)")
		f.BoolVar(&p.passages, "passages", false, "plant passages of several paragraphs, not single paragraphs")
		f.Var(&p.from, "sources", "take source articles whose number leaves R when divided by M, `M:R`")
		f.Var(&p.hostsOf, "hosts-of", "take hosts whose place in the file leaves R when divided by M, `M:R`")
		f.IntVar(&p.options.MinWords, "min-words", evalset.DefaultMinWords, "fewest `words` of a source paragraph")
		f.IntVar(&p.options.Limit, "limit", 0, "plant at most this `number` of rewrites (0: all)")
	})
	return c
}

// poolSummary is what was made.
type poolSummary struct {
	Documents    int          `json:"documents"`
	Labels       int          `json:"labels"`
	Hosts        int          `json:"hosts"`
	HostsDropped hostsDropped `json:"hosts_dropped"`
}

// hostsDropped is evalset.HostsDropped as JSON names it.
type hostsDropped struct {
	Length     int `json:"length"`
	Paragraphs int `json:"paragraphs"`
	Repeated   int `json:"repeated"`
	Near       int `json:"near"`
}

func (p *pool) run(c *cobra.Command, _ []string) error {
	if p.news == "" || p.hosts == "" || p.out == "" {
		return badUsage(c, "want --rewrites, --hosts and --out")
	}
	if p.options.Limit < 0 {
		return badUsage(c, "--limit: %d is less than 0", p.options.Limit)
	}
	for _, file := range []string{p.docsFile(), p.goldFile()} {
		if err := spare(c, file, p.news, p.hosts); err != nil {
			return err
		}
	}
	news, err := evalset.LoadSpunNews(os.DirFS(p.news))
	if err != nil {
		return fmt.Errorf("%s: %w", p.news, err)
	}
	collection, err := load(c, p.hosts, evalset.LoadDocuments)
	if err != nil {
		return err
	}
	hosts, dropped := evalset.Hosts(collection, news.Sources)
	docs, gold, err := evalset.MakePool(p.seed, p.complete(news, hosts))
	if err != nil {
		return err
	}
	if err := p.write(docs, gold); err != nil {
		return err
	}
	return writeJSON(c.OutOrStdout(), poolSummary{len(docs), len(gold), len(hosts), hostsDropped(dropped)})
}

// complete puts the flags and what was read together.
func (p *pool) complete(news evalset.SpunNews, hosts []evalset.Host) evalset.PoolOptions {
	o := p.options
	o.Hosts, o.Rewrites = hosts, news.Paragraphs
	if p.passages {
		o.Rewrites = news.Passages
	}
	o.Sources, o.HostsOf = evalset.Residue(p.from), evalset.Residue(p.hostsOf)
	for _, at := range p.places {
		o.Places = append(o.Places, evalset.Place(at))
	}
	return o
}

func (p *pool) docsFile() string { return filepath.Join(p.out, "docs.jsonl") }
func (p *pool) goldFile() string { return filepath.Join(p.out, "gold.jsonl") }

func (p *pool) write(docs []detect.Document, gold []evalset.Case) error {
	if err := os.MkdirAll(p.out, 0o777); err != nil {
		return err
	}
	err := writeFile(p.docsFile(), func(f *os.File) error { return evalset.WriteDocuments(f, docs) })
	if err != nil {
		return err
	}
	return writeFile(p.goldFile(), func(f *os.File) error { return evalset.WriteGold(f, gold) })
}

// residue is a flag M:R.
type residue evalset.Residue

func (r *residue) Type() string { return "M:R" }

func (r *residue) String() string {
	if r.Modulus == 0 {
		return ""
	}
	return fmt.Sprintf("%d:%d", r.Modulus, r.Remainder)
}

func (r *residue) Set(s string) error {
	var rest string
	n, _ := fmt.Sscanf(strings.Replace(s, ":", " ", 1)+" .", "%d %d %s", &r.Modulus, &r.Remainder, &rest)
	if n != 3 || rest != "." || r.Modulus < 1 || r.Remainder < 0 || r.Remainder >= r.Modulus {
		return fmt.Errorf("%q is no M:R with 0 <= R < M", s)
	}
	return nil
}
