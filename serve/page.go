package serve

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"

	"respun/detect"
	"respun/report"
)

// The page asks for a check and shows the report in a frame without an origin. Its
// policy lets run its own script and that of the report, by their hashes, and
// nothing else: what a draft brings along stays text even where a flaw would let
// it be more. The frame takes over the policy of the page, hence the two hashes.

//go:embed assets
var assets embed.FS

func asset(name string) []byte {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return b
}

// reportPolicy is what the report asks browsers for.
var reportPolicy = policyOf(emptyReport())

// page and its policy.
var pageHTML, pagePolicy = buildPage()

// page answers GET /.
func (s *Server) page(a *answer, _ *http.Request) error {
	a.Header().Set("Content-Security-Policy", pagePolicy)
	return a.send("text/html; charset=utf-8", pageHTML)
}

func buildPage() (page []byte, policy string) {
	style, script := string(asset("page.css")), string(asset("page.js"))
	page = []byte(strings.NewReplacer("{{style}}", style, "{{script}}", script).Replace(string(asset("page.html"))))
	policy = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
		"; style-src " + hash(style) + " " + hashOf(reportPolicy, "style-src") +
		"; script-src " + hash(script) + " " + hashOf(reportPolicy, "script-src")
	return page, policy
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// emptyReport is a report of nothing.
func emptyReport() []byte {
	var out bytes.Buffer
	sink, err := report.New("html", &out, report.Options{})
	if err == nil {
		err = sink.Begin(detect.Begin{})
	}
	if err == nil {
		err = sink.End(detect.Stats{})
	}
	if err != nil {
		panic(err) // nothing that could fail: it is written to memory
	}
	return out.Bytes()
}

var policyMeta = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]+)"`)

func policyOf(page []byte) string {
	found := policyMeta.FindSubmatch(page)
	if found == nil {
		panic("serve: the report has no policy") // it is part of the program
	}
	return string(found[1])
}

// hashOf returns the sources that a policy allows for a directive.
func hashOf(policy, directive string) string {
	for part := range strings.SplitSeq(policy, ";") {
		if sources, ok := strings.CutPrefix(strings.TrimSpace(part), directive+" "); ok {
			return sources
		}
	}
	panic("serve: the report's policy has no " + directive) // it is part of the program
}

// openapi answers GET /openapi.json.
func (s *Server) openapi(a *answer, _ *http.Request) error {
	return a.send("application/json", openapiJSON)
}

var openapiJSON = asset("openapi.json")
