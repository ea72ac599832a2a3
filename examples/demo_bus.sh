#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-License-Identifier: MIT
# SPDX-License-Identifier: MIT
# Caps two simulated Wall Connectors with cars for 22 s, then decodes and draws their bus:
# demo_bus.sh BIN_DIR
set -eu
bin=${1:?usage: demo_bus.sh BIN_DIR}
capture=$(mktemp "${TMPDIR:-/tmp}/twc-demo.XXXXXX.twclog")
trap 'rm -f "$capture"' EXIT
plot=$bin/demo.svg

echo '# Two simulated Wall Connectors and cars: 32 A, from 12 s on 14 A, from 17 s on 32 A'
{ sleep 12; echo 'limit 14'; sleep 5; echo 'limit 32'; sleep 5; } |
  "$bin/twc-fakemaster" sim:2 --max-current 32 --run-for 22s -q -w "$capture" |
  grep -E 'linked|offer|^ok' | sed -E -e 's/ (reason|heard|in)=[^ ]*//g' -e 's/  +/ /g' |
  cut -c 1-80

echo '# What was said about limits on that bus, decoded by twc-sniff'
"$bin/twc-sniff" --changes --kind master_heartbeat,slave_heartbeat "$capture" |
  grep 'set_limit' | head -n 8 | sed -E 's/  +/  /g' | cut -c 1-80

# The limits that all units together had in force, by their heartbeats: the most in each stretch.
"$bin/twc-sniff" -q --plot "$plot" "$capture"
most() { # from, to: seconds
  "$bin/twc-sniff" -t z --kind slave_heartbeat "$capture" | awk -v from="$1" -v to="$2" '
    { limit[$2] = $0; sub(/.* limit /, "", limit[$2]); sub(/ A.*/, "", limit[$2]) }
    $1 >= from && $1 < to {
      sum = 0
      for (unit in limit) sum += limit[unit]
      if (sum > most) most = sum
    }
    END { printf "%.2f", most }'
}
within() { awk -v sum="$1" -v cap="$2" 'BEGIN { exit !(sum > 0 && sum <= cap) }'; }
at_32=$(most 0 12)
at_14=$(most 16 17)
if within "$at_32" 32 && within "$at_14" 14; then
  verdict="Both caps were kept: in force together $at_32 A of 32 A, then $at_14 A of 14 A."
else
  verdict="A cap was NOT kept: in force together $at_32 A of 32 A, then $at_14 A of 14 A."
fi
cat <<TXT
$verdict
The same as a picture: $plot
Next, on an adapter of your own, with what the wiring carries:
  build/dev/tools/twc-fakemaster --max-current AMPS /dev/serial/by-id/...
TXT
