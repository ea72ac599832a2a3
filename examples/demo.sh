#!/bin/sh
# SPDX-License-Identifier: MIT
# Decodes real traffic of Wall Connectors, on half a screen of 80 columns: demo.sh SNIFF_BINARY
set -eu
sniff=${1:?usage: demo.sh SNIFF_BINARY}
sniff=$(cd "$(dirname "$sniff")" && pwd)/$(basename "$sniff")
cd "$(dirname "$0")/../tests/captures"

show() { # runs twc-sniff; breaks long lines at a comma or a blank
  printf '$ twc-sniff %s\n' "$*"
  "$sniff" "$@" 2>&1 | awk '{
    while (length($0) > 80) {
      at = 80
      while (at > 20 && substr($0, at, 1) !~ /[, ]/) at--
      print substr($0, 1, at)
      $0 = "    " substr($0, at + 1)
    }
    print
  }'
}

echo 'Wall Connectors (Gen 2) on their bus, as owners posted it, decoded by twc-sniff.'
echo '# A real master takes on a real slave (ukoda/TWCProtocolMonitor)'
show --changes --code FDE2,FBE0,FDE0 ukoda-master-and-slave.twclog
echo '# A car starts (ngardiner/TWCManager, issue 453), as text and as JSON'
show -t n --from 2019 gh-ngardiner-453.log
show -F json --from 2019 gh-ngardiner-453.log
echo '# A stray FF damages a frame, which is found in it (dracoventions, issue 9)'
show -t z --changes -n 2 gh-dracoventions-9.log
