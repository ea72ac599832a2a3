#!/bin/sh
# SPDX-License-Identifier: MIT
# Decodes real traffic of Wall Connectors on one screen: demo.sh SNIFF_BINARY
set -eu
sniff=${1:?usage: demo.sh SNIFF_BINARY}
sniff=$(cd "$(dirname "$sniff")" && pwd)/$(basename "$sniff")
cd "$(dirname "$0")/../tests/captures"

title() { printf '\n# %s\n' "$1"; }

show() { # runs twc-sniff, with the statistics; breaks long lines at a comma
  printf '$ twc-sniff %s\n' "$*"
  shown=$("$sniff" "$@" 2>&1)
  printf '%s\n' "$shown" | awk '{
    while (length($0) > 98) {
      at = 98
      while (at > 20 && substr($0, at, 1) != ",") at--
      print substr($0, 1, at)
      $0 = "            " substr($0, at + 1)
    }
    print
  }'
}

echo 'Tesla Wall Connectors (Gen 2) on their bus, as their owners posted it, decoded by twc-sniff.'

title 'A real master takes on a real slave; no car (github.com/ukoda/TWCProtocolMonitor)'
show --changes --stats --code FDE2,FBE0,FDE0,FDEB ukoda-master-and-slave.twclog

title 'A car that starts, drawing 5.28 A; the same as JSON (ngardiner/TWCManager, issue 453)'
show --from 2019 gh-ngardiner-453.log
show -F json --from 2019 gh-ngardiner-453.log

title 'A stray FF damages a frame; the frame is found in it (dracoventions/TWCManager, issue 9)'
show --changes -n 2 gh-dracoventions-9.log

title 'An adapter that echoes is no second master (dracoventions/TWCManager, issue 6)'
show -n 2 gh-dracoventions-6.log

cat <<'TXT'

All of that was read from tests/captures; its README says who posted what. Next: ./dev test
On a bus of your own, which it only listens to: build/dev/tools/twc-sniff /dev/serial/by-id/...
TXT
