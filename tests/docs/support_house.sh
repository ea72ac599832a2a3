# SPDX-License-Identifier: MIT
# For the tests of recipes: a broker, a master of a simulated bus and the bridge between them. It is read
# by scripts that have set $tools and $work.
house=$(mktemp -d) # paths of sockets are short
children=
trap 'kill $children 2>/dev/null || true; rm -rf "$house"' EXIT
trap 'exit 1' INT TERM
port=$((20000 + $$ % 10000))

wait_until() { # the name of the awaited event, then a command
  waited=0
  what=$1
  shift
  until "$@"; do
    sleep 0.5
    waited=$((waited + 1))
    [ "$waited" -lt 240 ] || { echo "waited in vain: $what" >&2; for log in "$work"/*.log; do tail -n 20 "$log" >&2; done; exit 1; }
  done
}
says() { grep -q "$1" "$2" 2>/dev/null; }

open_house() { # units
  printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$house/mosquitto.conf"
  mosquitto -c "$house/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
  children="$children $!"
  "$tools/twc-fakemaster" "sim:$1" --max-current 32 --poll meter,firmware,plug --socket "$house/garage.sock" \
    >"$work/master.log" 2>&1 </dev/null &
  master=$!
  children="$children $master"
  "$tools/twc-mqtt" --bridge attic "mqtt://127.0.0.1:$port" "$house/garage.sock" 2>"$work/bridge.log" &
  bridge=$!
  children="$children $bridge"
  wait_until "a car that charges" says state_name=charging "$work/master.log"
  wait_until "the bridge" says connected "$work/bridge.log"
}
