package check

import (
	"regexp"
	"slices"
	"strings"

	"respun/detect"
)

// A list of references begins with its heading, alone in a line, and goes on as
// long as lines look like entries: with a year, an address or a number in
// brackets, and short. Lines right behind an entry go on with it, while all of it is
// short. The list ends with the first line that is neither, so that a heading hides no
// prose below it.

// maxEntry is the most words of an entry.
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
	inside := false
	var list detect.Span
	words, first := 0, 0 // of the entry at hand: how many, 0 where there is none; where its first line ends
	end := func() {
		if inside && list.Len() > 0 {
			found = append(found, list)
		}
		inside, words = false, 0
	}
	at := 0
	for line := range strings.Lines(text) {
		at += len(line)
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "":
			words = 0
		case isReferenceHeading(trimmed):
			end()
			inside, list = true, detect.Span{Start: at, End: at}
		case !inside:
		case isEntry(trimmed):
			list.End, first, words = at, at, wordsOf(trimmed)
		case words == 0 || strings.HasPrefix(trimmed, "#"):
			end()
		default:
			list.End = at
			if words += wordsOf(trimmed); words > maxEntry { // what went on with it was prose
				list.End = first
				end()
			}
		}
	}
	end()
	return found
}

func isReferenceHeading(line string) bool {
	const longest = 60 // bytes, with marks
	return len(line) <= longest && slices.Contains(referenceHeadings, strings.ToLower(headingMark.ReplaceAllString(line, "")))
}

func isEntry(line string) bool { return wordsOf(line) <= maxEntry && entryMark.MatchString(line) }

// wordsOf counts the words of a line of references; of one that is too long for any it
// tells more than there may be.
func wordsOf(line string) int {
	const wordBytes = 40 // generous: what is longer is no word
	if len(line) > maxEntry*wordBytes {
		return maxEntry + 1
	}
	return len(strings.Fields(line))
}
