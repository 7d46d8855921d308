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
# Clippy compiles what it looks at: unit tests are built by it, without optimisation, which they do without, upon crates
# of the build. Frames are larger then. An `ifn` of this kind lies in target/release until the next step.
plain=()
for package in ifn ifn-engine ifn-server; do plain+=(--config "profile.release.package.$package.opt-level=0"); done
checked() {
  RUSTC_WORKSPACE_WRAPPER="$PWD/scripts/clippy.sh" RUST_MIN_STACK=16777216 \
    cargo test --release --workspace --locked "${plain[@]}" "$@"
}
step "lint, and build of the unit tests"; checked --all-targets --no-run
step build; cargo test --release --workspace --locked --test it --no-run
if [ -n "$setup" ]; then
  status=0
  wait "$setup" || status=$?
  cat target/setup.log
  trap - EXIT
  [ "$status" = 0 ]
fi
# One process after the other: there is room beside tests that do not measure.
target/venv/bin/python benches/bench.py --smoke >target/smoke.log 2>&1 &
smoke=$!
trap 'kill "$smoke" 2>/dev/null || true' EXIT
small=()
for file in engine/tests/*.rs server/tests/*/main.rs; do
  name=${file#*/tests/}
  name=${name%/main.rs}
  small+=(--test "${name%.rs}")
done
step "unit tests"; checked --lib --bins "${small[@]}"
step documentation; cargo test --release --locked -p ifn-engine -p ifn --doc
step "benchmarks, each section once on tiny inputs"
status=0
wait "$smoke" || status=$?
cat target/smoke.log
trap - EXIT
[ "$status" = 0 ]
# Three at a time on two processors: some of them wait more than they work. Those that measure come last.
step "tests of the command and the server"
whole() { cargo test --release --workspace --locked --test it -- "$@"; }
whole --test-threads=3 --skip ::alone::
whole ::alone::
step map; npm test --silent --prefix web-map
step "README and documentation"; target/venv/bin/python tests/docs_check.py
step "all is well"
