#!/bin/sh
# SPDX-License-Identifier: MIT
# Reads each program that is given: whether it was built with what cmake/hardening.cmake asks for.
#   hardening_test.sh PROGRAM…
set -eu
failed=0
lacks() {
  echo "$1: $2" >&2
  failed=1
}
for program in "$@"; do
  headers=$(readelf -hlW "$program")
  dynamic=$(readelf -dW "$program")
  symbols=$(readelf -sW --dyn-syms "$program")
  echo "$headers" | grep -q 'Type: *DYN' || lacks "$program" "is loaded where anybody can foresee"
  echo "$headers" | grep -q 'GNU_RELRO' || lacks "$program" "has tables that stay writable"
  echo "$headers" | grep 'GNU_STACK' | grep -q 'RWE' && lacks "$program" "has a stack that runs"
  echo "$dynamic" | grep -Eq 'BIND_NOW|Flags:.*NOW' || lacks "$program" "binds its functions late"
  echo "$symbols" | grep -q '__stack_chk_fail' || lacks "$program" "has no guard on the stack"
  echo "$symbols" | grep -Eq '__[a-z]+_chk@' || lacks "$program" "copies without a check"
done
exit "$failed"
