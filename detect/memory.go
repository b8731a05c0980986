package detect

import "runtime/debug"

// releaseFrom is how much text a run has before memory is given back between its
// stages.
const releaseFrom = 16 << 20

// release gives back to the system what the last stage has left over. Growing
// lists and buckets leave holes that the next stage has no use for; the system
// would count them for the run's peak: a fifth of it. It takes a collection, some
// ten milliseconds.
func (c *corpus) release() {
	if c.bytes >= releaseFrom {
		debug.FreeOSMemory()
	}
}
