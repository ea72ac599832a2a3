#!/bin/sh
# SPDX-License-Identifier: MIT
# One version everywhere: release_test.sh PROJECT VERSION
#
# The newest section of CHANGELOG.md, the Debian changelog and the man pages are those of the version
# that the programs print, and the two changelogs have the same date.
set -eu
cd "$1"
version=$2
failed=0

expect() { # the place; the text there; the text that belongs there
  [ "$2" = "$3" ] || {
    echo "$1: found '$2', expected '$3'" >&2
    failed=1
  }
}

section=$(sed -n 's/^## \[\(.*\)\] - /\1 /p' CHANGELOG.md | head -n 1)
expect "CHANGELOG.md, the newest section" "${section% *}" "$version"
debian=$(sed -n '1s/^libtwc (\(.*\)) .*/\1/p' cmake/debian/changelog)
expect cmake/debian/changelog "$debian" "$version"
released=$(sed -n 's/^ -- .*  //p' cmake/debian/changelog | head -n 1)
expect "cmake/debian/changelog, the date" "$(date -u -d "$released" +%F)" "${section#* }"
for page in tools/man/*.[17]; do
  expect "$page" "$(sed -n 's/^\.TH .*"libtwc \([^"]*\)".*/\1/p' "$page")" "$version"
done
exit $failed
