#!/bin/sh
# SPDX-License-Identifier: MIT
# The headquarters renew the leases of buses: renew.sh HOST PORT BUS...
# When this ends, or when a site is cut off, its masters fall to what was agreed after their --stale.
# Run it on two machines: renewing twice does no harm.
set -eu
host=$1
port=$2
shift 2

while :; do
  for bus in "$@"; do
    mosquitto_pub -h "$host" -p "$port" -q 1 -t "twc/$bus/renew" -m now ||
      echo "renew.sh: $bus is not renewed; trying again in 20 s" >&2
  done
  sleep 20
done
