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
# Unit tests of the engine hold all of it once more: without optimisation they are there, and have run, in half the
# time. Frames are larger then. The command is named beside it, so that crates are those that were built.
engine=(-p ifn-engine -p ifn --lib --config profile.release.package.ifn-engine.opt-level=0)
step "build of the tests"
cargo test --release --locked "${engine[@]}" --no-run
cargo test --release --locked -p ifn -p ifn-server --no-run
if [ -n "$setup" ]; then
  status=0
  wait "$setup" || status=$?
  cat target/setup.log
  trap - EXIT
  [ "$status" = 0 ]
fi
step "tests of the engine"
RUST_MIN_STACK=16777216 cargo test --release --locked "${engine[@]}"
for file in engine/tests/*.rs; do
  cargo test --release --locked -p ifn-engine -p ifn --test "$(basename "$file" .rs)"
done
step "tests of the command and the server"
cargo test --release --locked -p ifn -p ifn-server
step documentation
cargo test --release --locked -p ifn-engine -p ifn --doc
step map; npm test --silent --prefix web-map
step "benchmarks, each section once on tiny inputs"; target/venv/bin/python benches/bench.py --smoke
step "README and documentation"; target/venv/bin/python tests/docs_check.py
step "all is well"
