package check

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"respun/detect"
	"respun/internal/glob"
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

// matchName matches a glob against a name: without a slash against its last part.
func matchName(pattern, name string) bool {
	if !strings.Contains(pattern, "/") {
		ok, _ := path.Match(pattern, path.Base(name))
		return ok
	}
	return glob.Match(strings.Split(path.Clean(pattern), "/"), strings.Split(path.Clean(name), "/"))
}
