# Sourced by make: finds a Rust installed by rustup even where HOME is not the installer's.
if ! command -v cargo >/dev/null 2>&1; then
  for bin in "${CARGO_HOME:-$HOME/.cargo}/bin" /usr/local/cargo/bin /root/.cargo/bin; do
    if [ -x "$bin/cargo" ]; then export PATH="$bin:$PATH"; break; fi
  done
fi
# The `cargo` of rustup looks for its toolchains in HOME, and finds none in another's (sudo, an empty HOME).
if command -v cargo >/dev/null 2>&1 && ! cargo --version >/dev/null 2>&1; then
  for rustup in "$(dirname "$(command -v cargo)")/../../.rustup" /usr/local/rustup; do
    if [ -d "$rustup/toolchains" ]; then RUSTUP_HOME=$(cd "$rustup" && pwd); export RUSTUP_HOME; break; fi
  done
fi
# And a Node that the map's tools can run on: the system's, else the one that setup brought.
node_is_new() { node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }
node_is_new || export PATH="$PWD/target/node/node_modules/node/bin:$PATH"
