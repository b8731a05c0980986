#!/bin/bash
# Measures respun beside the peers that are installed, and writes results.md and
# results-filter.md.
# usage: bench/run.sh DATA [WORK]     DATA: a folder with bulk/{bbc,reuters21578,news}.jsonl.gz
# WORK (default: a new temporary folder) keeps the peers and the workloads between runs.
# SEED, ROUNDS, WORKLOADS (of: scan filter) and RESTART (documents in the index that
# the filter is restarted with) may be set; another seed makes another workload of
# the same kind.
set -e
data=$(cd "$1" && pwd)
work=${2:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$(dirname "$0")"
(cd .. && go build -trimpath -ldflags "-s -w" -o "$work/respun" ./cmd/respun)
go build -o "$work/truth" ./truth
if [ ! -d "$work/venv" ]; then
	python3 -m venv "$work/venv"
	for peer in gaoya==0.2.2 rensa datasketch; do
		"$work/venv/bin/pip" -q install "$peer" || echo "$peer is not to be had; the table will say so"
	done
fi
if [ ! -f "$work/w1.truth.tsv" ]; then
	python3 gen_w1.py --base "$data"/bulk/{bbc,reuters21578,news}.jsonl.gz --max-mb 68 --seed "${SEED:-20261122}" --out "$work/w1"
	"$work/truth" "$work/w1.jsonl" "$work/w1.truth.tsv" 5 0.2
	gunzip -c "$data/bulk/news.jsonl.gz" >"$work/news.jsonl"
	head -n 830 "$work/news.jsonl" >"$work/news-5MB.jsonl"
fi
case " ${WORKLOADS:-scan filter} " in *" scan "*)
	go run . -respun "$work/respun" -python "$work/venv/bin/python" -w1 "$work/w1" \
		-scan "$work/news-5MB.jsonl,$work/news.jsonl" -rounds "${ROUNDS:-3}" -out results.md
	cat results.md
esac
case " ${WORKLOADS:-scan filter} " in *" filter "*)
	go build -o "$work/library" ./library
	go run . -respun "$work/respun" -python "$work/venv/bin/python" -filter "$work/w1" -library "$work/library" \
		-restart "${RESTART:-1000000}" -rounds "${ROUNDS:-3}" -out results-filter.md
	cat results-filter.md
esac
