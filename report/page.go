package report

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"strings"
)

// The page is one file that opens offline and asks for nothing. Its policy
// forbids everything but the one script and the one style whose hashes it
// names, so that even a flaw in the script could run nothing of a stranger's.

//go:embed assets
var assets embed.FS

// scripts is in the order in which they are joined into one.
var scripts = []string{"base.js", "state.js", "filters.js", "overview.js", "table.js", "reader.js", "records.js", "desk.js", "main.js"}

// pageHead and pageTail are the page before and after its data.
var pageHead, pageTail = page()

func page() (head, tail string) {
	style := asset("report.css")
	var script strings.Builder
	script.WriteString("(() => {\n\"use strict\";\n")
	for _, name := range scripts {
		script.WriteString(asset(name))
	}
	script.WriteString("})();\n")
	filled := strings.NewReplacer("{{style}}", style, "{{style-hash}}", policyHash(style),
		"{{script}}", script.String(), "{{script-hash}}", policyHash(script.String())).Replace(asset("page.html"))
	head, tail, _ = strings.Cut(filled, "{{data}}")
	return head, tail
}

func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(b)
}

func policyHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
