// Package flat keeps the large arrays of a run: in memory, or in temporary files
// that the system brings in and out while the program reads them as if they lay
// in memory.
//
// An array on disk is written front to back, through a buffer, and mapped for
// reading once it is whole: a full disk is an error of a write then, where memory
// that is mapped for writing would end the process. The pages of a mapped file
// that were touched count for the process; when they become too many all of them
// are handed back, which loses nothing and costs a fault of a microsecond or less
// for each that is asked for again while the system still has it.
//
// So there is one way through the program and two places for what it holds. What
// was rejected: reading blocks into a cache of our own, because each reader would
// have to say when it is done with one; and a stage for each range of the
// documents, because every stage would have to be written twice.
//
// Files lose their name as soon as they are open, where the system allows it, so
// that nothing stays behind however the process ends.
package flat

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// Disk is where arrays lie that don't stay in memory; nil stands for memory.
type Disk struct {
	dir   string
	most  int64 // bytes of the process from which pages are handed back
	mu    sync.Mutex
	files []*File
	maps  [][]byte
	next  atomic.Int64 // when to look again, in nanoseconds
	stop  chan struct{}
	over  sync.WaitGroup
}

// OnDisk keeps arrays in files below dir, and the memory of the process below
// most bytes as far as it is theirs. It fails where files can't be mapped, or not
// be made in dir.
func OnDisk(dir string, most int64) (*Disk, error) {
	if !canMap {
		return nil, errors.New("memory cannot be bounded on this system: it maps no files")
	}
	d := &Disk{dir: dir, most: most, stop: make(chan struct{})}
	f, err := NewFile(dir) // now, and not after an hour
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	d.over.Go(d.watch)
	return d, nil
}

// Dir is where the files are.
func (d *Disk) Dir() string { return d.dir }

// Close gives all files and memory back. Arrays must not be used any more.
func (d *Disk) Close() error {
	if d == nil {
		return nil
	}
	close(d.stop)
	d.over.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	var errs []error
	for _, m := range d.maps {
		errs = append(errs, unmap(m))
	}
	for _, f := range d.files {
		errs = append(errs, f.Close())
	}
	d.maps, d.files = nil, nil
	return errors.Join(errs...)
}

// Memory is looked at when workers may have touched what was left of it. The
// system brings in sixteen pages for each that is asked for, in a microsecond or
// two, so those that read here and there bring in tens of bytes a nanosecond each.
const (
	pace    = 100                    // bytes a nanosecond, all workers together
	soonest = 100 * time.Microsecond // as looking itself takes some
	latest  = 2 * time.Millisecond
)

// watch hands pages back while nobody calls Ease.
func (d *Disk) watch() {
	tick := time.NewTicker(latest)
	defer tick.Stop()
	for {
		select {
		case <-d.stop:
			return
		case <-tick.C:
			d.Ease()
		}
	}
}

// Ease hands pages back where the process has too many. Workers call it now and
// then, because a watch of our own may wait for a processor as long as they work;
// mostly it does nothing.
func (d *Disk) Ease() {
	if d == nil {
		return
	}
	now, next := time.Now().UnixNano(), d.next.Load()
	if now < next || !d.next.CompareAndSwap(next, now+int64(soonest)) {
		return
	}
	if n, ok := Resident(); ok && n < d.most {
		d.next.Store(now + min(max((d.most-n)/pace, int64(soonest)), int64(latest)))
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range d.maps {
		drop(m)
	}
}

// create makes a file that Close takes away.
func (d *Disk) create() (*File, error) {
	f, err := NewFile(d.dir)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files = append(d.files, f)
	return f, nil
}

// forget closes a file that is not needed any longer.
func (d *Disk) forget(f *File) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, x := range d.files {
		if x == f {
			d.files = append(d.files[:i], d.files[i+1:]...)
			return f.Close()
		}
	}
	return nil
}

// File is a file that goes away when it is closed.
type File struct {
	*os.File
	unlinked bool
}

// NewFile makes a file in dir ("": the system's folder), without a name where
// that can be had. The error names the folder.
func NewFile(dir string) (*File, error) {
	if f, err := nameless(dir); err == nil {
		return &File{f, true}, nil
	}
	return named(dir)
}

