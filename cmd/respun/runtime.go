package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/spf13/pflag"

	"respun/detect"
)

// workersFlag lets the number of workers be chosen.
func workersFlag(f *pflag.FlagSet, o *detect.Options) {
	f.IntVar(&o.Workers, "workers", 0, "`number` of workers, and of processors that are used at most; the result is the same for any (default: one a processor)")
}

// keepTo keeps the program to as many processors as it has workers: who asks for one
// worker wants the others left alone, by reading and by the garbage collector too,
// which would take a tenth more there than they save. What it returns undoes it.
func keepTo(workers int) (undo func()) {
	before := runtime.GOMAXPROCS(0)
	if workers <= 0 || workers >= before {
		return func() {}
	}
	runtime.GOMAXPROCS(workers)
	return func() { runtime.GOMAXPROCS(before) }
}

// What a scan holds are mostly numbers without pointers, which cost a collector
// next to nothing: it may collect often, for a third less memory at a few percent
// of the time. But a collection costs something whatever the size, and of little
// memory, a tenth of which is next to nothing, there would be hundreds. So the
// collector is made to believe that there are some megabytes more, which nobody
// touches and the system therefore never provides. They are many pieces, because a
// piece that begins in memory which was used before is cleared whole, and so touched.

const (
	growth        = 22       // percent that memory in use may grow by between collections,
	leastGrowth   = 16 << 20 // and bytes that it may grow by in any case
	documentGrows = 10       // the same at document level, where next to nothing has pointers
	documentLeast = 7 << 20

	untouchedPiece = 1 << 20
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
	var untouched [][]byte
	before := debug.SetGCPercent(-1)
	if o.Memory == 0 { // a bound counts it
		for range least / percent * 100 / untouchedPiece {
			untouched = append(untouched, make([]byte, untouchedPiece))
		}
	}
	debug.SetGCPercent(percent)
	return func() {
		debug.SetGCPercent(before)
		runtime.KeepAlive(untouched)
	}
}
