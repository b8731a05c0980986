package check

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/lsh"
)

func TestParseLimit(t *testing.T) {
	for in, want := range map[string]Limit{
		"15%": {Copied, .15}, ".15": {Copied, .15}, "0.1 %": {Copied, .001}, "spun=5%": {Spun, .05}, " Spun = 5 % ": {Spun, .05}, "Inside=0": {Inside, 0}, "copied=1": {Copied, 1}, "100%": {Copied, 1},
	} {
		got, err := ParseLimit(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for _, in := range []string{"", "%", "15", "101%", "-1%", "NaN", "spun", "spun=", "all=5%", "original=5%", "=5%", "1e3%", "0x1p-2e%"} {
		_, err := ParseLimit(in)
		require.Error(t, err, in)
	}
	_, err := ParseLimit("15")
	require.ErrorContains(t, err, "as a percentage it is 15%")
	_, err = ParseLimit("101")
	require.NotContains(t, err.Error(), "as a percentage")
	_, err = ParseLimit("spun= 200 %")
	require.EqualError(t, err, "limit of spun: 200% is not within 0%..100%", "as it was written")
	_, err = ParseLimit("all=200%")
	require.ErrorContains(t, err, `limit "all" is none of`)
}

// A limit holds what is exactly on it.
func TestGateIsExact(t *testing.T) {
	for _, n := range []int{3, 7, 13, 20, 100, 300, 977} {
		for words := 0; words <= n; words++ {
			l := Limit{Copied, float64(words) / float64(n)}
			r := &Result{Words: n, Shares: []Share{{Name: Verbatim, Words: words}, {Name: NearDuplicate}, {Name: Spun}}}
			r.judge([]Limit{l})
			require.False(t, r.Over)
			r.Shares[2].Words = 1
			r.judge([]Limit{l})
			require.True(t, r.Over)
		}
	}
	l, err := ParseLimit("15%")
	require.NoError(t, err)
	r := &Result{Words: 20, Shares: []Share{{Name: Verbatim, Words: 3}}}
	r.judge([]Limit{l})
	require.False(t, r.Over, "3 of 20 words are 15%")
}

func TestTrustedBy(t *testing.T) {
	doc := detect.Document{Name: "archive/own/2024/a.txt", Source: "AP", Fields: map[string]string{"url": "https://www.Apnews.com/x"}}
	page := detect.Document{Name: "https://news.example.org/a/b.html"}
	for _, c := range []struct {
		pattern string
		doc     detect.Document
		want    bool
	}{
		{"ap", doc, true}, {"AP", doc, true}, {"A", doc, false},
		{"apnews.com", doc, true}, {"news.com", doc, false}, {"com", doc, false},
		{"example.org", page, true}, {"news.example.org", page, true}, {"ample.org", page, false},
		{"archive/own/**", doc, true}, {"**/own/**", doc, true}, {"own/**", doc, false}, {"archive/*", doc, false}, {"archive/*/*/a.txt", doc, true},
		{"*.txt", doc, true}, {"./archive/own/**", doc, true}, {"b.*", page, true}, {"", doc, false}, {"", detect.Document{}, false},
		{"archive/own/2024/a.txt/**", doc, true}, {"wire.com", detect.Document{Name: "x", Source: "www.wire.com"}, true},
	} {
		require.Equal(t, c.want, trustedBy([]string{c.pattern}, 1, &c.doc) != "", "%q names %q", c.pattern, c.doc.Name)
	}
}

func TestWhen(t *testing.T) {
	require.True(t, when("2024-03-01").Before(when("1 March 2024 ")) == false)
	require.True(t, when("2024-02-28T23:59:59Z").Before(when("2024-03-01")))
	require.True(t, when("Mon, 02 Jan 2006 15:04:05 -0700").Before(when("")), "no date comes last")
	require.Equal(t, when("soon"), when(""))
}

func TestPhrases(t *testing.T) {
	p := newPhrases([]string{"All rights reserved.", "Sign up", "", "---"})
	d := newDraft("d", 0, "ALL RIGHTS, reserved! Sign the list. Sign\nup", nil)
	require.Equal(t, []span{{0, 3}, {6, 8}}, p.in(d))
}

// A policy with faults is refused, whoever is asked first, and all of them are named.
func TestFaultyPolicies(t *testing.T) {
	d, err := detect.New(Options(detect.Defaults()))
	require.NoError(t, err)
	p := Policy{MinWords: -1, MaxSources: -2, Trusted: []string{"["}, Count: []Reason{Quotation, Short, "whim"}, Limits: []Limit{{Original, .1}}}
	_, err = Run(t.Context(), d, detect.Document{Name: "draft", Text: "Divers found cracks."}, anywhere{}, p)
	for _, fault := range []string{"-1", "-2", `"["`, "short", "whim", "original"} {
		require.ErrorContains(t, err, fault)
	}
}

// anywhere has one document, under every key.
type anywhere struct{}

func (anywhere) Postings(_ context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	for i := range keys {
		if err := f(i, []uint32{0}); err != nil {
			return err
		}
	}
	return nil
}

func (anywhere) Document(context.Context, uint32) (detect.Document, error) {
	return detect.Document{Name: "source", Text: "Divers found cracks."}, nil
}
