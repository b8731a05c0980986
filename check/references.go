package check

import (
	"regexp"
	"slices"
	"strings"

	"respun/detect"
)

// A list of references begins with its heading, alone in a line, and goes on as
// long as lines look like entries: with a year, an address or a number in
// brackets, and short. It ends with the first line that does not, so that a
// heading hides no prose below it.

// maxEntry is the most words of a line of references.
const maxEntry = 80

var (
	headingMark = regexp.MustCompile(`^[#*_\s\d.]+|[#*_:\s]+$`)
	entryMark   = regexp.MustCompile(`\b(1[5-9]|20)\d\d\b|https?://|\bwww\.|\bdoi\b|^\s*[[(]\d{1,4}[])]`)
)

var referenceHeadings = []string{
	"references", "bibliography", "works cited", "literature", "literature cited", "sources", "further reading", "notes", "endnotes",
	"literatur", "literaturverzeichnis", "quellen", "quellenverzeichnis", "einzelnachweise", "références", "bibliographie", "notes et références",
	"referencias", "bibliografía", "fuentes", "referências", "bibliografia", "fonti", "riferimenti", "bronnen", "literatuur", "källor", "referenser", "kilder",
}

// references returns the lists of references of a text.
func references(text string) (found []detect.Span) {
	inside, continues := false, false
	var list detect.Span
	end := func() {
		if inside && list.Len() > 0 {
			found = append(found, list)
		}
		inside = false
	}
	at := 0
	for line := range strings.Lines(text) {
		at += len(line)
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "":
			continues = false
		case isReferenceHeading(trimmed):
			end()
			inside, continues, list = true, false, detect.Span{Start: at, End: at}
		case !inside:
		case isEntry(trimmed), continues && !strings.HasPrefix(trimmed, "#") && short(trimmed):
			list.End, continues = at, true
		default:
			end()
		}
	}
	end()
	return found
}

func isReferenceHeading(line string) bool {
	const longest = 60 // bytes, with marks
	return len(line) <= longest && slices.Contains(referenceHeadings, strings.ToLower(headingMark.ReplaceAllString(line, "")))
}

func isEntry(line string) bool { return short(line) && entryMark.MatchString(line) }

func short(line string) bool {
	const wordBytes = 40 // generous: what is longer is no word
	return len(line) <= maxEntry*wordBytes && len(strings.Fields(line)) <= maxEntry
}
