#!/bin/bash
# Measures respun beside the peers that are installed, and writes results.md and
# results-filter.md.
# usage: bench/run.sh DATA [WORK]     DATA: a folder with bulk/{bbc,reuters21578,news}.jsonl.gz and pan13/docs
# WORK (default: a new temporary folder) keeps the peers and the workloads between runs.
# May be set: WORKLOADS (default: all, w1 w1web w3 scan workers many hot seeds filter), ROUNDS (3), SEED (another makes
# other workloads of the same kinds), and RESTART (documents in the index that the filter is restarted with).
set -e
data=$(cd "$1" && pwd)
work=${2:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$(dirname "$0")"
seed=${SEED:-20261122}
rounds=${ROUNDS:-3}
wanted() { case " ${WORKLOADS:-w1 w1web w3 scan workers many hot seeds filter} " in *" $1 "*) ;; *) return 1 ;; esac; }
# made FILE COMMAND...: makes a file where it is not there yet
made() {
	local file=$1
	shift
	[ -f "$file" ] || { "$@" >"$file.new" && mv "$file.new" "$file"; }
}

(cd .. && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$work/respun" ./cmd/respun)
for tool in truth enlarge; do go build -o "$work/$tool" "./$tool"; done
(cd peers/minhashlsh && go build -o "$work/minhashlsh" .) || echo "minhash-lsh is not to be had; the table will say so"
if [ ! -d "$work/venv" ]; then
	python3 -m venv "$work/venv"
	for peer in gaoya==0.2.2 rensa==0.5.0 datasketch==2.0.0; do
		"$work/venv/bin/pip" -q install "$peer" || echo "$peer is not to be had; the table will say so"
	done
fi
python=$work/venv/bin/python

# w1 STEM MB BASE...: articles with planted copies, and the truth about all pairs
w1() {
	local stem=$1 mb=$2
	shift 2
	[ -f "$stem.truth.tsv" ] && return
	python3 gen_w1.py --base "$@" --max-mb "$mb" --seed "$seed" --out "$stem"
	"$work/truth" "$stem.jsonl" "$stem.truth.tsv" 5 0.2
}
news=$work/news.jsonl
made "$news" gunzip -c "$data/bulk/news.jsonl.gz"
args=()
stems=
if wanted w1; then
	w1 "$work/w1n" 68 "$data"/bulk/{bbc,reuters21578,news}.jsonl.gz
	stems=$work/w1n
fi
if wanted w1web; then
	w1 "$work/w1pan" 62 "$data/pan13/docs"
	stems=${stems:+$stems,}$work/w1pan
fi
[ -z "$stems" ] || args+=(-w1 "$stems")
if wanted w3; then
	w1 "$work/w1pan" 62 "$data/pan13/docs"
	[ -f "$work/w3.gold.jsonl" ] || python3 gen_w3.py --w1 "$work/w1pan" --seed "$seed" --out "$work/w3"
	args+=(-w3 "$work/w3")
fi
if wanted scan; then
	made "$work/news-5MB.jsonl" head -n 830 "$news"
	made "$work/news-225MB.jsonl" "$work/enlarge" -mb 225 -seed "$seed" "$news"
	args+=(-scan "$work/news-5MB.jsonl,$news,$work/news-225MB.jsonl")
fi
if wanted workers; then
	w1 "$work/w1n" 68 "$data"/bulk/{bbc,reuters21578,news}.jsonl.gz
	args+=(-workers "document:$work/w1n.jsonl,passage:$news")
fi
if wanted many; then
	made "$work/many.jsonl" "$work/enlarge" -documents 1000000 -words 170 -seed "$seed" "$news"
	args+=(-many "$work/many.jsonl")
fi
if wanted hot; then
	for n in 25000 50000 100000; do
		made "$work/hot-$n.jsonl" "$work/enlarge" -documents $n -words 100 -shared 60 -seed "$seed" "$news"
	done
	args+=(-hot "$work/hot-25000.jsonl,$work/hot-50000.jsonl,$work/hot-100000.jsonl")
fi
if wanted seeds; then
	args+=(-seeds ../seeds)
fi
if [ ${#args[@]} -gt 0 ]; then
	go run . -respun "$work/respun" -python "$python" -minhashlsh "$work/minhashlsh" -rounds "$rounds" "${args[@]}"
	cat results.md
fi
if wanted filter; then
	w1 "$work/w1n" 68 "$data"/bulk/{bbc,reuters21578,news}.jsonl.gz
	go build -o "$work/library" ./library
	go run . -respun "$work/respun" -python "$python" -filter "$work/w1n" -library "$work/library" \
		-restart "${RESTART:-1000000}" -rounds "$rounds" -out results-filter.md
	cat results-filter.md
fi
