#!/bin/sh
# SPDX-License-Identifier: MIT
# An example on one side of a pseudo-terminal, a tool on the other: the example does what it promises.
#   example_on_a_pty_test.sh TOOLS EXAMPLE
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
tools=$1
example=$2
work=$(mktemp -d)
tool=
program=
# shellcheck disable=SC2064
trap 'kill $tool $program 2>/dev/null || true; rm -rf "$work"' EXIT

await() { # file, expression
  tries=0
  until grep -Eq "$2" "$1"; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ]; then
      echo "expected '$2' within a minute; the tool said:"
      cat "$work/tool"
      echo "the example said:"
      cat "$work/example"
      exit 1
    fi
    sleep 0.1
  done
}
play() { # tool with its options, on the far side of the line
  name=$1
  shift
  : >"$work/tool"
  "$tools/$name" "$@" "pty:$work/line" >"$work/tool" 2>&1 </dev/null &
  tool=$!
  tries=0
  until [ -e "$work/line" ] || [ $tries -gt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
}
run() { # arguments of the example behind the device
  : >"$work/example"
  "$example" "$work/line" "$@" >"$work/example" 2>&1 &
  program=$!
}

case ${example##*/} in
  master_*)
    play twc-fakeslave --unit 2019 --expect 'sum(limit)<=10'
    run 10 1
    await "$work/example" '^linked 2019'
    await "$work/example" '^echoed 2019 granted 10.00 A'
    await "$work/tool" 'limit=10.00'
    ;;
  slave_for_tests)
    play twc-fakemaster --max-current 12 --bus-idle
    run
    await "$work/example" '^limit 12.00 A'
    ;;
  listener)
    play twc-fakeslave --unit 2019
    run
    await "$work/example" '^slave_linkready from 2019$'
    kill "$tool"
    await "$work/example" '^0 problems$'
    ;;
esac
echo "${example##*/} gets along"
