#!/usr/bin/env bash
# Everything that a change must pass, in the order in which it fails fastest.
set -euo pipefail
cd "$(dirname "$0")/.."
export IFN_PYTHON="$PWD/target/venv/bin/python"
echo "== format"; cargo fmt --all --check
echo "== licences"; python3 scripts/licences.py --check
echo "== lint"; cargo clippy --release --workspace --all-targets --locked -- -D warnings
echo "== tests"; cargo test --release --workspace --locked
echo "== map"; npm run --silent check --prefix web-map && npm test --silent --prefix web-map
echo "== benchmarks, each section once on tiny inputs"; target/venv/bin/python benches/bench.py --smoke
echo "== README and documentation"; target/venv/bin/python tests/docs_check.py
