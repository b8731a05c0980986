package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Copied is the name of the share that is verbatim, near-duplicate or spun.
const Copied = "copied"

// Limit is the largest share of a draft that may be of a part.
type Limit struct {
	Name string  // Copied, or a part but Original
	Max  float64 // 0..1 of the draft's words
}

// limited lists what can be limited.
func limited() []string { return append([]string{Copied}, parts[:len(parts)-1]...) }

// ParseLimit reads "15%", ".15" or, for one part, "spun=5%".
func ParseLimit(s string) (Limit, error) {
	name, number, named := strings.Cut(s, "=")
	if !named {
		name, number = Copied, s
	}
	l := Limit{Name: strings.ToLower(strings.TrimSpace(name))}
	number = strings.TrimSpace(number)
	digits, percent := strings.CutSuffix(number, "%")
	if percent {
		number = strings.TrimSpace(digits) + "e-2" // read as one number: 15% is exactly what 3 words of 20 are
	}
	var err error
	if l.Max, err = strconv.ParseFloat(number, 64); err != nil {
		return Limit{}, fmt.Errorf("limit %q: want a share as in 15%%, .15 or spun=5%%", s)
	}
	err = l.validate()
	switch {
	case err == nil:
	case percent && slices.Contains(limited(), l.Name):
		err = fmt.Errorf("limit of %s: %s%% is not within 0%%..100%%", l.Name, strings.TrimSpace(digits))
	case !percent && l.Max > 1 && l.Max <= 100:
		err = fmt.Errorf("%w; as a percentage it is %s%%", err, number)
	}
	return l, err
}

func (l Limit) validate() error {
	if !slices.Contains(limited(), l.Name) {
		return fmt.Errorf("limit %q is none of %s", l.Name, strings.Join(limited(), ", "))
	}
	if !(l.Max >= 0 && l.Max <= 1) {
		return fmt.Errorf("limit of %s: %v is not within 0..1", l.Name, l.Max)
	}
	return nil
}

// limits gives the gate; without one, nothing may pass that is not excluded.
func (p *Policy) limits() []Limit {
	if len(p.Limits) == 0 {
		return []Limit{{Copied, 0}, {Inside, 0}}
	}
	return p.Limits
}

// judge holds the shares against the limits.
func (r *Result) judge(limits []Limit) {
	for _, l := range limits {
		words := 0
		for i, s := range r.Shares {
			if s.Name == l.Name || l.Name == Copied && i <= int(spunPart) {
				words += s.Words
			}
		}
		g := Gate{Name: l.Name, Limit: l.Max, Share: share(words, r.Words)}
		g.Over = g.Share > l.Max
		r.Over = r.Over || g.Over
		r.Gates = append(r.Gates, g)
	}
}

// share is 0 of nothing.
func share(n, of int) float64 { return float64(n) / float64(max(1, of)) }
