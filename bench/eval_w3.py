#!/usr/bin/env python3
"""eval_w3.py FOUND STEM: what was found of the passages planted by gen_w3.py, as one JSON object.

FOUND: JSON lines, each {"a","as","ae","b","bs","be"} in code points, or respun's records (--offsets rune).
recall: planted pairs of which one find covers half and more of both sides. precision: finds that overlap a planted
pair on both sides' documents, or whose two texts share eight words in a row, or are alike (difflib, .6 of the words)."""
import collections, difflib, json, re, sys
WORDS = re.compile(r'\w+')

def finds(path):
    for line in open(path, encoding='utf-8'):
        d = json.loads(line)
        if 'as' in d:
            yield d['a'], d['as'], d['ae'], d['b'], d['bs'], d['be']
        elif d.get('type') == 'match':
            a, b = d['a'], d['b']
            yield a['doc'], a['start'], a['end'], b['doc'], b['start'], b['end']
        elif d.get('type') == 'group':
            first, *rest = d['occurrences']
            for o in rest:
                yield first['doc'], first['start'], first['end'], o['doc'], o['start'], o['end']

def overlap(a, b, c, d): return max(0, min(b, d) - max(a, c))

def alike(x, y):
    x, y = WORDS.findall(x.lower()), WORDS.findall(y.lower())
    runs = lambda w: {tuple(w[i:i + 8]) for i in range(len(w) - 7)}
    return bool(runs(x) & runs(y)) or len(x) >= 6 and difflib.SequenceMatcher(None, x, y, False).ratio() >= .6

def main(found, stem):
    texts = {d['id']: d['text'] for d in map(json.loads, open(stem + '.jsonl', encoding='utf-8'))}
    gold = [json.loads(l) for l in open(stem + '.gold.jsonl')]
    between, planted = collections.defaultdict(list), collections.defaultdict(list)
    for g in gold: planted[frozenset((g['a'], g['b']))].append(g)
    all_finds = list(finds(found))
    for a, s, e, b, t, f in all_finds:
        between[a, b].append((s, e, t, f))
        between[b, a].append((t, f, s, e))
    total, hits = collections.Counter(), collections.Counter()
    for g in gold:
        half = lambda s, e, side: overlap(s, e, g[side + '_start'], g[side + '_end']) >= .5 * (g[side + '_end'] - g[side + '_start'])
        hit = any(half(s, e, 'a') and half(t, f, 'b') for s, e, t, f in between[g['a'], g['b']])
        for k in ('all', g['kind'], g['where']):
            total[k] += 1
            hits[k] += hit
    good = 0
    for a, s, e, b, t, f in all_finds:
        on_planted = any(overlap(*((s, e) if g['a'] == a else (t, f)), g['a_start'], g['a_end']) > 20 for g in planted[frozenset((a, b))])
        good += on_planted or alike(texts[a][s:e], texts[b][t:f])
    print(json.dumps({'finds': len(all_finds), 'precision': good / max(1, len(all_finds)), 'recall': {k: hits[k] / total[k] for k in total}}))

main(*sys.argv[1:])
