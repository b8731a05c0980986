package check

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"respun/detect"
)

// trustedBy returns the first pattern that names the document of an ordinal; empty: none
// does. One that has the name of a draft is told as name@ordinal; its own name serves too.
func trustedBy(patterns []string, ordinal int, d *detect.Document) string {
	own := strings.TrimSuffix(d.Name, fmt.Sprintf("@%d", ordinal))
	for _, p := range patterns {
		if p == "" {
			continue
		}
		if strings.EqualFold(p, d.Source) || below(p, host(own)) || below(p, host(d.Fields["url"])) || below(p, d.Source) || matchName(p, d.Name) || matchName(p, own) {
			return p
		}
	}
	return ""
}

// host returns the host of an address; empty where it is none.
func host(address string) string {
	if !strings.Contains(address, "://") {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// below tells whether a host is the domain or below it.
func below(domain, host string) bool {
	domain, host = strings.ToLower(domain), strings.ToLower(host)
	return strings.Contains(domain, ".") && (host == domain || strings.HasSuffix(host, "."+domain))
}

// validPattern tells whether every part of a glob is well formed.
func validPattern(pattern string) bool {
	for part := range strings.SplitSeq(pattern, "/") {
		if _, err := path.Match(part, ""); err != nil {
			return false
		}
	}
	return true
}

// matchName matches a glob against a name: without a slash against its last part.
func matchName(pattern, name string) bool {
	if !strings.Contains(pattern, "/") {
		ok, _ := path.Match(pattern, path.Base(name))
		return ok
	}
	return matchParts(strings.Split(path.Clean(pattern), "/"), strings.Split(path.Clean(name), "/"))
}

// matchParts matches part by part; ** stands for any number of parts. Only the last one met
// is tried with more: what comes before it matches already.
func matchParts(pattern, parts []string) bool {
	star, taken := -1, 0 // the last ** met, and up to where what it stands for reaches
	i := 0
	for k := 0; k < len(parts); {
		switch {
		case i < len(pattern) && pattern[i] == "**":
			star, taken = i, k
			i++
		case i < len(pattern) && matchOne(pattern[i], parts[k]):
			i, k = i+1, k+1
		case star >= 0: // it stands for one more
			taken++
			i, k = star+1, taken
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i] == "**" {
		i++
	}
	return i == len(pattern)
}

// matchOne tells whether a glob matches one part.
func matchOne(pattern, part string) bool {
	ok, _ := path.Match(pattern, part)
	return ok
}