// named makes a file in dir whose name is taken off at once where the system
// allows that, and else when it is closed.
func named(dir string) (*File, error) {
	f, err := os.CreateTemp(dir, "respun-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	return &File{f, os.Remove(f.Name()) == nil}, nil
}

// Close closes the file and removes it where it still has its name.
func (f *File) Close() error {
	err := f.File.Close()
	if !f.unlinked {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// Array is a list of numbers, or of structs of numbers, that is appended to and
// then read. Its zero value lies in memory.
//
// In memory it is gathered in blocks, which are put together once: a slice that
// grows is copied four times over, into memory that the system has to bring in each
// time, and a scan of many gigabytes spent a tenth of its time so.
type Array[T any] struct {
	disk   *Disk
	file   *File
	blocks [][]T // in memory: full ones
	list   []T   // the last block; on disk: what is not written yet
	n      int
}

const (
	buffered   = 128 << 10 // bytes that are gathered before they are written
	leastBlock = 4 << 10   // bytes of the first block; each further one has as many as all before,
	mostBlock  = 1 << 20   // and no more than this
)

// NewArray returns an empty array.
func NewArray[T any](d *Disk) Array[T] { return Array[T]{disk: d} }

// Len is the number of elements.
func (a *Array[T]) Len() int { return a.n }

// Append adds elements. It fails where a file can't be written.
func (a *Array[T]) Append(list ...T) error {
	if a.disk == nil {
		for len(list) > 0 {
			list = list[a.gather(list):]
		}
		return nil
	}
	a.n += len(list)
	most := max(1, buffered/int(unsafe.Sizeof(*new(T))))
	if a.list == nil {
		a.list = make([]T, 0, most)
	}
	for len(list) > 0 {
		if len(a.list) == most {
			if err := a.flush(); err != nil {
				return err
			}
		}
		k := min(len(list), most-len(a.list))
		a.list = append(a.list, list[:k]...)
		list = list[k:]
	}
	return nil
}

// gather adds as many elements as fit the last block, or begins the next one, and
// returns how many.
func (a *Array[T]) gather(list []T) int {
	if len(a.list) == cap(a.list) {
		if a.list != nil {
			a.blocks = append(a.blocks, a.list)
		}
		size := int(unsafe.Sizeof(*new(T)))
		a.list = make([]T, 0, max(1, min(max(a.n, leastBlock/size), mostBlock/size)))
	}
	k := min(len(list), cap(a.list)-len(a.list))
	a.list = append(a.list, list[:k]...)
	a.n += k
	return k
}

// whole returns the elements of all blocks, which it lets go of.
func (a *Array[T]) whole() []T {
	if len(a.blocks) == 0 && cap(a.list)-len(a.list) <= len(a.list)/16 { // little is left over
		return a.list
	}
	all := make([]T, 0, a.n)
	for _, b := range append(a.blocks, a.list) {
		all = append(all, b...)
		runtime.Gosched() // a copy can't be interrupted: a collector that wants to would knock all the while
	}
	a.blocks, a.list = nil, all
	return all
}

// flush writes what is gathered.
func (a *Array[T]) flush() (err error) {
	if a.file == nil {
		if a.file, err = a.disk.create(); err != nil {
			return err
		}
	}
	_, err = a.file.Write(bytesOf(a.list))
	a.list = a.list[:0]
	return err
}

// Done ends the appending and returns all elements: to be read only, until Close.
func (a *Array[T]) Done() ([]T, error) {
	if a.disk == nil || a.n == 0 {
		return a.whole(), nil
	}
	if err := a.flush(); err != nil {
		return nil, err
	}
	a.list = nil
	b, err := a.disk.mapped(a.file, a.n*int(unsafe.Sizeof(*new(T))))
	if err != nil {
		return nil, err
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), a.n), nil
}

// mapped maps the bytes of a file. The mapping outlives the file.
func (d *Disk) mapped(f *File, size int) ([]byte, error) {
	b, err := mapFile(f.File, size)
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	d.mu.Lock()
	d.maps = append(d.maps, b)
	d.mu.Unlock()
	return b, d.forget(f)
}

// Free gives back what Done returned, before Close does.
func Free[T any](d *Disk, list []T) error {
	if d == nil || len(list) == 0 {
		return nil
	}
	b := bytesOf(list)
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, m := range d.maps {
		if unsafe.SliceData(m) == unsafe.SliceData(b) {
			d.maps = append(d.maps[:i], d.maps[i+1:]...)
			return unmap(m)
		}
	}
	return nil
}

// bytesOf returns the memory of a list.
func bytesOf[T any](list []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof(*new(T))))
}
