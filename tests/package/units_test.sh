#!/bin/sh
# SPDX-License-Identifier: MIT
# The systemd units are right, and shut in: units_test.sh TOOLS_DIR PROJECT_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C
tools=$1
service=$2/examples/service
command -v systemd-analyze >/dev/null || {
  echo "skipped: there is no systemd-analyze here"
  exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

for unit in twc-fakemaster@ twc-mqtt@; do
  sed "s,/usr/bin/,$tools/," "$service/$unit.service" >"$work/$unit.service"
done
# With a network, as the drop-in gives it one.
cat "$work/twc-fakemaster@.service" >"$work/networked@.service"
cat "$service/network.conf" >>"$work/networked@.service"

for unit in twc-fakemaster@ twc-mqtt@ networked@; do
  said=$(systemd-analyze verify --man=no "$work/$unit.service" 2>&1) || failed=1
  # The manager of a container may be unable to say anything else of other units.
  said=$(echo "$said" | grep -F "$unit" || true)
  [ -z "$said" ] || {
    echo "verify $unit: $said" >&2
    failed=1
  }
done

exposure() { # unit, ten times the most
  systemd-analyze security --offline=yes --no-pager --threshold="$2" "$work/$1.service" >"$work/said" 2>&1 || {
    grep -E '✗|Overall' "$work/said" >&2
    echo "$1 is exposed more than $2 tenths" >&2
    failed=1
  }
}
exposure twc-fakemaster@ 10
exposure networked@ 20
exposure twc-mqtt@ 20

# After a night with a power cut, adapters and lists of users come late: no unit gives up.
for unit in twc-fakemaster@ twc-mqtt@; do
  grep -q '^StartLimitIntervalSec=0$' "$service/$unit.service" || {
    echo "$unit gives up after five starts within 10 s" >&2
    failed=1
  }
done

# The programs accept the example configurations of the units. The port is on no machine but the
# reader's.
anywhere='s,^endpoint = .*,endpoint = "pty:",'
for tool in twc-fakemaster:example twc-mqtt:mqtt-example twc-fakemaster:../fleet/master \
  twc-mqtt:../fleet/bridge; do
  sed "$anywhere" "$service/${tool#*:}.toml" >"$work/example.toml"
  "$tools/${tool%%:*}" --check-config --config "$work/example.toml" >/dev/null || failed=1
done

# The capture that the example proposes: bounded, and where the unit may write.
grep -q '^LogsDirectory=twc$' "$service/twc-fakemaster@.service" || failed=1
sed -n 's,^# \(write\|max-size\|rotate\) = ,\1 = ,; s,/var/log/twc/NAME,'"$work/garage"',; '"$anywhere"'; /^[a-z]/p' \
  "$service/example.toml" >"$work/garage.toml"
[ "$(grep -c '^write\|^max-size\|^rotate' "$work/garage.toml")" = 3 ] || failed=1
"$tools/twc-fakemaster" --check-config --config "$work/garage.toml" >/dev/null || failed=1
exit "$failed"
