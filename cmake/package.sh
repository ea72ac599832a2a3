#!/bin/sh
# SPDX-License-Identifier: MIT
# Debian packages of the tree as it stands: package.sh [ARCH]. Debian wants its folder at the top, so a
# copy of the tree gets it there; what comes out is in build/package.
set -eu
cd "$(dirname "$0")/.."
arch=${1:-$(dpkg --print-architecture)}
work=build/package/$arch

rm -rf "$work"
mkdir -p "$work/libtwc"
git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t "$work/libtwc" 2>/dev/null ||
  git ls-files -co --exclude-standard | while read -r file; do
    [ ! -e "$file" ] || cp --parents "$file" "$work/libtwc"
  done
mv "$work/libtwc/cmake/debian" "$work/libtwc/debian"

flags="-b -us -uc -a$arch"
if [ "$arch" != "$(dpkg --print-architecture)" ]; then
  # ./dev has installed what is needed; Debian does not see that headers alone fit every machine.
  flags="$flags -d -Pcross,nocheck"
fi
(cd "$work/libtwc" && dpkg-buildpackage $flags >../build.log 2>&1) || {
  tail -n 40 "$work/build.log" >&2
  echo "./dev package: dpkg-buildpackage failed; all of it is in $work/build.log" >&2
  exit 1
}
built=$(ls -d "$work"/libtwc/obj-*)
tests/package/symbols.sh "$built/libtwc/libtwc.a" "$built/libtwc/libtwc.so"
lintian --fail-on error --allow-root --tag-display-limit 0 "$work"/*.changes
# The tools of another machine decode a capture here.
case $arch in
  arm64) machine=qemu-aarch64 ;;
  armhf) machine=qemu-arm ;;
  *) machine= ;;
esac
if [ -n "$machine" ] && [ "$arch" != "$(dpkg --print-architecture)" ]; then
  dpkg-deb -x "$work"/twc-tools_*.deb "$work/root"
  "$machine" "$work/root/usr/bin/twc-sniff" --from 2019 tests/captures/gh-ngardiner-453.log |
    grep -F 'slave_heartbeat    starting  limit 6.00 A  draws 5.28 A'
fi
ls "$work"/*.deb
