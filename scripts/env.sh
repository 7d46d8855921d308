# Sourced by make: finds a Rust installed by rustup even where HOME is not the installer's.
if ! command -v cargo >/dev/null 2>&1; then
  for bin in "${CARGO_HOME:-$HOME/.cargo}/bin" /usr/local/cargo/bin /root/.cargo/bin; do
    if [ -x "$bin/cargo" ]; then export PATH="$bin:$PATH"; break; fi
  done
fi
