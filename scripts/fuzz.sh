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
mkdir -p target/fuzz/corpus/{pmtiles,request,wkb}
# Real bytes to begin with: the archive of one small département, and some of its tiles.
target/release/ifn build --quiet --zone departement:90 --out target/fuzz/build
target/release/ifn tiles --quiet --level departement --zooms 0-3 --out target/fuzz/build -o target/fuzz/corpus/pmtiles/seed.pmtiles
printf 'zone=departement%%3A93&columns=code,score&sort=-score&limit=5\nbytes=0-499' > target/fuzz/corpus/request/a
printf 'codes[]=93066&q=st+denis&weights=age:2\nW/"abc", "d"' > target/fuzz/corpus/request/b
printf 'q=%%C3%%A9\ntext/html,application/*;q=0.8, */*;q=0.1' > target/fuzz/corpus/request/c
# One of each kind: EWKB with an SRID and a height, either byte order, a circle.
zero='\0\0\0\0\0\0\0\0' one='\0\0\0\0\0\0\xf0\x3f'
point="\x01\x01\0\0\0$zero$one"
polygon="\x01\x03\0\0\0\x01\0\0\0\x04\0\0\0$zero$zero$one$zero$one$one$zero$zero"
circle="\x01\x08\0\0\0\x03\0\0\0$zero$zero$one$one$zero$zero"
printf "\x01\x01\0\0\xa0\x6a\x08\0\0$zero$one$one" > target/fuzz/corpus/wkb/point
printf "\0\0\0\0\x02\0\0\0\x02$zero$zero\x3f\xf0\0\0\0\0\0\0$zero" > target/fuzz/corpus/wkb/line
printf "$polygon" > target/fuzz/corpus/wkb/polygon
printf "\x01\x04\0\0\0\x02\0\0\0$point$point" > target/fuzz/corpus/wkb/points
printf "\x01\x06\0\0\0\x02\0\0\0$polygon$polygon" > target/fuzz/corpus/wkb/polygons
printf "\x01\x0a\0\0\0\x01\0\0\0$circle" > target/fuzz/corpus/wkb/circle
printf "\x01\x09\0\0\0\x01\0\0\0$circle" > target/fuzz/corpus/wkb/curve
fuzz() {
  "target/fuzz/$host/release/$1" -max_total_time="$2" -max_len=20000 -rss_limit_mb=1024 -timeout=10 \
    -artifact_prefix=target/fuzz/ -print_final_stats=1 "target/fuzz/corpus/$1" > "target/fuzz/$1.log" 2>&1
}
# All at once: each takes one processor.
targets=(pmtiles request wkb) running=() failed=0
for target in "${targets[@]}"; do fuzz "$target" "${1:-600}" & running+=($!); done
for process in "${running[@]}"; do wait "$process" || failed=1; done
for target in "${targets[@]}"; do echo "== $target"; tail -n 12 "target/fuzz/$target.log"; done
exit "$failed"
