// Package internal holds the rooms of the module to their order.
package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rooms names, for each room, what it may import of the module. Arrows go down
// only, and leaves don't know one another (but align, flat, glob, jsontext and openhash, which
// know nothing of texts, and quotes, which lines look for): what is below can be read, tested and
// replaced without what is above.
var rooms = map[string][]string{
	"shingle":              nil,
	"lsh":                  {"internal/flat"},
	"internal/align":       nil,
	"internal/amounts":     {"shingle"},
	"internal/checkpoint":  {"internal/flat"},
	"internal/cluster":     nil,
	"internal/copies":      {"shingle"},
	"internal/glob":        nil,
	"internal/dates":       nil,
	"internal/decide":      nil,
	"internal/edits":       {"shingle", "internal/align"},
	"internal/enumeration": {"shingle"},
	"internal/lexicon":     nil,
	"internal/fragments":   {"shingle", "internal/align"},
	"internal/lines":       {"shingle", "internal/quotes"},
	"internal/logarithm":   nil,
	"internal/openhash":    nil,
	"internal/order":       {"shingle"},
	"internal/forest":      nil,
	"internal/parallel":    nil,
	"internal/quotes":      nil,
	"internal/sample":      {"shingle", "lsh", "internal/openhash"},
	"internal/template":    nil,
	"internal/doctable":    {"shingle", "internal/flat"},
	"internal/textstore":   {"shingle", "internal/flat"},
	"internal/jsontext":    nil,
	"internal/corpus":      {"shingle", "internal/flat", "internal/glob", "internal/jsontext"},
	"internal/evalset":     {"shingle"},
	"internal/flat":        nil,
	"internal/chromium":    nil, // for tests alone
	"detect":               {"shingle", "lsh", "internal/align", "internal/amounts", "internal/checkpoint", "internal/cluster", "internal/copies", "internal/dates", "internal/decide", "internal/doctable", "internal/edits", "internal/enumeration", "internal/flat", "internal/forest", "internal/fragments", "internal/lexicon", "internal/lines", "internal/logarithm", "internal/openhash", "internal/order", "internal/parallel", "internal/sample", "internal/template", "internal/textstore"},
	"report":               {"detect"},
	"index":                {"detect", "shingle", "lsh", "internal/parallel"},
	"check":                {"detect", "shingle", "lsh", "internal/dates", "internal/glob", "internal/quotes"},
	"filter":               {"detect", "shingle", "lsh", "internal/jsontext", "internal/parallel"},
	"serve":                {"detect", "shingle", "lsh", "report", "index", "check", "filter", "internal/corpus"},
	"cmd":                  {anything},
	"internal/lexicon/gen": {anything}, // makes the tables
	// Fitting needs what is fitted and what it is fitted on; nothing needs fitting.
	"internal/decide/logit":      nil,
	"internal/decide/runs":       {"detect", "shingle", "internal/evalset"},
	"internal/decide/train":      {anything},
	"internal/decide/trainpairs": {anything},
}

const (
	module   = "respun"
	anything = "*"
)

// roomOf returns the innermost room that a folder lies in, or "".
func roomOf(folder string) (room string) {
	for r := range rooms {
		if (folder == r || strings.HasPrefix(folder, r+"/")) && len(r) > len(room) {
			room = r
		}
	}
	return room
}

// violations returns what is against the order among imports by folder.
func violations(imports map[string][]string) (out []string) {
	for folder, list := range imports {
		from := roomOf(folder)
		if from == "" {
			out = append(out, folder+" is in no room")
			continue
		}
		for _, path := range list {
			to := roomOf(path)
			switch {
			case to == from:
			case to == "" || to == "cmd":
				out = append(out, folder+" imports "+path)
			case !slices.Contains(rooms[from], to) && !slices.Contains(rooms[from], anything):
				out = append(out, folder+" imports "+path)
			}
		}
	}
	slices.Sort(out)
	return out
}

// importsOf parses the imports of all files of the module but tests, by folder.
func importsOf(t *testing.T, root string) map[string][]string {
	out := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || slices.Contains([]string{"testdata", "bench", "examples", "scratch"}, name)) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		folder = filepath.ToSlash(folder)
		out[folder] = append(out[folder], nil...)
		for _, i := range f.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if rest, ok := strings.CutPrefix(p, module+"/"); ok {
				out[folder] = append(out[folder], rest)
			}
		}
		return nil
	})
	require.NoError(t, err)
	return out
}

func TestArrowsGoDown(t *testing.T) {
	imports := importsOf(t, "..")
	assert.Greater(t, len(imports), 12, "rooms that were read")
	assert.Contains(t, imports["detect"], "shingle")
	assert.Empty(t, violations(imports))
}

func TestPlantedViolationsAreSeen(t *testing.T) {
	tests := map[string]map[string][]string{
		"a leaf knows another":    {"internal/align": {"internal/lexicon"}},
		"text knows hash tables":  {"shingle": {"lsh"}},
		"hash tables know text":   {"lsh": {"shingle"}},
		"an arrow goes up":        {"detect": {"report"}},
		"a report computes":       {"report": {"detect", "lsh"}},
		"the engine reads files":  {"detect": {"internal/corpus"}},
		"the engine knows labels": {"detect": {"internal/evalset"}},
		"a command is imported":   {"check": {"cmd/respun"}},
		"fitting is needed":       {"internal/decide": {"internal/decide/logit"}},
		"nobody's room":           {"newroom": {"detect"}},
		"an unknown import":       {"cmd/respun": {"newroom"}},
	}
	for name, imports := range tests {
		assert.Len(t, violations(imports), 1, name)
	}
	assert.Empty(t, violations(map[string][]string{"cmd/respun": {"detect", "internal/corpus"}, "detect": {"internal/align"}, "shingle": nil}))
}
