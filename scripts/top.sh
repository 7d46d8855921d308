#!/usr/bin/env bash
# The ten most fragile communes of a build: top.sh IFN OUT. Plain text tools only.
set -euo pipefail
"$1" export commune --format csv --out "$2" --quiet | awk -F, '
  # Names with a comma are quoted: none of the columns used here stands behind one.
  NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  $at["population"] >= 500 && $at["score"] != "" {
    printf "%s\t%s\t%s\t%d\t%.3f\n", $at["rank"], $1, $2, $at["population"], $at["score"]
  }' | sort -n | head -10 |
  awk -F'\t' 'BEGIN { printf "  %-6s %-6s %-36s %10s %7s\n", "rank", "code", "commune", "population", "score" }
    { printf "  %-6s %-6s %-36s %10d %7.3f\n", $1, $2, $3, $4, $5 }'
