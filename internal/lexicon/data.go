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
	//
	//go:embed tables/words.bin
	words table
	// forms: "tag:form" to the base it is stemmed as; number words to digits.
	//
	//go:embed tables/forms.bin
	forms table
	// variants: an English stem to the stem it is another spelling of.
	//
	//go:embed tables/variants.bin
	variants table
	// weights: an English stem to its weight in 1/8192 (uint16).
	//
	//go:embed tables/weights.bin
	weights table
	// synonyms, related: an English stem to the groups it is in
	// (ascending; the first as uvarint, then the differences).
	//
	//go:embed tables/synonyms.bin
	synonyms table
	//go:embed tables/related.bin
	related table
)

var fingerprint = sync.OnceValue(func() string {
	h := xxh3.New()
	for _, t := range []table{words, forms, variants, weights, synonyms, related} {
		h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(t))))
		h.WriteString(string(t))
	}
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, h.Sum64()))
})

// Fingerprint returns 16 hexadecimal digits over all embedded tables. Two
// programs that agree in it stem, weigh and relate words alike.
func Fingerprint() string { return fingerprint() }
