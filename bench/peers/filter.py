"""A peer as a filter: one document after the other, asked for and, where it is new, kept.
Writes ID<TAB>verdict a line to --out and tells, as JSON, the CPU time of the loop alone (the
texts are in memory by then) and by how much the process grew in it."""
from common import *
import resource

def grown():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10

def gaoya(a):
    from gaoya.minhash import MinHashStringIndex
    index = MinHashStringIndex(hash_size=32, jaccard_threshold=a.threshold, num_bands=None, band_size=None, num_hashes=a.perms,
                               analyzer='word', lowercase=True, ngram_range=(a.k, a.k), id_container='smallvec')
    def new(i, text):
        if index.query(text):
            return False
        index.insert_document(i, text)
        return True
    return new

def rensa(a):
    from rensa import RMinHash, RMinHashDeduplicator
    kept = RMinHashDeduplicator(threshold=a.threshold, num_perm=a.perms, use_lsh=True, num_bands=16)
    def new(i, text):
        m = RMinHash(a.perms, 42)
        m.update(list(shingles(text, a.k)))
        return kept.add(str(i), m)
    return new

def datasketch(a):
    from datasketch import MinHash, MinHashLSH
    index, kept, none = MinHashLSH(threshold=a.threshold, num_perm=a.perms), {}, MinHash(a.perms)
    def new(i, text):
        m = none.copy()
        m.update_batch([s.encode() for s in shingles(text, a.k)])
        if any(m.jaccard(kept[j]) >= a.threshold for j in index.query(m)):
            return False
        index.insert(i, m)
        kept[i] = m
        return True
    return new

a = args()
new = {'gaoya': gaoya, 'rensa': rensa, 'datasketch': datasketch}[a.variant](a)
ids, texts = load(a.inp)
memory, start = grown(), time.process_time()
verdicts = [new(i, text) for i, text in enumerate(texts)]
cpu, memory = time.process_time() - start, grown() - memory
with open(a.out, 'w') as out:
    for i, v in zip(ids, verdicts):
        out.write('%s\t%s\n' % (i, 'new' if v else 'near-duplicate'))
print(json.dumps({'cpu': cpu, 'documents': len(ids), 'kept': sum(verdicts), 'bytes': memory}))
