#!/usr/bin/env bash
# Everything that a change must pass, in the order in which it fails fastest. Packages of Python and the browser
# come from the network while the compiler works. The browser's tests come after the Rust tests, not beside
# them: software rendering takes both cores, and some Rust tests measure time.
set -euo pipefail
cd "$(dirname "$0")/.."
export IFN_PYTHON="$PWD/target/venv/bin/python"

step() { printf '== %s (%d:%02d)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

# Only root installs without a question that somebody has to answer.
setup=
if [ "$(id -u)" = 0 ]; then
  mkdir -p target
  ./scripts/setup.sh test >target/setup.log 2>&1 </dev/null &
  setup=$!
  # A package that is half installed would be in the way of the next run.
  trap 'wait "$setup" || true' EXIT
else
  ./scripts/setup.sh test
fi
step format; cargo fmt --all --check
step licences; python3 scripts/licences.py --check
step "map: types and rules"; npm run --silent check --prefix web-map
step lint; cargo clippy --release --workspace --all-targets --locked -- -D warnings
step "build of the tests"; cargo test --release --workspace --locked --no-run
if [ -n "$setup" ]; then
  status=0
  wait "$setup" || status=$?
  cat target/setup.log
  trap - EXIT
  [ "$status" = 0 ]
fi
step tests; cargo test --release --workspace --locked
step map; npm test --silent --prefix web-map
step "benchmarks, each section once on tiny inputs"; target/venv/bin/python benches/bench.py --smoke
step "README and documentation"; target/venv/bin/python tests/docs_check.py
step "all is well"
