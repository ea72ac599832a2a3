#!/bin/sh
# SPDX-License-Identifier: MIT
# Each source states its licence in its first line, or right below "#!".
#
#   cmake/spdx.sh          lists the sources without the line and exits 1; exits 0 if there are none
#   cmake/spdx.sh --add    adds the line to them
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
licence='SPDX-License-Identifier: MIT'

add_licence() {
  case $1 in
    *.cpp | *.hpp) line="// $licence" ;;
    *.lua) line="-- $licence" ;;
    *) line="# $licence" ;;
  esac
  at=1
  [ "$(head -c 2 "$1")" != '#!' ] || at=2
  cp -p "$1" "$1.licensed" # for its mode
  awk -v line="$line" -v at="$at" 'NR == at { print line } { print }' "$1" >"$1.licensed"
  mv "$1.licensed" "$1"
}

lacking=$(git ls-files -co --exclude-standard -- '*.cpp' '*.hpp' '*.cmake' '*CMakeLists.txt' '*.sh' \
  '*.lua' '*.py' dev .ci/run | xargs grep -LE "^(//|#|--) $licence\$" -- || true)
if [ "${1:-}" = --add ]; then
  for file in $lacking; do add_licence "$file"; done
elif [ -n "$lacking" ]; then
  echo "no line with $licence in:" >&2
  echo "$lacking" >&2
  exit 1
fi
