package lexicon

import (
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"sync"

	"github.com/zeebo/xxh3"
)

//go:generate sh -c "go run ./gen -data \"$RESPUN_DATA\" -wordnet \"$WORDNET\""

// The embedded tables; DATA.md tells what each was made from.
var (
	// words: a word's flags in every language, as two bit sets of Language
	// (uint32): in whose stop list it is, in whose abbreviations.
	words = dictionary{wordsTable, wordsIndex}
	// forms: "tag:form" to the base it is stemmed as; number words to digits, signs to words.
	forms = dictionary{formsTable, formsIndex}
	// variants: an English stem to the stem it is another spelling of.
	variants = dictionary{variantsTable, variantsIndex}
	// weights: an English stem to its weight in 1/8192 (uint16).
	weights = dictionary{weightsTable, weightsIndex}
	// synonyms, related: an English stem to the groups it is in
	// (ascending; the first as uvarint, then the differences).
	synonyms = dictionary{synonymsTable, synonymsIndex}
	related  = dictionary{relatedTable, relatedIndex}
)

// The files.
var (
	//go:embed tables/words.bin
	wordsTable table
	//go:embed tables/words.idx
	wordsIndex index
	//go:embed tables/forms.bin
	formsTable table
	//go:embed tables/forms.idx
	formsIndex index
	//go:embed tables/variants.bin
	variantsTable table
	//go:embed tables/variants.idx
	variantsIndex index
	//go:embed tables/weights.bin
	weightsTable table
	//go:embed tables/weights.idx
	weightsIndex index
	//go:embed tables/synonyms.bin
	synonymsTable table
	//go:embed tables/synonyms.idx
	synonymsIndex index
	//go:embed tables/related.bin
	relatedTable table
	//go:embed tables/related.idx
	relatedIndex index
)

var fingerprint = sync.OnceValue(func() string {
	h := xxh3.New()
	for _, t := range []table{wordsTable, formsTable, variantsTable, weightsTable, synonymsTable, relatedTable} {
		h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(t))))
		h.WriteString(string(t))
	}
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, h.Sum64()))
})

// Fingerprint returns 16 hexadecimal digits over all embedded tables. Two
// programs that agree in it stem, weigh and relate words alike.
func Fingerprint() string { return fingerprint() }
