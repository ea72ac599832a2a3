#!/bin/sh
# SPDX-License-Identifier: MIT
# Caps two simulated Wall Connectors with cars for 22 s, then decodes their bus: demo_bus.sh BIN_DIR
set -eu
bin=${1:?usage: demo_bus.sh BIN_DIR}
capture=$(mktemp "${TMPDIR:-/tmp}/twc-demo.XXXXXX.twclog")
trap 'rm -f "$capture"' EXIT

echo '# Two simulated Wall Connectors and cars; the cap is 32 A, 14 A from 12 s on, 32 A from 17 s on'
{ sleep 12; echo 'limit 14'; sleep 5; echo 'limit 32'; sleep 5; } |
  "$bin/twc-fakemaster" sim:2 --max-current 32 --run-for 22s -q -w "$capture" |
  grep -E 'linked|offer|^ok' | sed 's/ reason=.*//'

printf '\n# What was said about limits on that bus, decoded by twc-sniff\n'
"$bin/twc-sniff" --changes --kind master_heartbeat,slave_heartbeat "$capture" |
  grep 'set_limit' | head -n 12

cat <<'TXT'

Both caps were kept, a lowered one within the next heartbeats. Next, on an adapter of your own:
build/dev/tools/twc-fakemaster --max-current AMPS /dev/serial/by-id/...   (man: tools/man)
TXT
