#!/bin/sh
# SPDX-License-Identifier: MIT
# Reads each program that is given: whether it was built with what cmake/hardening.cmake asks for.
# Prints a table.
#   hardening_test.sh PROGRAM…
set -eu
failed=0
# check NAME COMMAND…: a cell of the table; NAME is missing where COMMAND fails.
check() {
  cell=$1
  shift
  if "$@" >/dev/null; then
    printf ' %s' "$cell"
  else
    printf ' NO-%s' "$cell"
    failed=1
  fi
}
in_text() { # TEXT PATTERN
  echo "$1" | grep -Eq "$2"
}
no_stack_that_runs() {
  ! in_text "$1" 'GNU_STACK.*RWE'
}

for program in "$@"; do
  headers=$(readelf -hlW "$program")
  dynamic=$(readelf -dW "$program")
  symbols=$(readelf -sW --dyn-syms "$program")
  printf '%-14s' "$(basename "$program")"
  check PIE in_text "$headers" 'Type: *DYN'
  check RELRO in_text "$headers" GNU_RELRO
  check NX no_stack_that_runs "$headers"
  check NOW in_text "$dynamic" 'BIND_NOW|Flags:.*NOW'
  check CANARY in_text "$symbols" __stack_chk_fail
  check FORTIFY in_text "$symbols" '__[a-z]+_chk@'
  case $headers in
    *X86-64*)
      # Where indirect jumps may land; and pages of a big stack, touched one by one.
      check CET sh -c 'objdump -d --no-show-raw-insn "$0" | grep -c endbr64 | grep -q ...' "$program"
      check CLASH sh -c 'objdump -d --no-show-raw-insn "$0" | grep -Eq "or[lq]? +.0x0,.*\(%rsp"' "$program"
      ;;
    *AArch64*)
      check BTI sh -c 'objdump -d --no-show-raw-insn "$0" | grep -c -e paciasp -e "bti" | grep -q ...' "$program"
      ;;
  esac
  echo
done
exit "$failed"
