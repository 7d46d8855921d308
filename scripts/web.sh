#!/usr/bin/env bash
# Builds the map into web-map/dist, which the server embeds, when any of its sources is newer.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
built=web-map/dist/index.html
if [ -f "$built" ] && [ -z "$(find web-map -path web-map/node_modules -prune -o -path web-map/dist -prune -o -path web-map/tests -prune -o -type f -newer "$built" -print -quit)" ]; then
  exit 0
fi
echo "map: building web-map/dist" >&2
npm run --silent build --prefix web-map -- --logLevel warn
