package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"respun/detect"
)

// What a scan holds are mostly numbers without pointers, which cost a collector
// next to nothing: it may collect often, for a third less memory at a few percent
// of the time. But a collection costs something whatever the size, and of little
// memory, a tenth of which is next to nothing, there would be hundreds. So the
// collector is made to believe that there are some megabytes more, which nobody
// touches and the system therefore never provides.

const (
	growth        = 30       // percent that memory in use may grow by between collections,
	leastGrowth   = 16 << 20 // and bytes that it may grow by in any case
	documentGrows = 10       // the same at document level, where next to nothing has pointers
	documentLeast = 7 << 20
)

// collectOften makes the garbage collector run as a scan wants it, unless GOGC says
// otherwise; what it returns sets it back.
func collectOften(o detect.Options) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	percent, least := growth, leastGrowth
	if o.Level == detect.DocumentLevel {
		percent, least = documentGrows, documentLeast
	}
	var untouched []byte
	if o.Memory == 0 { // a bound counts it
		untouched = make([]byte, least*100/percent)
	}
	before := debug.SetGCPercent(percent)
	return func() {
		debug.SetGCPercent(before)
		runtime.KeepAlive(untouched)
	}
}
