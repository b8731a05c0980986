package detect

// Discard is a Sink that keeps nothing: for runs of which the trace is wanted, or
// to embed where one kind of record is.
type Discard struct{}

// Begin implements Sink, as do the others.
func (Discard) Begin(Begin) error              { return nil }
func (Discard) Match(*Match) error             { return nil }
func (Discard) Group(*Group) error             { return nil }
func (Discard) Pair(*Pair) error               { return nil }
func (Discard) Cluster(*Cluster) error         { return nil }
func (Discard) Document(*DocumentShares) error { return nil }
func (Discard) Skip(Skip) error                { return nil }
func (Discard) End(Stats) error                { return nil }
