#!/bin/sh
# SPDX-License-Identifier: MIT
# The jq programs of the man page on an evening that is written down: jq_test.sh MAN_PAGE EVENING
set -eu
export LC_ALL=C
page=$1
evening=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# The lines that a socket client hears, without those that it typed.
grep '^{' "$evening" >"$work/heard"
sed -n "s/\\\\-/-/g; s/\\\\(aq/'/g; s/.*| jq //p" "$page" >"$work/programs"
[ "$(wc -l <"$work/programs")" = 3 ] || {
  echo "expected three jq programs in $page" >&2
  exit 1
}

expect() { # the number of the program; its output for each answer to "units"
  program=$(sed -n "$1p" "$work/programs")
  said=$(sh -c "jq $program" <"$work/heard" | tr '\n' ' ')
  [ "$said" = "$2 " ] || {
    echo "jq $program: says $said and not $2" >&2
    failed=1
  }
}

expect 1 '31.2 30.4 15.2 15.2 14.4'
expect 2 '2002'
expect 3 '33.2 90.2 185.2 205.2 325.2'
exit "$failed"
