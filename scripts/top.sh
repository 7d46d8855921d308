#!/usr/bin/env bash
# The ten communes of a build with the highest index, of those where some people live: top.sh IFN OUT. In a
# smaller one a few households make the figures. Plain text tools only.
set -euo pipefail
least=1000
echo "The ten communes with the highest index, of those with 1,000 inhabitants and more (ranks are among all communes):"
"$1" export commune --format csv --out "$2" --quiet | awk -F, -v least="$least" '
  # A name with a comma would be quoted: no commune has one.
  NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  $at["score"] != "" && $at["population"] >= least {
    printf "%d\t%.3f\t%s\t%d\t%s\n", $at["rank"], $at["score"], $1, $at["population"], $2
  }' | sort -n | awk -F'\t' '
  BEGIN { printf "  %6s  %6s  %-5s  %10s  %s\n", "rank", "score", "code", "population", "commune" }
  NR <= 10 { printf "  %6d  %6.3f  %-5s  %10d  %s\n", $1, $2, $3, $4, $5 }'
