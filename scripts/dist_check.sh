#!/usr/bin/env bash
# Opens what scripts/dist.sh left in target/dist/, as a user would: checksums, the program from another folder
# and without an environment, manual pages, completions, the unit, and the .deb installed into an empty system.
set -euo pipefail
cd "$(dirname "$0")/../target/dist"
fail() { echo "dist check: $*" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sha256sum --quiet --check SHA256SUMS
archive=$(ls ifn-*.tar.gz)
tar -xzf "$archive" -C "$work"
tree=$work/${archive%.tar.gz}
version=${archive#ifn-}
version=${version%%-*}

# The program works with nothing but itself.
works() {
  local program=$1 out=$work/out-$RANDOM
  case "$(env -i "$program" --version | head -n1) " in "ifn $version "*) ;; *) fail "$program is not version $version" ;; esac
  (cd / && env -i "$program" build --quiet --zone departement:90 --no-tiles --out "$out")
  (cd / && env -i "$program" explain 90010 --out "$out") | grep -q '^Belfort' || fail "$program does not explain Belfort"
}
works "$tree/bin/ifn"

# Each command that the help lists has a page, which groff formats without a warning.
pages=$tree/share/man/man1
for command in $("$tree/bin/ifn" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\).*/\1/p'); do
  [ "$command" = help ] || [ -f "$pages/ifn-$command.1.gz" ] || fail "no page for ifn $command"
done
for page in "$pages"/*.gz; do
  warnings=$(gzip -dc "$page" | groff -Kutf8 -man -Tutf8 -ww -z 2>&1)
  [ -z "$warnings" ] || fail "$(basename "$page"): $warnings"
done
gzip -dc "$pages/ifn-build.1.gz" | groff -Kutf8 -man -Tascii -P-cbou 2>/dev/null | grep -q -- '--zone' || fail "the page of ifn build lacks --zone"

# shellcheck disable=SC2016
bash -c 'source "$1" && complete -p ifn' _ "$tree/share/bash-completion/completions/ifn" >/dev/null
grep -q '#compdef ifn' "$tree/share/zsh/site-functions/_ifn" || fail "no completions for zsh"
grep -q 'complete -c ifn' "$tree/share/fish/vendor_completions.d/ifn.fish" || fail "no completions for fish"
for file in README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE ATTRIBUTION.md copyright; do
  [ -s "$tree/share/doc/ifn/$file" ] || fail "$file is missing"
done
gzip -dc "$tree/share/doc/ifn/licences.txt.gz" | cmp - ../../web-map/public/licences.txt || fail "licences.txt.gz is not the project's"

package=$(ls ifn_*.deb 2>/dev/null || true)
[ -n "$package" ] || { echo "dist check: $archive is right (no .deb)"; exit 0; }
[ "$(dpkg-deb --field "$package" Version)" = "$version" ] || fail "$package has another version"
! dpkg-deb --contents "$package" | grep -qv ' root/root ' || fail "$package has files of another owner than root"
dpkg-deb --extract "$package" "$work/deb"
# The same files, but for the folder in which Debian keeps completions of zsh.
mv "$work/deb/usr/share/zsh/vendor-completions" "$work/deb/usr/share/zsh/site-functions"
diff -r "$tree" "$work/deb/usr"
if command -v systemd-analyze >/dev/null; then
  # The program is not installed on this machine: that alone may be wrong.
  wrong=$(systemd-analyze verify --man=no "$tree/lib/systemd/system/ifn.service" 2>&1 | grep 'ifn.service' | grep -v 'Command .* is not executable' || true)
  [ -z "$wrong" ] || fail "$wrong"
fi
if [ "$(id -u)" = 0 ]; then
  root=$work/system
  mkdir -p "$root/var/lib/dpkg/"{info,updates}
  touch "$root/var/lib/dpkg/status"
  # An empty system has no C library: the one here serves.
  dpkg --root="$root" --force-depends --install "$package" >/dev/null 2>&1 || fail "$package cannot be installed"
  works "$root/usr/bin/ifn"
  dpkg --root="$root" --verify ifn || fail "$package was not installed as a whole"
fi
echo "dist check: $archive and $package are right"
