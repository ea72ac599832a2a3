#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares the tests that ctest runs with those that the programs have. CMake only warns of a program
# whose list it cannot read, and the suite passes without its tests.
# Usage: registered_test.sh BUILD_DIRECTORY PROGRAM...
set -eu
build=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ctest --test-dir "$build" -N | sed -n 's/^ *Test *#[0-9]*: //p' | sort >"$work/registered"
for program in "$@"; do
  "$program" --list-test-names-only >"$work/names" || true # Catch2 counts them in its exit status
  sort -u "$work/names" | grep . >"$work/own" || { echo "$program has no test"; exit 1; }
  missing=$(comm -23 "$work/own" "$work/registered")
  [ -z "$missing" ] || { echo "ctest does not run these tests of $program:"; echo "$missing"; exit 1; }
done
