#!/usr/bin/env bash
# Installs what is missing on a fresh Debian machine; quick when nothing is.
#   setup.sh build   a C compiler, Rust, Node with what the map is built with
#   setup.sh test    the same, Python with numpy, pandas, pyarrow, DuckDB… in target/venv, Node with
#                    MapLibre and a browser to draw in, and LibreOffice to open workbooks
#   setup.sh bench   the peers that benchmarks run beside, in target/peers
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_install() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "setup: please install ${missing[*]} with your system's package manager" >&2
    return
  fi
  echo "setup: installing ${missing[*]}" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
}

have_cc() { command -v cc >/dev/null || command -v gcc >/dev/null; }

have_cc || apt_install gcc libc6-dev
. scripts/env.sh
if ! command -v cargo >/dev/null; then
  echo "setup: no Rust; installing the toolchain with rustup" >&2
  apt_install curl ca-certificates
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt
fi
# Sources of the crates come while the map is made: the build waits for them, and says it when they do not come.
if [ "${1:-build}" = build ]; then
  cargo fetch --quiet --locked --target "$(rustc -vV | sed -n 's/^host: //p')" >/dev/null 2>&1 </dev/null &
fi
# Debian's Node may be older than the map's tools ask for: the registry of npm has newer ones.
if ! node_is_new; then
  command -v npm >/dev/null || apt_install nodejs npm
  if ! node_is_new; then
    echo "setup: Node 22 in target/node" >&2
    mkdir -p target/node
    npm install --prefix target/node --no-save --no-fund --no-audit --loglevel=error node@22 >/dev/null
    . scripts/env.sh
  fi
fi
command -v npm >/dev/null || apt_install npm
# Packages of a folder, anew when their list changes.
packages() {
  local kept=$1/node_modules/.requirements
  cmp -s "$1/package-lock.json" "$kept" 2>/dev/null && return
  echo "setup: packages of $1" >&2
  npm ci --prefix "$1" --no-fund --no-audit --loglevel=error >/dev/null
  cp "$1/package-lock.json" "$kept"
}
packages web-map
[ "${1:-build}" = build ] && exit 0

command -v python3 >/dev/null || apt_install python3
python3 -c 'import venv, ensurepip' 2>/dev/null || apt_install python3-venv
apt_install gdal-bin
# Workbooks are opened and drawn on pages by LibreOffice: some 200 MB, about a minute, once.
if ! command -v soffice >/dev/null && apt-cache show libreoffice-calc-nogui >/dev/null 2>&1; then
  apt_install libreoffice-calc-nogui
fi
# Load on the server, in benchmarks and in their smoke run.
command -v wrk >/dev/null || apt_install wrk
# An environment is made anew when the list of packages changes.
environment() {
  local folder=$1 list=$2
  cmp -s "$list" "$folder/.requirements" 2>/dev/null && return
  echo "setup: Python environment in $folder" >&2
  mkdir -p target
  python3 -m venv --clear "$folder"
  "$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$list"
  cp "$list" "$folder/.requirements"
}
if [ "$1" = bench ]; then
  environment target/peers benches/peers/requirements.txt
  if ! target/peers/bin/martin --version 2>/dev/null | grep -q 1.14.0; then
    echo "setup: building martin 1.14.0, a tile server to measure against (some minutes, once)" >&2
    CARGO_TARGET_DIR=target/peers/martin cargo install martin --version 1.14.0 --locked --quiet \
      --no-default-features --features pmtiles --root target/peers
    rm -rf target/peers/martin
  fi
  exit 0
fi
environment target/venv tests/requirements.txt

command -v chromium >/dev/null || command -v google-chrome >/dev/null || apt_install chromium
# The same without windows is quicker; the tests do without it where it would have to be asked for.
if [ "$(id -u)" = 0 ] && apt-cache show chromium-headless-shell >/dev/null 2>&1; then apt_install chromium-headless-shell; fi
packages tests/browser
