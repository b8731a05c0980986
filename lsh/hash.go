package lsh

// golden is 2^64 divided by the golden ratio: multiples of it are spread evenly.
const golden = 0x9e3779b97f4a7c15

// mix spreads every input bit over the result: the finalizer of splitmix64
// shortened to two multiplications, enough for inputs that are hashes already.
func mix(x uint64) uint64 {
	x *= golden
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>29
}
