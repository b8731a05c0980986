package index

import (
	"context"
	"sync"
	"time"

	"respun/detect"
	"respun/lsh"
)

// Follower is a reader for processes that last: it goes on to what the writer has
// published since, when it is asked something and a second has passed. It may be used by
// several goroutines.
type Follower struct {
	options Options
	told    func(error)

	mu sync.RWMutex // read-locked while the archive is read
	at *Index

	looking sync.Mutex // one looks for news at a time
	looked  time.Time
}

// lookAgain is how long a Follower is content with what it has.
const lookAgain = time.Second

// Follow opens an archive for reading. told gets what keeps it from going on to a
// newer publication; it stays with the one it has, then, and tries again. told may be nil.
// Errors are those of Open.
func Follow(dir string, o Options, told func(error)) (*Follower, error) {
	o.ReadOnly = true
	if told == nil {
		told = func(error) {}
	}
	x, err := Open(dir, o)
	if err != nil {
		return nil, err
	}
	return &Follower{options: o, told: told, at: x, looked: x.options.Now()}, nil
}

// renew goes on to the latest publication, if it is due to look.
func (f *Follower) renew() {
	if !f.looking.TryLock() {
		return
	}
	defer f.looking.Unlock()
	if f.at.options.Now().Sub(f.looked) < lookAgain {
		return
	}
	f.looked = f.at.options.Now()
	all, err := f.at.publications()
	if err == nil && (len(all) == 0 || f.at.reads(all[len(all)-1])) {
		return
	}
	var next *Index
	if err == nil {
		next, err = Open(f.at.dir, f.options)
	}
	if err != nil {
		f.told(err)
		return
	}
	f.mu.Lock()
	former := f.at
	f.at = next
	f.mu.Unlock()
	if err := former.Close(); err != nil {
		f.told(err)
	}
}

// Postings implements detect.Index.
func (f *Follower) Postings(ctx context.Context, keys []lsh.Key, each func(key int, docs []uint32) error) error {
	f.renew()
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.at.Postings(ctx, keys, each)
}

// Document implements detect.Index.
func (f *Follower) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.at.Document(ctx, ordinal)
}

// Find returns the ordinals of the documents with a name, ascending.
func (f *Follower) Find(name string) ([]uint32, error) {
	f.renew()
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.at.Find(name)
}

// Info returns what the archive held when it was last looked at.
func (f *Follower) Info() Info {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.at.Info()
}

// Close closes the archive, after which the Follower is of no use.
func (f *Follower) Close() error {
	f.looking.Lock()
	defer f.looking.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at.Close()
}

var _ detect.Index = (*Follower)(nil)
