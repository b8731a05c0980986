// Package logarithm computes decimal logarithms as exactly as a float32 tells them.
//
// They are what the local weights of stems are made of, a hundred of them for two
// sentences. A table and two terms of the series take a third of math.Log10's time.
//
// Rejected: logarithms kept for each stem and its first counts, which took as long, for
// the misses of the cache.
package logarithm

import "math"

// logTable has, for each step of the mantissa's leading bits, what its middle is divided
// by, and the middle's logarithm.
var logTable = func() (t [1 << logTableBits]struct{ inverse, log float32 }) {
	for i := range t {
		middle := 1 + (float64(i)+.5)/float64(len(t))
		t[i].inverse = float32(1 / middle)
		t[i].log = float32(-math.Log10(float64(t[i].inverse)))
	}
	return t
}()

const (
	logTableBits = 8
	mantissaBits = 23
	exponentBias = 127
)

// Base10 returns the decimal logarithm of a positive number, within some 1e-7 and a
// float32's own error; of infinity, as of the next larger number.
func Base10(x float32) float32 {
	b := math.Float32bits(x)
	t := &logTable[b>>(mantissaBits-logTableBits)%(1<<logTableBits)]
	mantissa := math.Float32frombits(b%(1<<mantissaBits) | exponentBias<<mantissaBits)
	r := mantissa*t.inverse - 1 // at most 1/512
	return float32(int32(b>>mantissaBits)-exponentBias)*(math.Ln2/math.Ln10) + (t.log + r*(1/math.Ln10-r*(.5/math.Ln10)))
}
