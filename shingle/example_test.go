package shingle_test

import (
	"fmt"

	"respun/shingle"
)

// The word shingles of whole documents, as most deduplicators have them.
func ExampleWordShingler() {
	var s shingle.WordShingler
	shared := map[uint64]bool{}
	for _, h := range s.Shingles("Divers found cracks in eleven granite piers.", nil) {
		shared[h] = true
	}
	for _, h := range s.Shingles("divers FOUND cracks in eleven wooden piers", nil) {
		fmt.Println(shared[h])
	}
	fmt.Println(s.Words(), "words")
	// Output:
	// true
	// false
	// false
	// 7 words
}

// numbered gives each word the next number, and takes those of three letters or fewer for
// stop words. (Package detect brings stems, weights and stop words of its own.)
type numbered map[string]shingle.Token

func (n numbered) Lookup(_ uint8, folded string) shingle.Token {
	t, ok := n[folded]
	if !ok {
		t = shingle.Token(len(n))
		n[folded] = t
	}
	if len(folded) > 3 {
		t |= shingle.Content
	}
	return t
}

func (numbered) Capitals(uint8) bool { return true }

// Sentences and tokens know their bytes in the text as it was given.
func ExampleScanner_Scan() {
	text := "Divers found cracks. “Eleven piers,” they said."
	out := shingle.Text{KeepSpans: true}
	shingle.NewScanner(numbered{}).Scan(text, 0, &out)
	for i, s := range out.Sentences {
		fmt.Printf("[%d:%d] %s\n", s.Start, s.End, text[s.Start:s.End])
		for t, to := out.SentenceTokens(i); t < to; t++ {
			at := out.Spans[t]
			fmt.Printf("  %s content=%v\n", text[at.Start:at.End], out.Tokens[t].IsContent())
		}
	}
	// Output:
	// [0:20] Divers found cracks.
	//   Divers content=true
	//   found content=true
	//   cracks content=true
	// [21:51] “Eleven piers,” they said.
	//   Eleven content=true
	//   piers content=true
	//   they content=true
	//   said content=true
}
