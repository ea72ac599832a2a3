#!/bin/sh
# SPDX-License-Identifier: MIT
# Solar surplus without any home automation: reads the power that goes into the grid, in watts, one number
# a line, and tells a master what may be charged with.
#   meter | solar_surplus.sh /run/twc/garage.sock 690
# 690 is the voltage of all phases together (3 x 230 V). The master does the rest: with --hold 2m a car
# stays at its minimum while a cloud passes, and with --stale 60s --fallback stop it stops when this ends.
set -eu
socket=$1
volts=$2

ask() { # a command; the answer in JSON
  printf 'format json\n%s\n' "$1" | socat -t 2 - "UNIX-CONNECT:$socket" | tail -n 1
}

while read -r surplus; do
  drawn=$(ask status | jq .drawn_a)
  # The surplus adds to the current that the cars draw already; a negative sum counts as 0.
  amps=$(jq -n --argjson drawn "$drawn" --argjson watts "$surplus" --argjson volts "$volts" \
    '[$drawn + $watts / $volts, 0] | max | floor')
  ask "limit $amps" | jq -c '{requested_a, granted_a, drawn_a, reason}'
done
