#!/bin/sh
# SPDX-License-Identifier: MIT
# The shared library shows what the static one has in twc::, and nothing else:
# symbols.sh ARCHIVE SHARED
set -eu
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Functions, tables and data that others may name; not what each of them compiles for itself.
nm --defined-only -g "$1" | awk 'NF == 3 && $2 ~ /^[TDBR]$/ { print $3 }' | grep '^_ZN*K*3twc' |
  sort -u >"$work/static"
nm -D --defined-only "$2" | awk '{ print $3 }' | sed 's/@.*//' | sort -u >"$work/all"
nm -D --defined-only "$2" | awk '$2 ~ /^[TDBR]$/ { print $3 }' | sed 's/@.*//' | grep '^_ZN*K*3twc' |
  sort -u >"$work/shared"

[ "$(wc -l <"$work/static")" -ge 50 ] || {
  echo "found next to no symbols in $1" >&2
  exit 1
}
diff -U0 "$work/static" "$work/shared" >&2 || {
  echo "- only the static library has, + only the shared one has" >&2
  exit 1
}
# In the names of templates and operators twc stands further behind.
if c++filt <"$work/all" | grep -v 'twc::' >&2; then
  echo "the shared library shows names that are not its own" >&2
  exit 1
fi
echo "symbols: $(wc -l <"$work/shared") of the library are seen, and no others"
