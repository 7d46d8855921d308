#!/usr/bin/env bash
# The ten most fragile communes of a build: top.sh IFN OUT. Plain text tools only.
set -euo pipefail
"$1" export commune --format csv --out "$2" --quiet | awk -F, '
  # A name with a comma would be quoted: no commune has one.
  NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  $at["score"] != "" {
    printf "%d\t%.3f\t%s\t%d\t%s\n", $at["rank"], $at["score"], $1, $at["population"], $2
  }' | sort -n | awk -F'\t' '
  BEGIN { printf "  %6s  %6s  %-5s  %10s  %s\n", "rank", "score", "code", "population", "commune" }
  NR <= 10 { printf "  %6d  %6.3f  %-5s  %10d  %s\n", $1, $2, $3, $4, $5 }'
