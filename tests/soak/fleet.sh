#!/bin/sh
# SPDX-License-Identifier: MIT
# Many sites at three nats-server nodes, as in examples/fleet: one bridge, simulated masters, and a node
# that is killed: fleet.sh TOOLS_DIR PROJECT_DIR [MASTERS]
set -eu
export LC_ALL=C
tools=$1
fleet=$2/examples/fleet
masters=${3:-100}
work=$(mktemp -d)
base=$((20000 + $$ % 10000))
children=
failed=0
trap 'kill -9 $children 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
mkdir "$work/run"

fail() {
  echo "fleet: $*" >&2
  failed=1
}
port() { echo $((base + $1)); } # for MQTT, at node 1, 2 or 3
buses() { seq -f 'bus%03g' 1 "$masters"; }
since() { awk -v begin="$1" -v end="$(date +%s.%N)" 'BEGIN { printf "%.1f", end - begin }'; }

start_node() {
  sed -e "s/^server_name: .*/server_name: node$1/" -e "s/4222/$((base + 10 + $1))/" \
    -e "s,/var/lib/nats,$work/node$1," -e "s/0.0.0.0:6222/127.0.0.1:$((base + 20 + $1))/" \
    -e "s/one.fleet.example:6222/127.0.0.1:$((base + 21))/" \
    -e "s/two.fleet.example:6222/127.0.0.1:$((base + 22))/" \
    -e "s/three.fleet.example:6222/127.0.0.1:$((base + 23))/" \
    -e "s/0.0.0.0:1883/127.0.0.1:$(port "$1")/" "$fleet/nats.conf" >"$work/node$1.conf"
  nats-server -c "$work/node$1.conf" >>"$work/node$1.log" 2>&1 &
  eval "node$1=$!"
  children="$children $!"
}

# The nodes have agreed on who leads when a retained message gets through each of them.
await_cluster() {
  for node in "$@"; do
    attempt=0
    until timeout 5 mosquitto_pub -p "$(port "$node")" -q 1 -r -t fleet/ready -m yes 2>/dev/null; do
      attempt=$((attempt + 1))
      [ $attempt -lt 60 ] || { tail -n 5 "$work"/node*.log >&2; exit 1; }
      sleep 0.5
    done
  done
}

retained() { # how many topics with a retained state the node $1 has
  mosquitto_sub -p "$(port "$1")" -W 10 -F '%r %t' -t 'twc/+/state' -t 'twc/+/+/state' 2>/dev/null |
    grep '^1' | sort -u | wc -l
}

await_states() { # at node $1
  attempt=0
  while :; do
    found=$(retained "$1")
    [ "$found" != $((2 * masters)) ] || return 0
    attempt=$((attempt + 1))
    [ $attempt -lt 9 ] || break
  done
  fail "node $1 has $found retained states and not $((2 * masters))"
}

cpu() { awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$1/stat"; }
memory() { awk '/^VmRSS/ { print $2 / 1000 }' "/proc/$1/status"; }

# A minute of all that is published, and what it costs.
measure() {
  for process in $bridge $node1 $node2 $node3; do cpu "$process"; done >"$work/before"
  mosquitto_sub -p "$(port 2)" -W 60 -F '%r %t' -t 'twc/#' 2>/dev/null >"$work/minute" || true
  for process in $bridge $node1 $node2 $node3; do
    echo "$(cpu "$process") $(memory "$process")"
  done >"$work/after"
  awk '$1 == 0 { count++ } END { printf "a minute: %.1f messages a second\n", count / 60 }' "$work/minute"
  paste -d ' ' "$work/before" "$work/after" | awk '
    { printf "%s: %.1f s CPU a minute, %.1f MB\n", NR == 1 ? "bridge" : "node " NR - 1, $2 - $1, $3 }'
}

# Sets a limit through node 2 and waits for the answer at node 3. Just after a node was lost the others
# refuse connections, those of this script as well.
answers() { # bus, amps
  mosquitto_sub -p "$(port 3)" -C 1 -W 4 -t "twc/$1/answer" >"$work/answer" 2>/dev/null &
  listener=$!
  sleep 0.5
  timeout 3 mosquitto_pub -p "$(port 2)" -q 1 -t "twc/$1/limit/set" -m "$2" 2>/dev/null || true
  wait $listener || true
  grep -q '"ok":true' "$work/answer"
}

# Answer and state are there.
command_goes_through() { # bus, amps
  attempt=0
  until answers "$1" "$2"; do
    attempt=$((attempt + 1))
    [ $attempt -lt 10 ] || { fail "no answer of $1: $(cat "$work/answer")"; return; }
  done
  attempt=0
  until mosquitto_sub -p "$(port 3)" -q 1 -C 1 -W 3 -F %p -t "twc/$1/state" 2>/dev/null |
    grep -q "\"requested_a\":$2"; do
    attempt=$((attempt + 1))
    [ $attempt -lt 20 ] || { fail "no state of $1 shows $2 A"; return; }
    sleep 0.5
  done
}

kill_a_node() {
  begin=$(date +%s.%N)
  kill -9 "$node1"
  command_goes_through "bus$(printf %03d $((masters / 2)))" 11
  took=$(since "$begin")
  echo "a node was killed: command, answer and state are back after $took s"
  awk -v took="$took" 'BEGIN { exit took > 20 }' || fail "that is more than 20 s"
  await_states 2
  await_states 3
  echo "a node was killed: both others have all $((2 * masters)) retained states"
}

# The headquarters fall silent: each master falls to what was agreed.
let_leases_end() {
  kill "$renewer"
  sleep 85
  for bus in $(buses); do
    printf 'format json\nstatus\n' | socat -t 3 - "UNIX-CONNECT:$work/run/$bus.sock" 2>/dev/null | tail -n 1
  done >"$work/leases"
  fallen=$(grep -c '"granted_a":10.00.*"reason":"stale"' "$work/leases" || true)
  echo "leases ended: $fallen of $masters masters fell to 10 A"
  [ "$fallen" = "$masters" ] || fail "$(grep -v '"reason":"stale"' "$work/leases" | head -n 2)"
}

for node in 1 2 3; do start_node $node; done
await_cluster 1 2 3
for bus in $(buses); do
  "$tools/twc-fakemaster" sim:1 --max-current 32 --stale 60s --fallback 10 --expect-units 1 \
    --socket "$work/run/$bus.sock" </dev/null >/dev/null 2>&1 &
  children="$children $!"
done
"$tools/twc-mqtt" --bridge site --no-discovery \
  "mqtt://127.0.0.1:$(port 1),127.0.0.1:$(port 2),127.0.0.1:$(port 3)" "$work/run" 2>"$work/bridge.log" &
bridge=$!
children="$children $bridge"
"$fleet/renew.sh" 127.0.0.1 "$(port 3)" $(buses) 2>"$work/renew.log" &
renewer=$!
children="$children $renewer"

await_states 3
measure
kill_a_node
start_node 1
await_cluster 1
await_states 1
let_leases_end
[ "$failed" = 0 ] || tail -n 5 "$work"/*.log >&2
exit "$failed"
