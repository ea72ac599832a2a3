#!/bin/sh
# SPDX-License-Identifier: MIT
# Caps two simulated Wall Connectors with cars for 22 s, then decodes and draws their bus, on half a
# screen of 80 columns: demo_bus.sh BIN_DIR
set -eu
bin=${1:?usage: demo_bus.sh BIN_DIR}
work=$(mktemp -d "${TMPDIR:-/tmp}/twc-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT
capture=$work/bus.twclog
plot=$bin/demo.svg

echo '# Two simulated Wall Connectors and cars: 32 A, after 12 s 14 A, after 17 s 32 A'
{
  sleep 12
  date -d '+3 seconds' +%T >"$work/lowered"
  echo 'limit 14'
  sleep 5
  date +%T >"$work/raised"
  echo 'limit 32'
  sleep 5
} |
  "$bin/twc-fakemaster" sim:2 --max-current 32 --run-for 22s -q -w "$capture" |
  grep -E 'linked|offer|^ok' |
  sed -E -e 's/ (reason|heard|in|protocol|max)=[^ ]*//g' -e 's/  +/ /g' | awk 'NR <= 9'

echo '# The last limits that were set on that bus, decoded by twc-sniff'
"$bin/twc-sniff" --changes --kind master_heartbeat "$capture" | grep 'set_limit' | tail -n 5

# The most that the units had in force together, by their own heartbeats, within some times of day.
most() { # from, to
  "$bin/twc-sniff" --kind slave_heartbeat "$capture" | awk -v from="$1" -v to="$2" '
    {
      amps = $0
      sub(/.* limit /, "", amps)
      limit[$2] = amps + 0
      at = substr($1, 1, 8)
      if (at < from || at >= to) next
      sum = 0
      for (unit in limit) sum += limit[unit]
      if (sum > most) most = sum
    }
    END { printf "%.2f", most }'
}
keeps() { awk -v sum="$1" -v cap="$2" 'BEGIN { exit !(sum > 0 && sum <= cap) }'; }
at_32=$(most 00:00:00 24)
at_14=$(most "$(cat "$work/lowered")" "$(cat "$work/raised")")
kept='Both caps were kept'
keeps "$at_32" 32 && keeps "$at_14" 14 || kept='A cap was NOT kept'
"$bin/twc-sniff" -q --plot "$plot" "$capture"
cat <<TXT
$kept: $at_32 A in force together of 32 A, then $at_14 A of 14 A.
A picture of it: $plot
With an adapter of your own, and what the wiring carries:
build/dev/tools/twc-fakemaster --max-current AMPS /dev/serial/by-id/...
TXT
