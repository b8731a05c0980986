package shingle

// Token is a stem's number in the Vocabulary together with flags.
type Token uint32

// The flags of a Token.
const (
	Content Token = 1 << 31 // not a stop word
	Number  Token = 1 << 30 // a number
	Capital Token = 1 << 29 // written with a capital, and not because a sentence begins, all is in capitals or the language has nouns so
	Abbrev  Token = 1 << 28 // Vocabulary only: a full stop after it ends no sentence
	Stop    Token = 1 << 27 // Vocabulary only: in the stop list
	idMask  Token = 1<<27 - 1
)

// ID returns the stem's number.
func (t Token) ID() uint32 { return uint32(t & idMask) }

// IDs returns the stems' numbers of tokens.
func IDs(tokens []Token) []uint32 {
	ids := make([]uint32, len(tokens))
	for i, t := range tokens {
		ids[i] = t.ID()
	}
	return ids
}

// IsContent tells whether the token is neither a stop word nor a single letter.
func (t Token) IsContent() bool { return int32(t) < 0 }

// MaxID is the largest number a Vocabulary may give.
const MaxID = int(idMask)

// Vocabulary gives words their meaning.
type Vocabulary interface {
	// Lookup returns the token of a folded form (lower case, NFKC, possessive
	// off). language is the caller's own number; 0 is English.
	Lookup(language uint8, folded string) Token
	// Capitals tells whether a capital marks a name in that language.
	Capitals(language uint8) bool
}

// Sentence is a sentence, caption, headline or list item.
type Sentence struct {
	Start, End uint32 // bytes, half-open
	Token      uint32 // index of its first token
	Paragraph  uint32 // number of its line (hard-wrapped text: block of lines) among those with a sentence, from 0
}

// Text is a text taken apart. Its slices are appended to and may be reused.
type Text struct {
	Tokens    []Token
	Sentences []Sentence // a sentence's tokens end where the next one's begin
	// Spans and Forms, parallel to Tokens, are filled only with KeepSpans.
	Spans     []Span
	Forms     []uint64 // hash of the folded form: equal for the same word in any case
	KeepSpans bool
	OnlySpans bool // with KeepSpans: nobody asks what words mean; tokens and ends of sentences are of no use
}

// Reset empties t and keeps its memory.
func (t *Text) Reset() {
	t.Tokens, t.Sentences, t.Spans, t.Forms = t.Tokens[:0], t.Sentences[:0], t.Spans[:0], t.Forms[:0]
}

// SentenceTokens returns the range of indexes of sentence i's tokens.
func (t *Text) SentenceTokens(i int) (from, to int) {
	to = len(t.Tokens)
	if i+1 < len(t.Sentences) {
		to = int(t.Sentences[i+1].Token)
	}
	return int(t.Sentences[i].Token), to
}
