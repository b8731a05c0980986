// Package forest tells which of numbered things hang together (union-find). Paths are
// halved as they are walked. Trees are not joined by their size, as is usual: the lowest
// number is to stand for all, so that the same comes out in whatever order links come.
package forest

// Forest is a link of each thing to a lower one of the same tree, or to itself. It is for
// one goroutine.
type Forest []uint32

// New returns things 0 to n-1, each by itself.
func New(n int) Forest {
	f := make(Forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

// Root returns the lowest thing that x hangs together with.
func (f Forest) Root(x uint32) uint32 {
	for f[x] != x {
		f[x] = f[f[x]]
		x = f[x]
	}
	return x
}

// Join makes what a hangs together with, and what b does, one.
func (f Forest) Join(a, b uint32) {
	a, b = f.Root(a), f.Root(b)
	f[max(a, b)] = min(a, b)
}
