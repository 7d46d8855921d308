#!/usr/bin/env bash
# Fuzzes what reads untrusted bytes: fuzz.sh SECONDS. libFuzzer with the stable compiler: coverage is
# asked of LLVM itself, sanitizers (which need another compiler) are left out; Rust checks bounds.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v c++ >/dev/null || { echo "fuzz: a C++ compiler is needed (apt install g++)" >&2; exit 1; }
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=1"
export CARGO_TARGET_DIR=target/fuzz
# Named, so that build scripts go without those flags.
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --target "$host" --manifest-path fuzz/Cargo.toml
mkdir -p target/fuzz/corpus/pmtiles target/fuzz/corpus/request
# Real bytes to begin with: the archive of one small département, and some of its tiles.
target/release/ifn build --quiet --zone departement:90 --out target/fuzz/build
target/release/ifn tiles --quiet --level departement --zooms 0-3 --out target/fuzz/build -o target/fuzz/corpus/pmtiles/seed.pmtiles
printf 'zone=departement%%3A93&columns=code,score&sort=-score&limit=5\nbytes=0-499' > target/fuzz/corpus/request/a
printf 'codes[]=93066&q=st+denis&weights=age:2\nW/"abc", "d"' > target/fuzz/corpus/request/b
printf 'q=%%C3%%A9\ntext/html,application/*;q=0.8, */*;q=0.1' > target/fuzz/corpus/request/c
fuzz() {
  "target/fuzz/$host/release/$1" -max_total_time="$2" -max_len=20000 -rss_limit_mb=1024 -timeout=10 \
    -artifact_prefix=target/fuzz/ -print_final_stats=1 "target/fuzz/corpus/$1" > "target/fuzz/$1.log" 2>&1
}
# Both at once: each takes one processor.
fuzz pmtiles "${1:-600}" & first=$!
fuzz request "${1:-600}" & second=$!
failed=0
wait "$first" || failed=1
wait "$second" || failed=1
for target in pmtiles request; do echo "== $target"; tail -n 12 "target/fuzz/$target.log"; done
exit "$failed"
