package report

// The parts of SARIF that are written, in the standard's names.

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Short   sarifText   `json:"shortDescription"`
	Full    sarifText   `json:"fullDescription"`
	Help    sarifText   `json:"help"`
	Default sarifConfig `json:"defaultConfiguration"`
}

type sarifConfig struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Kind         string             `json:"kind,omitempty"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	Prints       map[string]string  `json:"partialFingerprints,omitempty"`
	Rank         float64            `json:"rank,omitzero"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]any     `json:"properties,omitempty"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int        `json:"startLine"`
	StartColumn int        `json:"startColumn"`
	EndLine     int        `json:"endLine"`
	EndColumn   int        `json:"endColumn"`
	CharOffset  int        `json:"charOffset"`
	CharLength  int        `json:"charLength"`
	Snippet     *sarifText `json:"snippet,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

// sarifRules has a rule a kind, at the kind's number, and one for the desk.
var sarifRules = []sarifRule{
	newRule("verbatim", "Verbatim", "Text used twice, word for word", "warning",
		"The passage stands in the other place with the same words; case, quotation marks and dashes may differ."),
	newRule("near-duplicate", "NearDuplicate", "Text used twice, lightly edited", "warning",
		"The passage stands in the other place with a few words added, dropped or replaced."),
	newRule("spun", "Spun", "Text used twice, reworded", "warning",
		"The passage says what the other one says in other words, and one was probably made from the other."),
	newRule("gate", "Gate", "A draft has more reuse than is allowed", "error",
		"The share of the draft that was found elsewhere and is not excluded is over a limit that was set."),
}

const gateRule = 3

func newRule(id, name, short, level, full string) sarifRule {
	help := full + " Compare both places: credit the source, quote it, or rewrite the passage."
	return sarifRule{id, name, sarifText{short}, sarifText{full}, sarifText{help}, sarifConfig{level}}
}
