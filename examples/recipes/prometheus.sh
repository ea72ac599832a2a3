#!/bin/sh
# SPDX-License-Identifier: MIT
# Prometheus: a text file for the textfile collector of node_exporter, out of the socket of a master.
#   prometheus.sh /run/twc/garage.sock /var/lib/prometheus/node-exporter/twc.prom
# A timer calls it once a minute. The file is replaced in one step: nobody reads half of it.
set -eu
socket=$1
file=$2
name=$(basename "$socket" .sock)

printf 'format json\nstatus\nunits\n' | socat -t 2 - "UNIX-CONNECT:$socket" | jq -rs --arg bus "$name" '
  def gauge(name; labels; value): if value == null then empty else "twc_\(name){\(labels)} \(value)" end;
  (.[1] | gauge("granted_amps"; "bus=\"\($bus)\""; .granted_a),
          gauge("drawn_amps"; "bus=\"\($bus)\""; .drawn_a),
          gauge("exposure_amps"; "bus=\"\($bus)\""; .exposure_a)),
  (.[2].units[] | "bus=\"\($bus)\",unit=\"\(.id)\"" as $unit |
          gauge("unit_limit_amps"; $unit; .echoed_a),
          gauge("unit_drawn_amps"; $unit; .drawn_a),
          gauge("unit_heard_seconds"; $unit; .heard_s))' >"$file.new"
mv "$file.new" "$file"
