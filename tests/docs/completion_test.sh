#!/bin/bash
# SPDX-License-Identifier: MIT
# The completion against the program: completion_test.sh PROGRAM COMPLETION
set -eu
export LC_ALL=C
program=$1
name=$(basename "$program")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
. "$2"

complete -p "$name" >/dev/null
unset TWC_SEED TWC_SEEDS # they belong to the tests of promises
case $name in # the words that each start needs
  twc-sniff) complete=- ;;
  twc-fakemaster) complete='sim: --max-current 32' ;;
  twc-fakeslave) complete=pty: ;;
  twc-mqtt) complete='mqtt://localhost garage.sock' ;;
esac
endpoint=tcp
if [ "$name" = twc-mqtt ]; then endpoint=mqtt; fi

complete_line() { # its words; COMPREPLY is what may stand in the place of the last one, or go on there
  COMP_WORDS=("$program" "$@")
  COMP_CWORD=$#
  # compopt fails where no key was pressed.
  _twc "$program" "${COMP_WORDS[$#]}" "${COMP_WORDS[$# - 1]}" || true
}

offered() { # the same, printed
  complete_line "$@"
  printf '%s\n' "${COMPREPLY[@]}" | sort
}

agree() { # what, how many there are at least; the files "program" and "completion"
  [ "$(wc -l <"$work/program")" -ge "${2-10}" ] || {
    echo "$1: found next to nothing in what the program says" >&2
    failed=1
  }
  diff -U0 "$work/program" "$work/completion" >&2 || {
    echo "$1: - only $name has, + only the completion has" >&2
    failed=1
  }
}

expect() { # the words of a command line, "--", what is offered
  local words=()
  while [ "$1" != -- ]; do
    words+=("$1")
    shift
  done
  shift
  [ "$(offered "${words[@]}" | tr '\n' ' ')" = "$* " ] || {
    echo "$name ${words[*]}: offers $(offered "${words[@]}" | tr '\n' ' ')and not $*" >&2
    failed=1
  }
}

# Descriptions stand further right than names, and two spaces after them.
"$program" --help | grep -E '^ {2,11}-' >"$work/options"
grep -oE '^ *-[-a-zA-Z0-9,]+' "$work/options" | tr -d ' ' | tr ',' '\n' | sort >"$work/program"
offered - >"$work/completion"
agree options

# The completion offers no endpoint after an option that takes a value, and one after any other option.
has_value='^ +-[^ ]+ [^ []'
while IFS= read -r line; do
  [[ $line =~ --[-a-z0-9]+ ]] || {
    echo "an option without a long name:$line" >&2
    failed=1
    continue
  }
  option=${BASH_REMATCH[0]}
  case $option in --help | --version) continue ;; esac
  takes_value=no
  if [[ $line =~ $has_value ]]; then takes_value=yes; fi
  complete_line "$option" ''
  follows=no
  case " ${COMPREPLY[*]} " in *" $endpoint:// "*) follows=yes ;; esac
  [ "$takes_value" != "$follows" ] || {
    echo "$option: takes a value: $takes_value; an endpoint is offered after it: $follows" >&2
    failed=1
  }
  for word in $(_twc_values "$program" "$option"); do
    "$program" $complete "$option=$word" --check-config >/dev/null || failed=1
  done
done <"$work/options"

expect --col -- --color
expect --color a -- always auto
expect --color = n -- never
expect $endpoint : '' --
expect $endpoint: -- $endpoint://
if [ "$name" = twc-sniff ]; then
  expect --kind meter,idl -- meter,idle
  expect --kind vin,meter,vi -- vin,meter,vin_request
  expect --plot /dev/nul -- /dev/null
  { "$program" --kind none - 2>&1 || true; } | sed 's/.*expected one of //' | tr ' ' '\n' |
    sort >"$work/program"
  offered --kind '' >"$work/completion"
  agree kinds
  "$program" --help | sed -n 's/.*Input format: //p' | sed 's/ or /, /; s/, /\n/g' | sort >"$work/program"
  offered --read '' >"$work/completion"
  agree formats 5
fi
if [ "$name" = twc-fakemaster ]; then
  expect --poll meter,vin,s -- meter,vin,serial
fi
# Devices: those that this machine has.
for device in /dev/serial/by-id/* /dev/ttyUSB* /dev/ttyACM*; do
  [ -e "$device" ] && [ "$name" != twc-mqtt ] || continue
  offered '' | grep -qxF "$device" || {
    echo "$device is not offered" >&2
    failed=1
  }
done
exit "$failed"
