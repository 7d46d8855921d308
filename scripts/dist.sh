#!/usr/bin/env bash
# Packages the program into target/dist/: dist.sh [PROGRAM]
#   ifn-VERSION-ARCH-linux.tar.gz   one folder with bin/, lib/ and share/, to run in place or to copy into /usr/local
#   ifn_VERSION_ARCH.deb            the same files for Debian's package manager (where dpkg-deb is installed)
#   SHA256SUMS                      of both
# Without PROGRAM it builds one in the profile `dist` (link-time optimisation; about twenty minutes on two
# processors). The same program gives the same bytes: all dates are that of the release in CHANGELOG.md.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022
dist=target/dist
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
released=$(sed -n "s/^## \[$version\] - //p" CHANGELOG.md)
[ -n "$released" ] || { echo "dist: CHANGELOG.md has no dated section for $version" >&2; exit 1; }
SOURCE_DATE_EPOCH=$(date -u -d "$released" +%s)
export SOURCE_DATE_EPOCH

program=${1:-$dist/ifn}
[ $# -gt 0 ] || cargo build --profile dist --locked
said=$("$program" --version | head -n1)
case "$said " in "ifn $version "*) ;; *) echo "dist: $program says \"$said\", not version $version" >&2; exit 1 ;; esac

# What both packages hold, as it lies below /usr.
mkdir -p "$dist"
work=$(mktemp -d "$dist/stage.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/ifn-$version-$(uname -m)-linux
share=$tree/share
install -D "$program" "$tree/bin/ifn"
# The caller's settings (IFN_OUT and the like) must not show in the pages.
run() { env -i "$tree/bin/ifn" "$@"; }
run man "$share/man/man1"
gzip -9n "$share"/man/man1/*.1
mkdir -p "$share"/{bash-completion/completions,fish/vendor_completions.d,zsh/site-functions}
run completions bash > "$share/bash-completion/completions/ifn"
run completions fish > "$share/fish/vendor_completions.d/ifn.fish"
run completions zsh > "$share/zsh/site-functions/_ifn"
install -D -m 644 docs/deploy/ifn.service "$tree/lib/systemd/system/ifn.service"
doc=$share/doc/ifn
install -d "$doc/docs"
install -m 644 README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE datasets/embedded/ATTRIBUTION.md "$doc"
install -m 644 docs/*.md "$doc/docs"
gzip -9nc web-map/public/licences.txt > "$doc/licences.txt.gz"
{
  echo "ifn: $(sed -n 's/^repository = "\(.*\)"/\1/p' Cargo.toml)"
  echo
  echo "The program is licensed under MIT or Apache-2.0, at your option (LICENSE-MIT, LICENSE-APACHE). The licences of"
  echo "the libraries, packages and fonts that it contains are in licences.txt.gz, and \`ifn serve\` shows them at"
  echo "/licences.txt. The data that it contains is under the Licence Ouverte 2.0; ATTRIBUTION.md names the producers."
  echo
  cat LICENSE-MIT
} > "$doc/copyright"

rm -f "$dist"/ifn-*.tar.gz "$dist"/ifn_*.deb "$dist/SHA256SUMS"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
  --directory="$work" "${tree##*/}" | gzip -9n > "$dist/${tree##*/}.tar.gz"

if command -v dpkg-deb >/dev/null; then
  arch=$(dpkg --print-architecture)
  root=$work/deb
  mkdir -p "$root/DEBIAN"
  cp -r "$tree" "$root/usr"
  mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
  # The oldest C library that has every symbol; relocations packed by the linker need 2.36.
  libc=$(LC_ALL=C grep -aoE 'GLIBC_[0-9.]*[0-9]|GLIBC_ABI_DT_RELR' "$program" | sed 's/ABI_DT_RELR/2.36/; s/GLIBC_//' | sort -Vu | tail -n1)
  cat > "$root/DEBIAN/control" <<CONTROL
Package: ifn
Version: $version
Architecture: $arch
Maintainer: The ifn contributors <https://github.com/ifn-open/ifn/issues>
Section: science
Priority: optional
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: libc6 (>= $libc), libgcc-s1
Recommends: ca-certificates
Homepage: $(sed -n 's/^repository = "\(.*\)"/\1/p' Cargo.toml)
Description: index of digital exclusion for every territory of France
 Computes the indice de fragilité numérique of each IRIS, commune, EPCI,
 département and région from public data, explains each score, finds where
 help is missing, and serves scores, vector tiles and a map over HTTP.
 .
 The embedded data allows a partial index without a network. The service
 ifn.service is installed but not enabled: it needs a build in /srv/ifn/out.
CONTROL
  (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
  dpkg-deb --root-owner-group --build "$root" "$dist/ifn_${version}_$arch.deb" >/dev/null
else
  echo "dist: no dpkg-deb on this machine: no .deb" >&2
fi
(cd "$dist" && sha256sum ifn-*.tar.gz $(ls ifn_*.deb 2>/dev/null) | tee SHA256SUMS >/dev/null)
(cd "$dist" && ls -l ifn-*.tar.gz $(ls ifn_*.deb 2>/dev/null) SHA256SUMS)
